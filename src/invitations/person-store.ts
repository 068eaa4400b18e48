import type { AdminReader } from '../members/api.ts';
import type { InvitationId } from '../shared/ids.ts';
import type { InviteDelivery } from './person-rules.ts';
import { inviteDmNotice, inviteEmailNotice } from './rules.ts';

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
