import { type Role, roleName, roles } from '../../members/rules.ts';
import { linkCommandOf } from '../../shared/command-names.js';
import { countOf, nounFor } from '../../shared/count-text.ts';
import type { SendKind, Unclear } from '../rules.ts';
import { sendKindText } from './dialog.ts';

export const commandTexts = {
  inviteAnother: 'Invite another',
  openHome: 'Open Home',
  typed: 'You typed:',
  noLinks: 'No pending invitations.',
} as const;

/** What admins read, in Slack's formatting, while no event has ever come from Slack. */
export const noEventsText =
  "⚠️ *One step of the setup is missing.* Slack hasn't sent this app any events yet, so its Home tab stays empty and nobody is warned about posted invite links. Open <https://api.slack.com/apps|your Slack apps>, choose this one, then *Event Subscriptions*, and press *Retry* next to the request URL. If the app isn't in that list, please tell whoever set it up.";

/** How many of the addresses of a command were invited. */
export function invitedText(sent: number, all: number): string {
  return `${sent} of ${countOf(all, 'invitation')} sent`;
}

/** What became of one of them. */
export function invitedLine(sendKind: SendKind, who: string, role: Role): string {
  return `✅ ${sendKindText(sendKind, who)} · ${roleName(role)}`;
}

/** What to write instead of words that may change what is meant; line by line. */
export function unclearLines(command: string, why: Unclear['why'], said: string): string[] {
  const example = `${command} ana@example.com bo@example.com admin`;
  const lines = {
    unknown: [
      `Nothing was sent, because I'm not sure what “${said}” means.`,
      `If it's a role, put ${roles.map(roleName).join(' or ')} after the addresses, like ${example}`,
      "If it's a name, leave it out.",
    ],
    one_role: [
      `Nothing was sent, because I'm not sure who should be “${said}”: everyone in a command gets the same role.`,
      `Put the role after the last address, or on a line of its own, like ${example}`,
      'Invite people with a different role separately.',
    ],
    other_act: [
      `Nothing was sent, because I'm not sure what “${said}” means: ${command} only invites people.`,
      'To resend or revoke an invitation, or to change or remove a member, use the buttons in Home.',
    ],
  } as const satisfies Record<Unclear['why'], readonly string[]>;
  return [...lines[why]];
}

/** Says that somebody has no invitation whose link could be shown. */
export function nonePendingText(who: string): string {
  return `${who} has no pending invitation.`;
}

/** How many links an answer lists. */
export function linksText(count: number): string {
  return `${count} pending ${nounFor(count, 'invite link')}`;
}

/** What stands under the links; `command` gets those that aren't listed, if there are any. */
export function linksNote(moreBy: string | undefined): string {
  const more = moreBy === undefined ? '' : ` These are the newest. For the others, use ${moreBy}.`;
  return `Each link is for one person and works once.${more}`;
}

/** How many invitations there are of each kind, and how many members. */
export type Counts = Readonly<
  Record<'pending' | 'accepted' | 'expired' | 'revoked' | 'members', string>
>;

/** The same in words; `shown` marks the numbers. */
export function countsText(counts: Counts, between: string, shown = (count: string) => count) {
  const { pending, accepted, expired, revoked, members } = counts;
  return [
    `${shown(pending)} pending`,
    `${shown(accepted)} accepted`,
    `${shown(expired)} expired`,
    `${shown(revoked)} revoked`,
    `${shown(members)} ${nounFor(members, 'member')}`,
  ].join(between);
}

/** What can be typed, and what it does. */
export function usageLines(command: string): readonly (readonly [string, string])[] {
  return [
    [command, 'open the dialog and invite people'],
    [`${command} ana@example.com bo@example.com admin`, 'invite several people as admins'],
    [`${command} @ana`, "invite someone who's already in Slack"],
    [`${command} many`, 'paste a list, and see what happens before anything is sent'],
    [`${command} link ana@example.com`, "get someone's invite link"],
    [`${command} links`, 'list all pending invite links'],
    [`${command} list`, 'see how many are pending, accepted, expired and revoked'],
    [linkCommandOf(command), 'choose a pending invitation and copy its link'],
  ];
}

/** What the usage is about. */
export function usageTitle(command: string): string {
  return `How to use ${command}`;
}

/** Introduces it to somebody who typed what means nothing to us. */
export function notUnderstoodText(typed: string): string {
  return `Sorry, I don't know “${typed}”. Try one of these:`;
}

export const feedbackTexts = {
  question: 'Was this helpful?',
  yes: '👍 Yes',
  no: '👎 No',
  thanks: { yes: 'Thanks! Glad it helped.', no: "Thanks – we'll work on it." },
} as const;
