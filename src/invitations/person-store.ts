import type { AdminReader } from '../members/api.ts';
import { findListed, type KeysetList, type PlacedRow } from '../platform/database/keyset-list.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { type InvitationId, type MemberId, parseInvitationId } from '../shared/ids.ts';
import { type InviteDelivery, isSame } from './person-rules.ts';
import {
  type Invitation,
  inviteDmNotice,
  inviteEmailNotice,
  reminderEmailNotice,
} from './rules.ts';

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

/**
 * The invitations of members who were removed and whose name contains the text, whoever left last first, at most `limit`; of
 * whoever came back since, or is asked to, the one that leads there.
 */
export async function findInvitationsOfRemoved(
  { tx, workspace: { id } }: AdminReader,
  text: string,
  limit: number,
): Promise<InvitationId[]> {
  const isTheirs = Prisma.sql`workspace_id = m.workspace_id AND address = m.address`;
  const list: KeysetList = {
    table: Prisma.sql`members m`,
    id: Prisma.sql`m.id`,
    moment: Prisma.sql`m.closed_at`,
    // Nothing is left of whoever left themselves.
    wanted: Prisma.sql`m.workspace_id = ${id}::uuid AND m.closed_at IS NOT NULL AND m.address <> ''`,
    columns: Prisma.sql`m.id, coalesce(
      (SELECT id FROM invitations WHERE ${isTheirs} AND accepted_at IS NULL AND revoked_at IS NULL),
      (SELECT invitation_id FROM members WHERE ${isTheirs} AND closed_at IS NULL),
      m.invitation_id
    ) AS "invitationId"`,
    search: {
      columns: [Prisma.sql`searchable_name(m.display_name)`],
      text,
      rowsOf: (condition) =>
        Prisma.sql`(SELECT m.* FROM members m WHERE ${condition} OFFSET 0) AS m`,
    },
  };
  const rows = await findListed<PlacedRow & { invitationId: unknown }>(tx, list, limit);
  const ids = rows.map(({ invitationId }) => parseInvitationId(invitationId));
  return [...new Set(ids.filter((each) => each !== undefined))];
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

/** The latest messages in which somebody was invited, or reminded by email, newest first, at most `limit`. */
export async function findDeliveriesOf(
  { tx, workspace: { id: workspaceId } }: AdminReader,
  { id: invitationId, address }: Pick<Invitation, 'id' | 'address'>,
  limit: number,
): Promise<InviteDelivery[]> {
  const rows = await tx.db.delivery.findMany({
    where: {
      workspaceId,
      invitationId,
      notice: { in: [inviteEmailNotice, inviteDmNotice, reminderEmailNotice] },
    },
    orderBy: [{ queueNumber: 'desc' }, { createdAt: 'desc' }],
    take: limit,
  });
  return rows.map(({ notice, state, reason, createdAt, sentAt, recipient }) => ({
    channel: notice === inviteDmNotice ? 'slack_dm' : 'email',
    isReminder: notice === reminderEmailNotice,
    state,
    reason: reason ?? undefined,
    at: sentAt ?? createdAt,
    formerAddress: recipient.includes('@') && !isSame(recipient, address) ? recipient : undefined,
  }));
}
