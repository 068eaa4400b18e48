import { enqueue } from '../../delivery/api.ts';
import { type Delivery, emailsTo, type Prepared } from '../../delivery/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import { countAct } from '../../platform/database/rate-limit.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { saveAuditEntry, slackPageUrl } from '../../workspaces/api.ts';
import { findInviterToAsk, saveAskedAgain } from '../ask-again-store.ts';
import { askAgainDm, askAgainEmail } from '../notices.tsx';
import { askAgainDmNotice, askAgainEmailNotice, type JoinRefusal, mayAskAgain } from '../rules.ts';
import { askActions } from '../slack/ask-again-blocks.ts';
import { findMemberWhoAccepted } from '../store.ts';
import { cancelReasons } from '../texts/notices.ts';
import { findInvitationOfToken } from '../token-store.ts';
import type { InvitationDeps } from './deps.ts';
import { lookUpInvitation, type OpenedInvitation } from './join.ts';

/**
 * Tells the inviter that the holder of a dead link would like a new invitation: once a day, however often it
 * is asked. Refused with the link's state when that is no reason to ask; undefined means that the link works.
 */
export async function askAgain(
  deps: InvitationDeps & { readonly sendsEmail: boolean },
  token: string,
): Promise<Outcome<OpenedInvitation, JoinRefusal | undefined>> {
  const asked = await deps.database.transaction<Outcome<OpenedInvitation, JoinRefusal | undefined>>(
    async (tx) => {
      const looked = await lookUpInvitation(tx, deps, token);
      if (looked.ok) return refused(undefined);
      const { state, opened } = looked.refusal;
      if (!opened || !mayAskAgain(state)) return refused(state);
      const { invitation } = opened;
      if (!(await saveAskedAgain(tx, invitation))) return done(opened);
      const whom = await findInviterToAsk(tx, invitation);
      if (!whom) return refused(state);
      const { workspaceId, email } = invitation;
      saveAuditEntry(tx, workspaceId, {
        actor: email,
        act: 'invitation_asked_for',
        subject: email,
        detail: {},
      });
      const about = { workspaceId, invitationId: invitation.id };
      const isByEmail =
        'email' in whom &&
        deps.sendsEmail &&
        (await mayEmail(tx, invitation.workspaceId, whom.address));
      enqueue(tx, {
        ...about,
        channel: isByEmail ? 'email' : 'slack_dm',
        notice: isByEmail ? askAgainEmailNotice : askAgainDmNotice,
        // The worker finds the Slack user of an address.
        recipient: 'email' in whom ? whom.email : whom.slackUserId,
      });
      return done(opened);
    },
  );
  if (asked.ok) deps.changed(asked.value.invitation.workspaceId);
  return asked;
}

async function mayEmail(tx: Tx, workspaceId: WorkspaceId, address: string): Promise<boolean> {
  const { limit, subject } = emailsTo(workspaceId, 'ask_again', address);
  return (await countAct(tx, limit, subject)) === 0;
}

/** Writes the notice to the inviter, unless what was asked for has happened meanwhile. */
export async function prepareAskAgain(
  deps: InvitationDeps,
  { invitationId, notice, createdAt }: Delivery,
): Promise<Prepared> {
  const found = await deps.database.run(async (tx) => {
    const opened = invitationId && (await findInvitationOfToken(tx, invitationId));
    if (!opened) return undefined;
    const { workspaceId, id } = opened.invitation;
    return { ...opened, joined: await findMemberWhoAccepted(tx, workspaceId, id) };
  });
  if (!found) return { kind: 'cancel', reason: cancelReasons.gone };
  const { invitation, workspaceName, slackTeamId } = found;
  if (found.joined) return { kind: 'cancel', reason: cancelReasons.joined };
  if (invitation.sentAt > createdAt) return { kind: 'cancel', reason: cancelReasons.resent };
  const facts = { email: invitation.email, workspaceName, invitedBy: invitation.invitedByName };
  if (notice === askAgainDmNotice)
    return { kind: 'slack_dm', slackTeamId, note: askAgainDm(facts, askActions(invitation)) };
  const url = await slackPageUrl(deps.database, invitation.workspaceId);
  return { kind: 'email', letter: askAgainEmail({ ...facts, url, publicUrl: deps.publicUrl }) };
}
