import type { AdminReader } from '../members/api.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { type InvitationId, type MemberId, parseInvitationId } from '../shared/ids.ts';
import { type InviteDelivery, isSame } from './person-rules.ts';
import { type Invitation, inviteDmNotice, inviteEmailNotice } from './rules.ts';

/** The open invitation to an address, or the one by which whoever has it is a member: of somebody who was invited again. */
export async function findLatestTo(
  { tx, workspace }: AdminReader,
  address: string,
): Promise<InvitationId | undefined> {
  const isTheirs = Prisma.sql`workspace_id = ${workspace.id}::uuid AND address = ${address}`;
  const [row] = await tx.query<{ id: unknown }>(Prisma.sql`
    SELECT id FROM invitations WHERE ${isTheirs} AND accepted_at IS NULL AND revoked_at IS NULL
    UNION ALL SELECT invitation_id FROM members WHERE ${isTheirs} AND closed_at IS NULL LIMIT 1`);
  return parseInvitationId(row?.id);
}

/** The invitation by which somebody became a member, also of whoever was removed. */
export async function findInvitationOf(
  { tx, workspace: { id: workspaceId } }: AdminReader,
  id: MemberId,
): Promise<InvitationId | undefined> {
  const row = await tx.db.member.findFirst({
    where: { id, workspaceId },
    select: { invitationId: true },
  });
  return parseInvitationId(row?.invitationId);
}

/** The latest messages in which somebody was invited, newest first, at most `limit`. */
export async function findDeliveriesOf(
  { tx, workspace: { id: workspaceId } }: AdminReader,
  { id: invitationId, address }: Pick<Invitation, 'id' | 'address'>,
  limit: number,
): Promise<InviteDelivery[]> {
  const rows = await tx.db.delivery.findMany({
    where: { workspaceId, invitationId, notice: { in: [inviteEmailNotice, inviteDmNotice] } },
    orderBy: { createdAt: 'desc' },
    take: limit,
  });
  return rows.map(({ notice, state, reason, createdAt, sentAt, recipient }) => ({
    channel: notice === inviteDmNotice ? 'slack_dm' : 'email',
    state,
    reason: reason ?? undefined,
    at: sentAt ?? createdAt,
    formerAddress: recipient.includes('@') && !isSame(recipient, address) ? recipient : undefined,
  }));
}
