import type { AdminReader } from '../members/api.ts';
import { type InvitationId, parseInvitationId } from '../shared/ids.ts';
import type { InviteDelivery } from './person-rules.ts';
import { inviteDmNotice, inviteEmailNotice } from './rules.ts';

/** The open invitation to an address: of somebody whose earlier one was revoked or declined, that they were invited again. */
export async function findOpenTo(
  { tx, workspace: { id: workspaceId } }: AdminReader,
  address: string,
): Promise<InvitationId | undefined> {
  const row = await tx.db.invitation.findFirst({
    where: { workspaceId, address, acceptedAt: null, revokedAt: null },
    select: { id: true },
  });
  return parseInvitationId(row?.id);
}

/** The latest messages in which somebody was invited, newest first, at most `limit`. */
export async function findDeliveriesOf(
  { tx, workspace: { id: workspaceId } }: AdminReader,
  invitationId: InvitationId,
  limit: number,
): Promise<InviteDelivery[]> {
  const rows = await tx.db.delivery.findMany({
    where: { workspaceId, invitationId, notice: { in: [inviteEmailNotice, inviteDmNotice] } },
    orderBy: { createdAt: 'desc' },
    take: limit,
  });
  return rows.map(({ notice, state, reason, createdAt, sentAt }) => ({
    channel: notice === inviteDmNotice ? 'slack_dm' : 'email',
    state,
    reason: reason ?? undefined,
    at: sentAt ?? createdAt,
  }));
}
