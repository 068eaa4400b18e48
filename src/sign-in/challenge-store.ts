import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import { challengeMs, type PasskeyPurpose } from './passkey-rules.ts';

/** A challenge, by what is kept of it. */
interface Challenge {
  /** SHA-256 of it. */
  readonly hash: Uint8Array;
  /** SHA-256 of what the browser has that was given it. */
  readonly browserHash: Uint8Array;
  readonly purpose: PasskeyPurpose;
  /** The invitation that is accepted, or the member who adds a passkey. */
  readonly subjectId?: string | undefined;
}

/** Keeps a challenge until it is answered, or for five minutes. */
export async function saveChallenge(tx: Tx, challenge: Challenge): Promise<void> {
  const { hash, browserHash, purpose, subjectId } = challenge;
  await tx.execute(Prisma.sql`
    INSERT INTO passkey_challenges (hash, browser_hash, purpose, subject_id, ends_at)
    VALUES (${new Uint8Array(hash)}, ${new Uint8Array(browserHash)}, ${purpose}::passkey_purpose,
      ${subjectId ?? null}::uuid, ${after(tx.now, challengeMs)}::timestamptz)`);
}

/** Uses a challenge up; false when there is none like that. One statement, so that of many at once one gets it. */
export async function takeChallenge(tx: Tx, challenge: Challenge): Promise<boolean> {
  const { hash, browserHash, purpose, subjectId } = challenge;
  const taken = await tx.query<unknown>(Prisma.sql`
    DELETE FROM passkey_challenges
    WHERE hash = ${new Uint8Array(hash)} AND browser_hash = ${new Uint8Array(browserHash)}
      AND purpose = ${purpose}::passkey_purpose
      AND subject_id IS NOT DISTINCT FROM ${subjectId ?? null}::uuid AND ends_at > ${tx.now}
    RETURNING hash`);
  return taken.length > 0;
}

/** Deletes up to `max` challenges that nobody answered in time. */
export async function purgeEndedChallenges(tx: Tx, max: number): Promise<number> {
  return await tx.execute(Prisma.sql`
    DELETE FROM passkey_challenges WHERE hash IN (
      SELECT hash FROM passkey_challenges WHERE ends_at <= ${tx.now} LIMIT ${max})`);
}
