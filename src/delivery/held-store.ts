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
 * Cancels what is held back, or none of it when some of it has gone out or is going out at this moment; then it gives
 * false. What took the place of one that waited isn't cancelled but sent now: that one still has to arrive.
 */
export async function takeBackHeld(tx: Tx, held: HeldBack, reason: string): Promise<boolean> {
  const { workspaceId, invitationId, notices, since } = held;
  const isAbout = Prisma.sql`workspace_id = ${workspaceId}::uuid AND invitation_id = ${invitationId}::uuid`;
  // Whoever is about to send one of them has locked it.
  const rows = await tx.query<{ id: string; state: string }>(Prisma.sql`
    SELECT id, state::text AS state FROM deliveries
    WHERE ${isAbout} AND notice = ANY(${notices}::text[]) AND created_at >= ${since}::timestamptz
    FOR UPDATE`);
  if (rows.some(({ state }) => state === 'sending' || state === 'sent')) return false;
  tx.defer(Prisma.sql`
    UPDATE deliveries d SET
      state = (CASE WHEN before.waited THEN 'queued' ELSE 'cancelled' END)::delivery_state,
      reason = CASE WHEN before.waited THEN NULL ELSE ${reason} END,
      due_at = CASE WHEN before.waited THEN ${tx.now}::timestamptz ELSE d.due_at END
    FROM deliveries held LEFT JOIN LATERAL (
      SELECT state = 'cancelled' AND reason = ${reasons.newerSent} AS waited FROM deliveries
      WHERE ${isAbout} AND notice = held.notice AND created_at < ${since}::timestamptz
      ORDER BY created_at DESC LIMIT 1
    ) AS before ON TRUE
    WHERE d.id = held.id AND held.id = ANY(${rows.map(({ id }) => id)}::uuid[])
      AND d.state IN ('queued', 'retrying')`);
  announce(tx);
  return true;
}

/** Those of the invitations of which the newest of these deliveries was cancelled for this reason. */
export async function listTakenBack(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: readonly InvitationId[],
  { notice, reason }: { readonly notice: string; readonly reason: string },
): Promise<InvitationId[]> {
  const rows = await tx.query<{ id: InvitationId }>(Prisma.sql`
    SELECT invitation_id AS id FROM (
      SELECT DISTINCT ON (invitation_id) invitation_id, state, reason FROM deliveries
      WHERE workspace_id = ${workspaceId}::uuid AND invitation_id = ANY(${ids}::uuid[]) AND notice = ${notice}
      ORDER BY invitation_id, created_at DESC
    ) AS newest WHERE state = 'cancelled' AND reason = ${reason}`);
  return rows.map(({ id }) => id);
}
