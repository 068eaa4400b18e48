import { hash, verify } from '@node-rs/argon2';

/** Each hash takes 19 MiB and a thread; more at once would only make all of them slower. */
const mostAtOnce = 4;
let running = 0;
const waiting: (() => void)[] = [];

/**
 * Hashes a password with argon2id (m=19456, t=2, p=1: OWASP Password Storage Cheat Sheet), as a PHC
 * string. Takes the password as `parsePassword` gives it.
 */
export async function hashPassword(password: string): Promise<string> {
  return await inTurn(() => hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 }));
}

/** A hash of no password, made once, for {@link isPassword} to spend its time on. */
let nobodysHash: Promise<string> | undefined;

/**
 * Whether a password is the one that was hashed. Without a hash the answer is no, and takes as long as with
 * one, so that nobody can tell by the time whether an account exists.
 */
export async function isPassword(
  typed: string,
  passwordHash: string | undefined,
): Promise<boolean> {
  nobodysHash ??= hashPassword('');
  const compared = passwordHash ?? (await nobodysHash);
  const same = await inTurn(() => verify(compared, typed.normalize('NFKC')));
  return same && passwordHash !== undefined;
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}
