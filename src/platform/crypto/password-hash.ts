import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { isOverlong } from '../../shared/typed-text.ts';
import { type Asker, createTurns } from '../process/turns.ts';

/**
 * What a hash costs: argon2id with the 64 MiB of RFC 9106 §4's second choice (the first takes 2 GiB), one lane, as
 * each hash has one thread, and as many passes as a core of a server does in a tenth of a second.
 */
const cost = { memoryCost: 65_536, timeCost: 7, parallelism: 1 };
const costText = `$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$`;

/**
 * Each hash takes its memory and a core; more at once would only make all of them slower. Forty take a few
 * seconds: whoever came after those would have given up before it is their turn. As many strangers may wait, and as many
 * of whom something is proved: that they were signed in in this browser, are now, or hold a link.
 */
const inTurn = createTurns({ maxAtOnce: Math.min(availableParallelism(), 4), maxWaiting: 40 });

/**
 * Hashes a password with argon2id, as a PHC string. Takes the password as `parsePassword` gives it.
 * @throws BusyError when too many wait
 */
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
 * @throws BusyError when too many wait
 */
export async function isPassword(
  typed: string,
  passwordHash: string | undefined,
  asker: Asker = 'known',
): Promise<boolean> {
  nobodysHash ??= hash('', cost);
  const nobodys = await nobodysHash;
  // No password is so long, so it's nobody's.
  const password = isOverlong(typed) ? '' : typed.normalize('NFKC');
  const compare = (to: string) => inTurn(() => verify(to, password), asker);
  const isCostly = passwordHash !== undefined && !isOutdatedHash(passwordHash);
  const [isSame] = await Promise.all([
    passwordHash !== undefined && compare(passwordHash),
    !isCostly && compare(nobodys),
  ]);
  return isSame;
}
