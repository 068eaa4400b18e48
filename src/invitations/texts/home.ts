import { byCount, countOf, nounFor } from '../../shared/count-text.ts';
import { countText } from '../../shared/listing.ts';
import type {
  EmailDelivery,
  InvitationFilter,
  InvitationStatus,
  TooManyInvites,
} from '../rules.ts';
import { tooManyText } from './refusals.ts';

/** What is asked before something that can't be taken back; a title fits a dialog's (24 characters). */
interface Question {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
}

const statusNames = {
  pending: 'Pending',
  accepted: 'Accepted',
  expired: 'Expired',
  revoked: 'Revoked',
  declined: 'Declined',
} as const satisfies Record<InvitationStatus, string>;

/** The status as people see it. */
export function statusName(status: InvitationStatus): string {
  return statusNames[status];
}

/** What the menu calls the invitations of a filter. */
export function filterName(filter: InvitationFilter): string {
  if (filter === 'all') return 'All';
  return filter === 'revoked' ? 'Declined or revoked' : statusNames[filter];
}

export const rowTexts = {
  resend: 'Resend',
  replace: 'Replace link',
  revoke: 'Revoke',
  title: 'Invitation',
  cancel: 'Cancel',
} as const;

/** What screen readers say of a row's buttons. */
export const spokenTexts = {
  resend: (email: string) => `Resend to ${email}`,
  revoke: (email: string) => `Revoke ${email}'s invitation`,
} as const;

/** When an invitation was sent, and what became of it when. */
export const momentTexts = {
  pending: (sent: string, end: string) => `sent ${sent} · expires ${end}`,
  accepted: (sent: string, end: string) => `sent ${sent} · accepted ${end}`,
  expired: (sent: string, end: string) => `sent ${sent} · expired ${end}`,
  revoked: (sent: string, end: string) => `sent ${sent} · revoked ${end}`,
  declined: (sent: string, end: string) => `sent ${sent} · declined ${end}`,
} as const satisfies Record<InvitationStatus, (sent: string, end: string) => string>;

/** Who invited somebody. */
export function invitedByText(name: string): string {
  return `invited by ${name}`;
}

/** How the email fares. */
export function emailText(delivery: Pick<EmailDelivery, 'state'> | undefined, reason: string) {
  const texts = {
    queued: 'Sending…',
    sending: 'Sending…',
    sent: 'Email sent',
    retrying: `Email delayed, retrying: ${reason}`,
    failed: `Email not delivered: ${reason}`,
    cancelled: `Email not sent: ${reason}`,
  } as const satisfies Record<EmailDelivery['state'], string>;
  return delivery ? texts[delivery.state] : 'No email';
}

/** In place of the reason why an email hasn't arrived when there is none. */
export const unknownReason = 'unknown reason';

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
    yes: rowTexts.revoke,
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
  replaced: (email: string) => `✅ ${email}'s old link no longer works. A new one is on its way.`,
} as const;

/** Why something wasn't done. */
export function notDoneText(why: string): string {
  return `⚠️ ${why}`;
}

/** What a list without rows says. */
export function emptyText(filter: InvitationFilter, searched: string): string {
  if (searched) return `No matches for “${searched}”.`;
  const texts = {
    all: 'Nobody has been invited yet. Send your first invitation with the button above.',
    pending: 'No pending invitations.',
    accepted: 'No accepted invitations yet.',
    expired: 'No expired invitations.',
    revoked: 'No declined or revoked invitations.',
  } as const satisfies Record<InvitationFilter, string>;
  return texts[filter];
}
