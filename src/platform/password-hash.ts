import { hash } from '@node-rs/argon2';

/** Each hash takes 19 MiB and a thread; more at once would only make all of them slower. */
const mostAtOnce = 4;
let running = 0;
const waiting: (() => void)[] = [];

/**
 * Hashes a password with argon2id (m=19456, t=2, p=1: OWASP Password Storage Cheat Sheet), as a PHC
 * string. Takes the password as `parsePassword` gives it.
 */
export async function hashPassword(password: string): Promise<string> {
  if (running >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return await hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}
