import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { InvitationId, WorkspaceId } from '../shared/ids.ts';
import { announce } from './store.ts';
import { reasons } from './texts.ts';

/** What was asked for at a moment, and waits so that it can be undone. */
interface HeldBack {
  readonly workspaceId: WorkspaceId;
  readonly invitationId: InvitationId;
  readonly notices: readonly string[];
  readonly since: Date;
}

/**
 * Takes back what is held back, or none of it when some of it has gone out or is going out at this moment; then it gives
 * false. It stays as cancelled for this reason; without one it is as if it had never been, and what it had taken the place of
 * still has to arrive: at once, or when its own time to be undone is over.
 */
export async function takeBackHeld(tx: Tx, held: HeldBack, reason?: string): Promise<boolean> {
  const { workspaceId, invitationId, notices, since } = held;
  const isAbout = Prisma.sql`workspace_id = ${workspaceId}::uuid AND invitation_id = ${invitationId}::uuid
    AND notice = ANY(${notices}::text[])`;
  // Whoever is about to send one of them has locked it.
  const rows = await tx.query<{ id: string; state: string }>(Prisma.sql`
    SELECT id, state::text AS state FROM deliveries
    WHERE ${isAbout} AND created_at >= ${since}::timestamptz FOR UPDATE`);
  if (rows.some(({ state }) => state === 'sending' || state === 'sent')) return false;
  const areThese = Prisma.sql`id = ANY(${rows.map(({ id }) => id)}::uuid[])`;
  if (reason !== undefined) {
    tx.defer(Prisma.sql`
      UPDATE deliveries SET state = 'cancelled', reason = ${reason}
      WHERE ${areThese} AND state IN ('queued', 'retrying')`);
    return true;
  }
  tx.defer(Prisma.sql`DELETE FROM deliveries WHERE ${areThese}`);
  tx.defer(Prisma.sql`
    UPDATE deliveries SET state = 'queued', reason = NULL,
      due_at = CASE WHEN attempts = 0 THEN GREATEST(due_at, ${tx.now}::timestamptz) ELSE ${tx.now}::timestamptz END
    WHERE state = 'cancelled' AND reason = ${reasons.newerSent} AND id IN (
      SELECT DISTINCT ON (notice) id FROM deliveries
      WHERE ${isAbout} AND created_at < ${since}::timestamptz ORDER BY notice, created_at DESC)`);
  announce(tx);
  return true;
}
