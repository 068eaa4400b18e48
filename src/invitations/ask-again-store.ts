import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import { askAgainPauseMs, type Invitation } from './rules.ts';

/** Notes that somebody asks for a new invitation; false when somebody did within the last day. */
export async function saveAskedAgain(tx: Tx, { id, workspaceId }: Invitation): Promise<boolean> {
  const { count } = await tx.db.invitation.updateMany({
    where: {
      id,
      workspaceId,
      OR: [{ askedAgainAt: null }, { askedAgainAt: { lte: after(tx.now, -askAgainPauseMs) } }],
    },
    data: { askedAgainAt: tx.now },
  });
  return count > 0;
}

/** Who can send an invitation again: a member's address when there is one, else a Slack user. */
export type InviterToAsk =
  | { readonly email: string; readonly address: string }
  | { readonly slackUserId: string };

/**
 * The inviter, as long as they can still invite; when they can't any more, the Admin member who has been there
 * longest or, where there is none, the Slack admin who invited somebody last. Slack isn't asked: where its admins count,
 * whoever invited without an account is taken for one still.
 */
export async function findInviterToAsk(
  tx: Tx,
  { id, workspaceId }: Invitation,
): Promise<InviterToAsk | undefined> {
  const row = await tx.db.invitation.findFirst({
    where: { id, workspaceId },
    select: {
      invitedByMemberId: true,
      invitedBySlackUser: true,
      workspace: { select: { slackAdminsAreAdmins: true } },
    },
  });
  if (!row) return undefined;
  const { invitedByMemberId, invitedBySlackUser: slackUserId, workspace } = row;
  const inviter = await tx.db.member.findFirst({
    where: {
      workspaceId,
      OR: [{ slackUserId }, ...(invitedByMemberId ? [{ id: invitedByMemberId }] : [])],
    },
    orderBy: { joinedAt: 'desc' },
  });
  if (!inviter && workspace.slackAdminsAreAdmins) return { slackUserId };
  if (inviter?.role === 'admin' && !inviter.closedAt && !inviter.deactivatedAt) return inviter;
  const admin = await tx.db.member.findFirst({
    where: { workspaceId, role: 'admin', closedAt: null, deactivatedAt: null },
    orderBy: { joinedAt: 'asc' },
  });
  if (admin) return admin;
  return workspace.slackAdminsAreAdmins ? findInvitingSlackAdmin(tx, workspaceId) : undefined;
}

/** The last inviter who has, and had, no account: an admin by being one in Slack. */
async function findInvitingSlackAdmin(
  tx: Tx,
  workspaceId: WorkspaceId,
): Promise<InviterToAsk | undefined> {
  const [row] = await tx.query<{ slackUserId: string }>(Prisma.sql`
    SELECT i.invited_by_slack_user AS "slackUserId" FROM invitations i
    WHERE i.workspace_id = ${workspaceId}::uuid AND NOT EXISTS (
      SELECT 1 FROM members m
      WHERE m.workspace_id = i.workspace_id AND m.slack_user_id = i.invited_by_slack_user)
    ORDER BY i.created_at DESC LIMIT 1`);
  return row;
}
