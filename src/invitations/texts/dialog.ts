import { countOf, waitText } from '../../shared/count-text.ts';
import type { NoAddress, SendKind } from '../rules.ts';

/** The dialog's name, on each of its pages. */
export const dialogTitle = 'Invite people';

export const formTexts = {
  many: 'Invite many',
  more: 'More options',
  submit: 'Send invite',
  close: 'Cancel',
  email: {
    label: 'Email address',
    hint: "Or paste a list, as it is. If it's long, you see what happens before anything is sent.",
    placeholder: 'name@example.com',
  },
  people: {
    label: 'People in your Slack',
    hint: "We'll invite them at the email address in their Slack profile.",
    placeholder: 'Choose people',
  },
  days: { label: 'The link works for' },
  message: {
    label: 'Personal message',
    hint: 'Quoted in the email and on the page where they join.',
    placeholder: 'Welcome! We start on Monday at 9.',
  },
} as const;

/** How long a link works when nothing else is chosen. */
export function usualValidity(ms: number): string {
  return Number.isInteger(ms / dayMs) ? countOf(ms / dayMs, 'day') : waitText(ms);
}

const dayMs = 86_400_000;

export const sentTexts = { submit: 'Invite another', close: 'Done' } as const;

/** Somebody who was chosen in Slack, where they are known by their name. */
export function namedText(name: string, email: string): string {
  return `${name} (${email})`;
}

/** What became of somebody who was invited. */
export function sendKindText(sendKind: SendKind, who: string): string {
  const texts = {
    sent: `Invitation sent to ${who}`,
    sent_after_no: `Invitation sent to ${who}, who said no to an earlier one`,
    sent_again: `${who} already had an invitation, so we resent it`,
    role_changed: `${who} already had an invitation. We changed its role and resent it`,
    sent_just_now: `${who} was just invited, so nothing more was sent`,
  } as const satisfies Record<SendKind, string>;
  return texts[sendKind];
}

/** The same of somebody whose invitation can still be undone: by the clock, so that it is true for as long as it is read. */
export function heldText(sendKind: SendKind, who: string, at: string): string {
  const texts = {
    sent: `${who} gets an invitation at ${at}.`,
    sent_after_no: `${who} said no to an earlier invitation and gets a new one at ${at}.`,
    sent_again: `${who} already had an invitation and gets it again at ${at}.`,
    role_changed: `${who} already had an invitation. It has another role now, and goes out again at ${at}.`,
    sent_just_now: `${sendKindText('sent_just_now', who)}.`,
  } as const satisfies Record<SendKind, string>;
  return texts[sendKind];
}

/** How the links reach those who were invited, and how long they work. */
export function linksOnTheirWay(byEmail: boolean, until: string): string {
  const how = byEmail
    ? "They'll get an email with a personal link."
    : "This server doesn't send email, so copy the link in Home and send it to them yourself.";
  return `${how} It works once, until ${until}.`;
}

/** Above all that were sent from a dialog; text for mrkdwn. */
export function sentSoFar(count: number): string {
  return `*Sent so far (${count})*`;
}

/** Why somebody in Slack can't be invited by their profile. */
export const noAddressTexts = {
  no_address: "Slack doesn't share this person's email address. Enter it instead.",
  no_mention:
    "Slack didn't recognize this person. Choose them from the list that appears when you type @, or enter their email address.",
  not_visible: "Slack doesn't show us this person. Invite them by email address instead.",
  deactivated: 'Deactivated in Slack. If they should still join, enter their email address.',
  bot: "That's an app or a bot. Only people can be invited.",
  group:
    'We can\'t see who is in this group. Name the people in it one by one, or paste their addresses. If your Slack plan has groups, whoever set up this app can install it again and allow it to see them ("usergroups:read").',
  no_answer: "Slack didn't tell us about this person in time. Try again in a minute.",
} as const satisfies Record<NoAddress, string>;

/** What somebody reads about words in the dialog's field that are no address. */
export const unclearTexts = {
  words: "This isn't an email address.",
  parts: 'Is this one address? Write it without spaces, or leave out the extra word.',
  role: "This isn't an email address. Everyone gets the role chosen in the dialog.",
} as const;
