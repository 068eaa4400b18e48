import { type Role, roleExplanation, roleName } from '../members/rules.ts';
import { byCount, nounFor } from '../shared/count-text.ts';
import { countText, uncounted } from '../shared/listing.ts';
import { mentions } from '../shared/mrkdwn.ts';
import type { AttentionKind, Needed } from './rules.ts';

/** What stands in an admin's Home tab, whatever it shows. */
export const homeTexts = {
  invite: 'Invite people',
  inviteMany: 'Invite many',
  invitations: (count: string) => `Invitations (${count})`,
  members: (count: string) => `Members (${count})`,
  tools: 'Tools',
  activity: 'Activity',
  settings: 'Settings',
  account: 'Your account',
  /** The tab that is shown, told apart without colour. */
  current: (tab: string) => `● ${tab}`,
  newest: 'Newest',
  newer: 'Newer',
  older: 'Older',
  range: (range: string, asOf: string) => `${range} · as of ${asOf}`,
  empty:
    'Nobody has been invited yet. Give people an account with a personal link that works once, by email and in Slack.',
} as const;

/** How many of a team have joined, of all who are invited or members; empty when there is nobody. */
export function joinedText(joined: number, open: number): string {
  const number = (count: number) => count.toLocaleString('en');
  if (open > 0) return `${number(joined)} of ${number(joined + open)} joined`;
  return joined > 0 ? `${number(joined)} joined` : '';
}

const attentionTexts = {
  undelivered: (count) => `${limited(count)} not delivered`,
  asking: (count) => `${limited(count)} ${byCount(count, asks)} for a new link`,
  expired: (count) => `${limited(count)} expired`,
  requests: (count) => `${limited(count)} ${nounFor(count, 'request')}`,
} as const satisfies Record<AttentionKind, (count: number) => string>;

const asks = { one: 'asks', other: 'ask' };
const limited = (count: number) => countText(uncounted(count));

/** What needs an admin: how many people, and of each kind how many; the number stands apart to be shown in bold. */
export function neededTexts({ people, byKind }: Needed): { people: string; kinds: string } {
  const needs = byCount(people, { one: 'needs', other: 'need' });
  return {
    people: `${people.toLocaleString('en')} ${needs} attention`,
    kinds: byKind.map(({ kind, count }) => attentionTexts[kind](count)).join(' · '),
  };
}

const reviewTexts = {
  ...attentionTexts,
  asking: (count) => `${limited(count)} asking for a new link`,
} as const satisfies Record<AttentionKind, (count: number) => string>;

/** The button that leads to those of a kind. */
export function reviewText(kind: AttentionKind, count: number): string {
  return `Review ${reviewTexts[kind](count)}`;
}

/** What invitees read who are in Slack. */
export const ownInvitationTexts = {
  invited: (by: string, team: string) => `*${by} invited you to join ${team}.*`,
  join: (team: string) => `Join ${team}`,
} as const;

/** What everybody else reads: who they are here. */
export const memberHomeTexts = {
  role: (role: Role) => `*Your role: ${roleName(role)}.* ${roleExplanation(role)}`,
} as const;

const askTexts = {
  known: 'Want to invite someone?',
  none: "You don't have an account here yet. Want one?",
  unknown: (url: string) =>
    `If you have an account here, it opens <${url}|in your browser>. Want one?`,
} as const;

/**
 * Whom to ask for an invitation: for others, or for oneself without an account. Of guests in Slack it isn't known whether
 * they have one. Text for mrkdwn.
 */
export function askText(
  adminIds: readonly string[],
  account: 'known' | 'none' | 'unknown',
  accountUrl: string,
): string {
  const whom = adminIds.length > 0 ? mentions(adminIds) : 'an admin of this workspace';
  const want = account === 'unknown' ? askTexts.unknown(accountUrl) : askTexts[account];
  return `${want} Ask ${whom}.`;
}

/** What admins are told once a day, below why no email can be sent. */
export const mailTroubleTexts = {
  meanwhile:
    'Until then, you can copy invite links in my Home tab and pass them on yourself. While this lasts, I remind you once a day.',
  over: 'emails can be sent again',
} as const;
