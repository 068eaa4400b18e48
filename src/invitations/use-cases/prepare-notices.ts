import type { Delivery, Prepared } from '../../delivery/rules.ts';
import { inviteLink } from '../invite-link.ts';
import { hasSeenLink } from '../link-view-store.ts';
import { inviteDm, inviteEmail, joinedDm, linkDm } from '../notices.tsx';
import {
  askAgainDmNotice,
  askAgainEmailNotice,
  invitationStatus,
  inviteDmNotice,
  inviteEmailNotice,
  joinedDmNotice,
  linkDmNotice,
  undeliveredDmNotice,
} from '../rules.ts';
import { findInvitations, findMemberWhoAccepted } from '../store.ts';
import { findInvitationOfToken, type InvitationOfToken } from '../token-store.ts';
import { prepareAskAgain } from './ask-again.ts';
import type { InvitationDeps } from './deps.ts';
import { prepareUndelivered } from './undelivered.ts';

type Prepare = (delivery: Delivery) => Promise<Prepared>;

/** How each notice about an invitation is written, at the moment when it is sent. */
export function invitationNotices(deps: InvitationDeps): Record<string, Prepare> {
  return {
    [inviteEmailNotice]: whilePending(deps, (found) => ({
      kind: 'email',
      letter: {
        ...inviteEmail(facts(deps, found)),
        replyTo: found.inviterEmail ?? undefined,
      },
    })),
    [inviteDmNotice]: whilePending(deps, (found) => ({
      kind: 'slack_dm',
      slackTeamId: found.slackTeamId,
      note: inviteDm(facts(deps, found)),
    })),
    [linkDmNotice]: (delivery) => prepareLinkDm(deps, delivery),
    [joinedDmNotice]: (delivery) => prepareJoinedDm(deps, delivery),
    [undeliveredDmNotice]: (delivery) => prepareUndelivered(deps, delivery),
    [askAgainEmailNotice]: (delivery) => prepareAskAgain(deps, delivery),
    [askAgainDmNotice]: (delivery) => prepareAskAgain(deps, delivery),
  };
}

/** Whoever asked for a link gets that one: a newer one, made when they were let go perhaps, is not for them. */
async function prepareLinkDm(deps: InvitationDeps, delivery: Delivery): Promise<Prepared> {
  const write = whilePending(deps, (found) => ({
    kind: 'slack_dm',
    slackTeamId: found.slackTeamId,
    note: linkDm(facts(deps, found)),
  }));
  const { workspaceId, invitationId, recipient } = delivery;
  const isTheirs = await deps.database.run(async (tx) => {
    const [invitation] = invitationId ? await findInvitations(tx, workspaceId, [invitationId]) : [];
    return invitation && (await hasSeenLink(tx, invitation, recipient));
  });
  return isTheirs ? await write(delivery) : { kind: 'cancel', reason: 'the link was replaced' };
}

/** Cancels the notice when nobody could use the link any more. */
function whilePending(
  deps: InvitationDeps,
  write: (found: InvitationOfToken) => Prepared,
): Prepare {
  return async ({ invitationId }) => {
    const { found, now } = await deps.database.run(async (tx) => ({
      found: invitationId && (await findInvitationOfToken(tx, invitationId)),
      now: tx.now,
    }));
    if (!found) return { kind: 'cancel', reason: 'the invitation is gone' };
    const status = invitationStatus(found.invitation, now);
    return status === 'pending'
      ? write(found)
      : { kind: 'cancel', reason: `the invitation is ${status}` };
  };
}

function facts(deps: InvitationDeps, { invitation, workspaceName }: InvitationOfToken) {
  return {
    workspaceName,
    invitedBy: invitation.invitedByName,
    email: invitation.email,
    role: invitation.role,
    link: inviteLink(deps.secrets, deps.publicUrl, invitation),
    expiresAt: invitation.expiresAt,
  };
}

async function prepareJoinedDm(
  deps: InvitationDeps,
  { invitationId, workspaceId }: Delivery,
): Promise<Prepared> {
  const joined = await deps.database.run(async (tx) => ({
    found: invitationId && (await findInvitationOfToken(tx, invitationId)),
    displayName: invitationId && (await findMemberWhoAccepted(tx, workspaceId, invitationId)),
  }));
  const { found, displayName } = joined;
  if (!found || !displayName) return { kind: 'cancel', reason: 'the member is gone' };
  const note = joinedDm({ ...facts(deps, found), displayName });
  return { kind: 'slack_dm', slackTeamId: found.slackTeamId, note };
}
