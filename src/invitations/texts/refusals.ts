import { countOf, waitText } from '../../shared/count-text.ts';
import { mentions } from '../../shared/mrkdwn.ts';
import type { EmailProblem } from '../../shared/plain-address.ts';
import type { DayLimitReached, InviteRefusal, ManageRefusal, TooManyInvites } from '../rules.ts';

const refusalTexts = {
  empty: 'Enter an email address or choose people.',
  too_long:
    'This address is too long. It can have up to 64 characters before the @ and 254 in all.',
  not_an_address: 'Not a valid email address. It should look like name@example.com.',
  already_member: 'Already a member.',
  oneself_as_member:
    "That's you. As a Member you couldn't manage your team any more, so invite yourself as an Admin.",
  not_an_admin: "Only admins can send invitations, and you're no longer one.",
  domain_not_allowed:
    "Your team doesn't allow addresses at this domain. Admins can change that in Settings.",
  seats_full: 'No seats left. Remove someone or raise the limit in Settings.',
} as const satisfies Record<Exclude<InviteRefusal, TooManyInvites>, string>;

const dayLimitTexts = {
  by_admin: "You've reached your daily limit",
  by_workspace: 'Your workspace has reached its daily limit',
} as const satisfies Record<DayLimitReached['tooMany'], string>;

/** Which limit is reached, and when to try again. */
export function tooManyText(reached: TooManyInvites): string {
  return `${reachedText(reached)} Try again in ${waitText(reached.waitMs)}.`;
}

function reachedText(reached: TooManyInvites): string {
  return reached.tooMany === 'to_address'
    ? 'This address has been sent as many emails as it can get in a day.'
    : `${dayLimitTexts[reached.tooMany]} of ${countOf(reached.perDay, 'invitation')}.`;
}

/** Why an address wasn't invited, for showing beside it. */
export function inviteRefusalText(refusal: InviteRefusal): string {
  return typeof refusal === 'string' ? refusalTexts[refusal] : tooManyText(refusal);
}

const manageTexts = {
  ...refusalTexts,
  oneself_as_member:
    "That's you. As a Member you couldn't manage your team any more, so change the role to Admin first.",
  not_an_admin: 'Only admins can do this.',
  gone: 'This invitation no longer exists.',
  accepted: 'This invitation has just been accepted.',
  revoked: 'This invitation has been revoked. You can invite them again.',
  declined: 'They said no to this invitation. If that has changed, invite them again.',
  expired: 'This invitation has expired. Resend it first.',
  already_invited: 'This address already has an invitation.',
  same_address: "That's the address it went to. Enter another one.",
  already_sent: "It's already on its way. You can still revoke it.",
  nothing_to_undo: "It has changed since, so there's nothing to undo.",
  just_sent: 'Sent a moment ago – give it a minute.',
  outdated: 'This screen was out of date, so nothing happened. Please choose again.',
} as const satisfies Record<Exclude<ManageRefusal, TooManyInvites>, string>;

/** Why something wasn't done with an invitation. */
export function manageRefusalText(refusal: ManageRefusal | EmailProblem): string {
  return typeof refusal === 'string' ? manageTexts[refusal] : tooManyText(refusal);
}

/** Tells somebody who may not invite whom to ask instead; text for mrkdwn. */
export function askAnAdminText(adminIds: readonly string[]): string {
  const ask = adminIds.length > 0 ? ` Please ask ${mentions(adminIds)}.` : '';
  return `Only admins can send invitations.${ask}`;
}

/** Tells them, a moment later, once Slack has named the admins; text for mrkdwn. */
export function youCanAskText(adminIds: readonly string[]): string {
  return `You can ask ${mentions(adminIds)}.`;
}
