import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import { expiredKeptMs } from './validity-rules.ts';

/** Deletes up to `max` invitations that expired more than a year ago; the record of who was invited by whom stays. */
export async function purgeExpired(tx: Tx, max: number): Promise<number> {
  const isOld = Prisma.sql`accepted_at IS NULL AND revoked_at IS NULL
    AND expires_at < ${after(tx.now, -expiredKeptMs)}::timestamptz`;
  // Asked twice: one that is sent again at this moment isn't expired any more once its row can be deleted.
  return await tx.execute(Prisma.sql`
    DELETE FROM invitations WHERE ${isOld} AND id IN (
      SELECT id FROM invitations WHERE ${isOld} LIMIT ${max})`);
}
