import type { Tx } from '../platform/database/database.ts';
import type { InvitationId, WorkspaceId } from '../shared/ids.ts';
import { inviteEmailNotice } from './rules.ts';

/** A pending invitation whose email has failed for good. */
export interface Undelivered {
  readonly id: InvitationId;
  readonly email: string;
  readonly invitedBySlackUser: string;
  /** Whether a member's wish was their invitation right away, as the settings name its domain. */
  readonly isByMember: boolean;
  readonly slackTeamId: string;
  /** What the mail server said. */
  readonly reason: string;
}

/** The invitation, if it is pending and its newest email has failed. */
export async function findUndelivered(
  tx: Tx,
  workspaceId: WorkspaceId,
  invitationId: InvitationId,
): Promise<Undelivered | undefined> {
  const row = await tx.db.invitation.findFirst({
    where: {
      workspaceId,
      id: invitationId,
      acceptedAt: null,
      revokedAt: null,
      expiresAt: { gt: tx.now },
    },
    include: {
      workspace: true,
      deliveries: { where: { notice: inviteEmailNotice }, orderBy: { createdAt: 'desc' }, take: 1 },
    },
  });
  const [newest] = row?.deliveries ?? [];
  if (!row || newest?.state !== 'failed') return undefined;
  return {
    id: invitationId,
    email: row.email,
    invitedBySlackUser: row.invitedBySlackUser,
    isByMember:
      row.requestedByMemberId !== null && row.requestedByMemberId === row.invitedByMemberId,
    slackTeamId: row.workspace.slackTeamId,
    reason: newest.reason ?? 'unknown',
  };
}
