import { byCount, countOf, nounFor } from '../../shared/count-text.ts';
import { countText } from '../../shared/listing.ts';
import type { InvitationAct, ListedStatus } from '../act-rules.ts';
import type { InvitationFilter, TooManyInvites } from '../rules.ts';
import { tooManyText } from './refusals.ts';

/** What is asked before something that can't be taken back; a title fits a dialog's (24 characters). */
interface Question {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
}

const statusNames = {
  pending: 'Waiting',
  accepted: 'Joined',
  expired: 'Expired',
  revoked: 'Revoked',
  declined: 'Declined',
  removed: 'Removed',
} as const satisfies Record<ListedStatus, string>;

/** The status as people see it. */
export function statusName(status: ListedStatus): string {
  return statusNames[status];
}

/** What the lists are called. */
const filterNames = {
  open: 'Not joined yet',
  undelivered: 'Not delivered',
  asking: 'Asking for a new link',
  expired: 'Expired',
  accepted: 'Joined',
  revoked: 'Declined or revoked',
  all: 'All',
} as const satisfies Record<InvitationFilter, string>;

/** A list with how many it has. */
export function filterLabel(filter: InvitationFilter, count: number | undefined): string {
  return `${filterNames[filter]} (${countText(count)})`;
}

export const rowTexts = {
  details: 'Details',
  spokenDetails: (who: string) => `Details of ${who}`,
  title: 'Invitation',
  cancel: 'Cancel',
} as const;

/** What is done with an invitation: on its button or in its menu, and what screen readers say of it. */
export const actTexts = {
  resend: { label: 'Resend', spoken: (email) => `Resend to ${email}` },
  extend: { label: 'Extend', spoken: (email) => `Extend ${email}'s invitation` },
  change_role: { label: 'Change role…', spoken: (email) => `Change the role of ${email}` },
  change_address: {
    label: 'Change address…',
    spoken: (email) => `Change the address of ${email}'s invitation`,
  },
  replace: { label: 'Replace link…', spoken: (email) => `Replace ${email}'s link` },
  revoke: { label: 'Revoke…', spoken: (email) => `Revoke ${email}'s invitation` },
  invite_again: { label: 'Invite again', spoken: (email) => `Invite ${email} again` },
} as const satisfies Record<
  Exclude<InvitationAct, 'copy_link'>,
  { readonly label: string; readonly spoken: (email: string) => string }
>;

/** How it stands, by what of it wants an admin's eye first; dates and names as Slack shows them. */
export const standTexts = {
  sending: 'Sending…',
  waiting: (sent: string, ends: string) => `Waiting · sent ${sent} · expires ${ends}`,
  delayed: (reason: string) => `⚠️ Email delayed, retrying: ${reason}`,
  undelivered: (reason: string) => `⚠️ Not delivered: ${reason}`,
  notSent: (reason: string) => `⚠️ Email not sent: ${reason}`,
  asking: (asked: string) => `⚠️ Asked for a new link ${asked}`,
  expired: (ended: string) => `⚠️ Expired ${ended}`,
  joined: (at: string, name: string | undefined) => `Joined ${at}${name ? ` as ${name}` : ''}`,
  removed: (joined: string, at: string) => `${joined} · removed ${at}`,
  revoked: (at: string) => `Revoked ${at}`,
  declined: (at: string) => `Declined ${at}`,
} as const;

/** Who invited somebody. */
export function invitedByText(name: string): string {
  return `invited by ${name}`;
}

/** In place of the reason why an email hasn't arrived when there is none. */
export const unknownReason = 'unknown reason';

const failures: Readonly<Record<string, string>> = {
  '5.1.1': "the address doesn't exist",
  '5.1.2': "the part after the @ doesn't exist",
  '5.1.3': "the address isn't valid",
  '5.1.6': 'the mailbox has moved',
  '5.1.10': "this domain doesn't take email",
  '5.2.1': 'the mailbox is switched off',
  '5.2.2': 'the mailbox is full',
};

/** Why an email wasn't delivered: in plain words where the mail server's code says it (RFC 3463), otherwise in the server's. */
export function failureText(reason: string): string {
  const [, code = ''] = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(reason) ?? [];
  const words = failures[code];
  return words ? `${words} (${code})` : reason;
}

/** The button that sends all expired invitations again. */
export function resendAllLabel(count: number): string {
  return `Resend all expired (${countText(count)})`;
}

/** What is asked before that. */
export function resendAllQuestion(count: number): Question {
  const links = byCount(count, { one: 'Its link', other: 'Their links' });
  return {
    title: 'Resend all expired?',
    text: `We'll resend ${countText(count)} ${nounFor(count, 'invitation')}. ${links} will work for the full time again.`,
    yes: 'Resend all',
  };
}

/** What came of it. */
export function resentText(
  resent: { sent: number; left: number; tooMany: TooManyInvites | undefined },
  which: 'expired' | 'open' = 'expired',
): string {
  const { sent, left, tooMany } = resent;
  if (sent + left === 0) return `There are no ${which} invitations.`;
  const done = sent > 0 ? `✅ Resent ${countOf(sent, 'invitation')}.` : '⚠️ Nothing was resent.';
  if (left === 0) return done;
  const rest = `${left.toLocaleString('en')} couldn't be resent`;
  return tooMany
    ? `${done} ${rest}. ${tooManyText(tooMany)}`
    : `${done} ${rest}: no seats left, or the domain isn't allowed.`;
}

/** What is asked before an invitation is revoked. */
export function revokeQuestion(email: string): Question {
  return {
    title: 'Revoke invitation?',
    text: `${email}'s link stops working right away. You can invite them again later.`,
    yes: 'Revoke',
  };
}

/** What is asked before an invitation's link is replaced. */
export function replaceQuestion(email: string): Question {
  return {
    title: 'Replace link?',
    text: `${email}'s current link stops working right away. They'll get an email with a new one.`,
    yes: 'Replace',
  };
}

/** What was done with somebody's invitation. */
export const doneTexts = {
  resent: (email: string) => `✅ Resent to ${email}.`,
  revoked: (email: string) => `✅ ${email}'s invitation is revoked.`,
  extended: (email: string) =>
    `✅ ${email}'s link works for the full time again. No email was sent.`,
  invitedAgain: (email: string) => `✅ ${email} is invited again. A new link is on its way.`,
  invitedAlready: (email: string) => `✅ ${email} already has a new invitation.`,
  replaced: (email: string) => `✅ ${email}'s old link no longer works. A new one is on its way.`,
} as const;

/** Why something wasn't done. */
export function notDoneText(why: string): string {
  return `⚠️ ${why}`;
}

/** What a list without rows says. */
export const emptyTexts = {
  open: 'Everyone you invited has joined.',
  undelivered: 'Every email was delivered.',
  asking: 'Nobody is asking for a new link.',
  expired: 'No expired invitations.',
  accepted: 'Nobody has joined yet.',
  revoked: 'No declined or revoked invitations.',
  all: 'Nobody has been invited yet.',
} as const satisfies Record<InvitationFilter, string>;
