import type { Tx } from '../platform/database.ts';
import { after } from '../shared/clock.ts';
import type { InvitationId, WorkspaceId } from '../shared/ids.ts';

/** A message in which invite links were posted. */
export interface Sharing {
  readonly workspaceId: WorkspaceId;
  readonly channel: string;
  readonly messageTs: string;
}

/**
 * Writes that these invitations' links were posted in the message; gives those that weren't written before.
 * Of many processes that are told about one message, only one gets each.
 */
export async function claimSharings(
  tx: Tx,
  sharing: Sharing,
  invitationIds: readonly InvitationId[],
): Promise<InvitationId[]> {
  const rows = await tx.rows.linkSharing.createManyAndReturn({
    data: invitationIds.map((invitationId) => ({ ...sharing, invitationId, at: tx.now })),
    skipDuplicates: true,
  });
  return rows.map((row) => row.invitationId as InvitationId);
}

/** Slack tells of a message within minutes; nobody hears of it again after this. */
const keptMs = 30 * 24 * 3_600_000;

/** Deletes up to `most` notes of messages that were warned about long ago. */
export async function forgetOldSharings(tx: Tx, most: number): Promise<number> {
  return await tx.rows.$executeRaw`
    DELETE FROM link_sharings WHERE (workspace_id, channel, message_ts, invitation_id) IN (
      SELECT workspace_id, channel, message_ts, invitation_id FROM link_sharings
      WHERE at < ${after(tx.now, -keptMs)} LIMIT ${most})`;
}
