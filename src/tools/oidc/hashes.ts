import { createHash } from 'node:crypto';

/** The name of an entry in the database, by which nobody finds out the provider's own name of it. */
export function entryHash(kind: string, id: string): Buffer {
  return createHash('sha256').update(`${kind}\n${id}`).digest();
}

/** The second name of a session. */
export const uidHash = (uid: string): Buffer => entryHash('uid', uid);
