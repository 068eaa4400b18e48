import type { InviteDelivery } from '../person-rules.ts';
import type { EmailDelivery } from '../rules.ts';

/** What stands on a person's card and in the field that finds it; a title holds 24 characters. */
export const personTexts = {
  title: 'Details',
  close: 'Done',
  find: 'Find a person',
  history: 'History',
  invited: (by: string, at: string) => `Invited by ${by} ${at}`,
  ends: (at: string) => `the link works until ${at}`,
  tools: (names: string) => `Gets: ${names || 'no tools'}`,
  changeTools: 'Change tools…',
  spokenChangeTools: (email: string) => `Change the tools of ${email}`,
  /** The same with who let the inviter in, and so on. */
  invitedByChain: (inviters: readonly string[], hasMore: boolean, at: string) =>
    `Invited ${at} by ${inviters.join(', who was invited by ')}${hasMore ? ', and so on' : ''}`,
  removed: (name: string) => `${name} (removed)`,
  brought: (people: string) => `Brought in ${people}`,
  review: 'Review',
  spokenReview: 'Review whom they brought in',
  broughtTitle: 'People they brought in',
  broughtBy: (boldName: string) => `People whom ${boldName} brought in`,
  nobodyBrought: 'Nobody has joined by their invitations.',
  joined: (at: string) => `joined ${at}`,
  wasRemoved: 'removed since',
  details: 'Details',
  spokenDetails: (name: string) => `Details of ${name}`,
  back: 'Back',
  newest: 'Newest',
  newer: 'Newer',
  older: 'Older',
  gone: "We can't find this person any more.",
} as const;

/** How one of the messages fares; it says to whom it went where that is another address than today's. */
export function deliveryText(
  { channel, isReminder, state, formerAddress }: Omit<InviteDelivery, 'reason' | 'at'>,
  reason: string,
): string {
  const email = isReminder ? 'Reminder' : 'Email';
  const message = channel === 'email' ? email : 'Direct message';
  const what = formerAddress === undefined ? message : `${message} to ${formerAddress}`;
  const texts = {
    queued: `${what}: sending…`,
    sending: `${what}: sending…`,
    sent: `${what} sent`,
    retrying: `⚠️ ${what} delayed, trying again: ${reason}`,
    failed: `⚠️ ${what} not delivered: ${reason}`,
    cancelled: `${what} not sent: ${reason}`,
  } as const satisfies Record<EmailDelivery['state'], string>;
  return texts[state];
}
