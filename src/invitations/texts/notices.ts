import { type Role, roleExplanation, roleName } from '../../members/rules.ts';
import { byCount } from '../../shared/count-text.ts';
import type { Words } from '../../shared/words.ts';
import { toolNamesText } from '../../tools/given-texts.ts';
import type { InvitationStatus } from '../rules.ts';

// Names come as the notice shows them: cut, on one line, and with no link in them.

const justForYou = "It's just for you, so please don't share it.";

/** Who invited to which workspace, as a subject or in a notification. */
export function invitedToText(inviter: string, workspace: string): string {
  return `${inviter} invited you to join ${workspace}`;
}

/** The same as a sentence. */
export function invitedToWords(inviter: string, workspace: string): Words {
  return [{ strong: inviter }, ' invited you to join ', { strong: workspace }, '.'];
}

/** Whose words follow. */
export function writesWords(inviter: string): Words {
  return [{ strong: inviter }, ' writes:'];
}

/** What leads to the sign-up page. */
export function joinLabel(workspace: string): string {
  return `Join ${workspace}`;
}

/** The email that asks somebody to join. */
export const inviteEmailTexts = {
  preheader: (until: string) => `Your personal link works once, until ${until}.`,
  howTo: (until: string) =>
    `Pick a name and how you'll sign in, and you're in. Your link works once, until ${until}.`,
  address: 'Email address',
  role: 'Your role',
  tools: "You'll get",
  notes: [
    "This link is just for you, so please don't share it.",
    'Not expecting this? You can ignore this email.',
  ],
} as const;

/** A role and what it allows. */
export function roleText(role: Role): string {
  return `${roleName(role)}. ${roleExplanation(role)}`;
}

/** The same in a DM to whoever gets it. */
export function yourRoleWords(role: Role): Words {
  return [{ strong: `Your role: ${roleName(role)}.` }, ` ${roleExplanation(role)}`];
}

/** What somebody can open once they have joined, in a DM. */
export function youGetWords(toolNames: readonly string[]): Words {
  return [{ strong: "You'll get:" }, ` ${toolNamesText(toolNames)}`];
}

/** What stands under the button of a DM. */
export function yourLinkNote(until: string): string {
  return `Your link works once, until ${until}. ${justForYou}`;
}

/** Whose link follows. */
export function linkOfWords(email: string): Words {
  return [{ strong: email }, "'s invite link:"];
}

/** Who joined, and as what when that is more than usual. */
export function joinedWords(name: string, email: string, workspace: string, role: Role): Words {
  const asWhat = role === 'admin' ? ' as an admin' : '';
  return ['🎉 ', { strong: name }, ` (${email}) joined ${workspace}${asWhat}`];
}

/** Who would like a new invitation. */
export function needsNewWords(email: string, workspace: string): Words {
  return [
    { strong: email },
    ' opened an invite link to ',
    { strong: workspace },
    ' that no longer works, and is asking for a new one.',
  ];
}

/** The email to an inviter whose invitee couldn't use their link. */
export const askAgainEmailTexts = {
  subject: (email: string) => `${email} needs a new invitation`,
  preheader: (workspace: string) => `Their link to ${workspace} no longer works.`,
  heading: 'Someone needs a new invitation',
  howTo: "Still want them to join? Open the app's Home tab in Slack and resend the invitation.",
  button: 'Open the app in Slack',
  invitedBy: 'Invited by',
  note: "Don't want them to join? There's nothing you need to do.",
} as const;

/** The same as a DM. */
export const askAgainDmTexts = {
  text: (email: string, workspace: string) => `${email} needs a new invitation to ${workspace}`,
} as const;

/** The DM to an inviter whose email couldn't be delivered. */
export const undeliveredTexts = {
  what: (email: string) => `⚠️ Your invitation to ${email} couldn't be delivered.`,
  reminder: (email: string) =>
    `⚠️ The reminder to ${email} about your invitation couldn't be delivered.`,
  why: (reason: string) => `Why: ${reason}`,
  /** Where the reason is told in our own words. */
  said: (reason: string) => `The mail server's words: ${reason}`,
  howTo:
    "Check the address. If there's a typo in it, change it. If it's correct, copy the link and send it yourself.",
  /** For whoever asked for it, and can't change it. */
  howToAsk:
    "Check the address. If there's a typo in it, ask for an invitation to the right one. If it's correct, ask an admin to send them the link another way.",
} as const;

/** The email that reminds somebody before their link expires. */
export const reminderEmailTexts = {
  subject: (invited: string) => `Reminder: ${invited}`,
  preheader: (until: string) => `Your personal link expires on ${until}.`,
  expires: (until: string) => `Your link expires on ${until}. After that, it no longer works.`,
  no: 'No, thanks',
} as const;

/** The same as a sentence. */
export function stillInvitedWords(inviter: string, workspace: string): Words {
  return [
    { strong: inviter },
    ' invited you to join ',
    { strong: workspace },
    ", and you haven't joined yet.",
  ];
}

/** What stands under the buttons of the DM that reminds. */
export function expiresNote(until: string): string {
  return `Your link works once, and expires ${until}.`;
}

/** The DM to an inviter whose invitee said no. */
export const declinedTexts = {
  what: (email: string, workspace: string) =>
    `${email} said no to your invitation to join ${workspace}.`,
  /** Where seats are limited. */
  seat: 'Their seat is free again.',
  inviteOther: 'Invite someone else',
} as const;

/** What an inviter is told once a week. */
export const summaryTexts = {
  open: (count: number, workspace: string) =>
    byCount(count, {
      one: `1 of your invitations to join ${workspace} is still open.`,
      other: `${count.toLocaleString('en')} of your invitations to join ${workspace} are still open.`,
    }),
  /** Text for mrkdwn. */
  ending: (open: number, ending: number, until: string) =>
    open === 1
      ? `It expires ${until}.`
      : `${ending.toLocaleString('en')} of them ${byCount(ending, { one: 'expires', other: 'expire' })} by ${until}.`,
  who: (emails: readonly string[], more: number) =>
    new Intl.ListFormat('en').format([
      ...emails,
      ...(more > 0 ? [`${more.toLocaleString('en')} more`] : []),
    ]),
  resend: (count: number) => byCount(count, { one: 'Resend', other: 'Resend all' }),
} as const;

/** Why a notice wasn't sent, as it stands behind "not sent". */
export const cancelReasons = {
  gone: 'the invitation no longer exists',
  replaced: 'the link was replaced first',
  addressChanged: 'the address was changed first',
  undone: 'it was undone first',
  undoable: 'it was sent again, which can still be undone',
  memberGone: 'the member is no longer there',
  endedOrResent: 'the invitation ended or was resent first',
  joined: 'they joined first',
  resent: 'it was resent first',
  nothingOpen: 'none of their invitations is open any more',
  noAdmin: 'they are no admin any more',
  domainNotAllowed: "addresses at this domain aren't allowed any more",
} as const;

const byStatus = {
  accepted: 'the invitation was accepted first',
  expired: 'the invitation expired first',
  revoked: 'the invitation was revoked first',
  declined: 'the invitation was declined first',
} as const satisfies Record<Exclude<InvitationStatus, 'pending'>, string>;

/** The same of an invitation that has ended. */
export function endedReason(status: Exclude<InvitationStatus, 'pending'>): string {
  return byStatus[status];
}
