import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import type { AuditAct } from '../workspaces/audit-rules.ts';
import { type AskAnswer, askAgainPauseMs, type Invitation } from './rules.ts';
import { undoMs } from './sent-rules.ts';

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

/** By what acts an admin answers somebody who asked for a new invitation. */
const answers = {
  invitation_sent: 'sent',
  invitation_sent_anew: 'sent',
  invitation_resent: 'sent',
  invited_address_changed: 'sent',
  link_replaced: 'sent',
  ask_ignored: 'ignored',
} as const satisfies Partial<Record<AuditAct, AskAnswer>>;

/** Those that can be undone: they count once they can't any more, and weren't. */
const undoable = ['invitation_sent', 'invitation_sent_anew', 'invitation_resent'];

/**
 * Who answered first since the holder of the dead link asked, and what; undefined when nobody has. `undone` is why a delivery was
 * cancelled that was taken back.
 */
export async function findAskAnswer(
  tx: Tx,
  { id, workspaceId, email }: Invitation,
  undone: string,
): Promise<{ readonly by: string; readonly answer: AskAnswer } | undefined> {
  const [first] = await tx.query<{ by: string; act: keyof typeof answers }>(Prisma.sql`
    SELECT a.actor AS by, a.act FROM invitations i
    JOIN audit_entries a ON a.workspace_id = i.workspace_id AND a.at > i.asked_again_at
    WHERE i.id = ${id}::uuid AND i.workspace_id = ${workspaceId}::uuid AND a.subject = ${email}
      AND a.act = ANY(${Object.keys(answers)}::text[])
      AND (a.act <> ALL(${undoable}::text[]) OR EXISTS (
        SELECT FROM invitations n
        WHERE n.workspace_id = i.workspace_id AND n.address = i.address AND n.sent_at > i.asked_again_at
          AND (n.held_at IS DISTINCT FROM n.sent_at OR n.sent_at <= ${after(tx.now, -undoMs)}::timestamptz)
          AND NOT EXISTS (
            SELECT FROM deliveries d WHERE d.invitation_id = n.id AND d.reason = ${undone})))
    ORDER BY a.at LIMIT 1`);
  return first && { by: first.by, answer: answers[first.act] };
}

/** Writes that an admin sends none, when the work is over. */
export function saveAskIgnored(tx: Tx, { id, workspaceId }: Invitation): void {
  tx.defer(Prisma.sql`
    UPDATE invitations SET ask_ignored_at = ${tx.now}::timestamptz
    WHERE id = ${id}::uuid AND workspace_id = ${workspaceId}::uuid`);
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
