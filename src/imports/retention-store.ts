import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import { draftKeptMs, endedKeptMs } from './rules.ts';

/** Deletes up to `max` imports that ended long ago; the invitations stay. */
export async function purgeOldImports(tx: Tx, max: number): Promise<number> {
  return await tx.execute(Prisma.sql`
    DELETE FROM imports WHERE id IN (
      SELECT id FROM imports
      WHERE ended_at < ${after(tx.now, -endedKeptMs)}::timestamptz LIMIT ${max})`);
}

/** Deletes up to `max` drafts that nobody has sent for a day. */
export async function purgeDrafts(tx: Tx, max: number): Promise<number> {
  // Asked twice: one that is sent at this moment is no draft any more once its row can be deleted.
  return await tx.execute(Prisma.sql`
    DELETE FROM imports WHERE state = 'draft' AND id IN (
      SELECT id FROM imports
      WHERE state = 'draft' AND created_at < ${after(tx.now, -draftKeptMs)}::timestamptz LIMIT ${max})`);
}
