import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';

/**
 * What a hash costs: argon2id with the 64 MiB of RFC 9106 §4's second choice (the first takes 2 GiB), one lane, as
 * each hash has one thread, and as many passes as a core of a server does in a tenth of a second.
 */
const cost = { memoryCost: 65_536, timeCost: 7, parallelism: 1 };
const costText = `$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$`;

/** Each hash takes its memory and a core; more at once would only make all of them slower. */
const mostAtOnce = Math.min(availableParallelism(), 4);
let running = 0;
const waiting: (() => void)[] = [];

/** Hashes a password with argon2id, as a PHC string. Takes the password as `parsePassword` gives it. */
export async function hashPassword(password: string): Promise<string> {
  return await inTurn(() => hash(password, cost));
}

/** Whether a hash was made when one cost something else, so that it should be made anew. */
export function isOutdatedHash(passwordHash: string): boolean {
  return !passwordHash.includes(costText);
}

/** A hash of no password, made once, for {@link isPassword} to spend its time on. */
let nobodysHash: Promise<string> | undefined;

/**
 * Whether a password is the one that was hashed. Without a hash the answer is no. It always takes the time of a
 * hash as costly as today's, so that nobody can tell by it whether an account exists.
 */
export async function isPassword(
  typed: string,
  passwordHash: string | undefined,
): Promise<boolean> {
  nobodysHash ??= hashPassword('');
  const nobodys = await nobodysHash;
  const compare = (to: string) => inTurn(() => verify(to, typed.normalize('NFKC')));
  const isCostly = passwordHash !== undefined && !isOutdatedHash(passwordHash);
  const [isSame] = await Promise.all([
    passwordHash !== undefined && compare(passwordHash),
    !isCostly && compare(nobodys),
  ]);
  return isSame;
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
