import type { Tx } from '../platform/database.ts';
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
