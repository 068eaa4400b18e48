import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { InvitationId, WorkspaceId } from '../shared/ids.ts';
import { inviteEmailNotice, reminderEmailNotice } from './rules.ts';

/** A pending invitation whose newest email, a reminder perhaps, has failed for good. */
export interface Undelivered {
  readonly id: InvitationId;
  readonly email: string;
  readonly invitedBySlackUser: string;
  /** Whether a member's wish was their invitation right away, as the settings name its domain. */
  readonly isByMember: boolean;
  readonly slackTeamId: string;
  readonly isReminder: boolean;
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
      deliveries: {
        where: {
          OR: [
            { notice: inviteEmailNotice },
            { notice: reminderEmailNotice, state: { not: 'cancelled' } },
          ],
        },
        orderBy: [{ queueNumber: 'desc' }, { createdAt: 'desc' }],
        take: 1,
      },
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
    isReminder: newest.notice === reminderEmailNotice,
    reason: newest.reason ?? 'unknown',
  };
}

/**
 * A column of the newest email that brought an invitation's link (a row `i`), to be selected beside something else. A reminder
 * that wasn't sent, as it made no sense any more, is none.
 */
export function ofNewestEmail(column: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(
      SELECT ${column} FROM deliveries d
      WHERE d.invitation_id = i.id
        AND (d.notice = ${inviteEmailNotice} OR d.notice = ${reminderEmailNotice} AND d.state <> 'cancelled')
      ORDER BY d.queue_number DESC, d.created_at DESC LIMIT 1
    )`;
}
