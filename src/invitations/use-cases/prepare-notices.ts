import type { Delivery, Prepared } from '../../delivery/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import { parseEmailAddress } from '../../shared/email-address.ts';
import { isDomainAllowed } from '../../workspaces/rules.ts';
import { inviteLink } from '../invite-link.ts';
import { hasSeenLink } from '../link-view-store.ts';
import { inviteDm, inviteEmail, joinedDm, linkDm, reminderDm, reminderEmail } from '../notices.tsx';
import {
  askAgainDmNotice,
  askAgainEmailNotice,
  declinedDmNotice,
  invitationStatus,
  inviteDmNotice,
  inviteEmailNotice,
  joinedDmNotice,
  linkDmNotice,
  reminderDmNotice,
  reminderEmailNotice,
  summaryDmNotice,
  undeliveredDmNotice,
} from '../rules.ts';
import { undoableUntil } from '../sent-rules.ts';
import { findMemberWhoAccepted } from '../store.ts';
import { cancelReasons, endedReason } from '../texts/notices.ts';
import { findInvitationOfToken, type InvitationOfToken } from '../token-store.ts';
import { prepareAskAgain } from './ask-again.ts';
import { prepareDeclined } from './decline.ts';
import type { InvitationDeps } from './deps.ts';
import { prepareSummary } from './summaries.ts';
import { prepareUndelivered } from './undelivered.ts';

type Prepare = (delivery: Delivery) => Promise<Prepared>;

/** How each notice about an invitation is written, at the moment when it is sent. */
export function invitationNotices(
  deps: InvitationDeps,
): Record<string, Prepare> & Record<typeof joinedDmNotice, Prepare> {
  return {
    [inviteEmailNotice]: toInvitee(deps, (found) => ({
      kind: 'email',
      letter: {
        ...inviteEmail(facts(deps, found)),
        replyTo: found.inviterEmail ?? undefined,
      },
    })),
    [inviteDmNotice]: toInvitee(deps, (found) => ({
      kind: 'slack_dm',
      slackTeamId: found.slackTeamId,
      note: inviteDm(facts(deps, found)),
    })),
    [reminderEmailNotice]: reminding(deps, (found) => ({
      kind: 'email',
      letter: { ...reminderEmail(facts(deps, found)), replyTo: found.inviterEmail ?? undefined },
    })),
    [reminderDmNotice]: reminding(deps, (found) => ({
      kind: 'slack_dm',
      slackTeamId: found.slackTeamId,
      note: reminderDm(facts(deps, found)),
    })),
    [declinedDmNotice]: (delivery) => prepareDeclined(deps, delivery),
    [summaryDmNotice]: (delivery) => prepareSummary(deps, delivery),
    [linkDmNotice]: (delivery) => prepareLinkDm(deps, delivery),
    [joinedDmNotice]: (delivery) => prepareJoinedDm(deps, delivery),
    [undeliveredDmNotice]: (delivery) => prepareUndelivered(deps, delivery),
    [askAgainEmailNotice]: (delivery) => prepareAskAgain(deps, delivery),
    [askAgainDmNotice]: (delivery) => prepareAskAgain(deps, delivery),
  };
}

type WriteToInvitee = (found: InvitationOfToken, delivery: Delivery, now: Date) => Prepared;

/** What is being sent in the moment in which the address is changed must not bring the new link to the old address. */
function toInvitee(deps: InvitationDeps, write: WriteToInvitee): Prepare {
  return async (delivery) => {
    const recipient = parseEmailAddress(delivery.recipient);
    const check = whilePending(deps, async ({ now }, found) =>
      recipient.ok && recipient.value.address === found.invitation.address
        ? write(found, delivery, now)
        : { kind: 'cancel', reason: cancelReasons.addressChanged },
    );
    return await check(delivery);
  };
}

/** Whoever asked for a link gets that one: a newer one, made when they were let go perhaps, is not for them. */
async function prepareLinkDm(deps: InvitationDeps, delivery: Delivery): Promise<Prepared> {
  const write = whilePending(deps, async (tx, found) =>
    // Of the very link that is written: a newer one may be made at any moment.
    (await hasSeenLink(tx, found.invitation, delivery.recipient))
      ? { kind: 'slack_dm', slackTeamId: found.slackTeamId, note: linkDm(facts(deps, found)) }
      : { kind: 'cancel', reason: cancelReasons.replaced },
  );
  return await write(delivery);
}

/** Cancels the notice when nobody could use the link any more. */
function whilePending(
  deps: InvitationDeps,
  write: (tx: Tx, found: InvitationOfToken) => Promise<Prepared>,
): Prepare {
  return async ({ invitationId }) =>
    deps.database.run(async (tx) => {
      const found = invitationId && (await findInvitationOfToken(tx, invitationId));
      if (!found) return { kind: 'cancel', reason: cancelReasons.gone };
      const status = invitationStatus(found.invitation, tx.now);
      if (status !== 'pending') return { kind: 'cancel', reason: endedReason(status) };
      return await write(tx, found);
    });
}

/** Cancels a reminder also when the invitation was sent again, which reminds enough, and when the link lets nobody in. */
function reminding(deps: InvitationDeps, write: WriteToInvitee): Prepare {
  return toInvitee(deps, (found, delivery, now) => {
    const { invitation } = found;
    const dueAt = undoableUntil(invitation, now);
    if (dueAt) return { kind: 'later', reason: cancelReasons.undoable, dueAt };
    if (invitation.sentAt > delivery.createdAt) {
      return { kind: 'cancel', reason: cancelReasons.resent };
    }
    return isDomainAllowed(found, invitation.address)
      ? write(found, delivery, now)
      : { kind: 'cancel', reason: cancelReasons.domainNotAllowed };
  });
}

function facts(deps: InvitationDeps, { invitation, workspaceName, tools }: InvitationOfToken) {
  return {
    workspaceName,
    invitedBy: invitation.invitedByName,
    email: invitation.email,
    role: invitation.role,
    link: inviteLink(deps.secrets, deps.publicUrl, invitation),
    expiresAt: invitation.expiresAt,
    message: invitation.message,
    tools,
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
  if (!found || !displayName) return { kind: 'cancel', reason: cancelReasons.memberGone };
  const note = joinedDm({ ...facts(deps, found), displayName });
  return { kind: 'slack_dm', slackTeamId: found.slackTeamId, note };
}
