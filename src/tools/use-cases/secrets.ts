import { createHash, randomBytes } from 'node:crypto';

/** A new client secret, which is shown once, and what is kept of it. */
export function newSecret(): { secret: string; secretHash: Buffer } {
  const secret = randomBytes(32).toString('base64url');
  return { secret, secretHash: hashOf(secret) };
}

/** What is kept of a secret: it is random and long enough that nobody finds it by its hash. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
