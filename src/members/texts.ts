import { countOf, nounFor } from '../shared/count-text.ts';
import { type DisplayNameProblem, maxDisplayNameLength } from '../shared/display-name.ts';
import { cut } from '../shared/mrkdwn.ts';
import { aRole, endedText } from '../workspaces/texts.ts';
import {
  type Ended,
  type Loss,
  type Member,
  type MemberRefusal,
  type Role,
  roleName,
} from './rules.ts';

/** What is wrong with a display name, in words. */
export const displayNameTexts = {
  empty: 'Enter your name.',
  too_long: `Names can have up to ${maxDisplayNameLength} characters.`,
  odd_characters:
    'Your name contained characters that nobody can see. We took them out: check your name, then send it again.',
} as const satisfies Record<DisplayNameProblem, string>;

/** What stands in the rows of the members' tab. */
export const memberRowTexts = {
  nobody: 'Nobody has joined yet.',
  joined: (date: string) => `joined ${date}`,
  lastSeen: (date: string) => `last seen ${date}`,
  deactivated: 'deactivated in Slack',
  changeRole: 'Change role…',
  spokenChangeRole: (name: string) => `Change ${name}'s role`,
  remove: 'Remove…',
  spokenRemove: (name: string) => `Remove ${name}`,
  details: 'Details',
  spokenDetails: (name: string) => `Details of ${name}`,
};

/** What the field with the roles is called. */
export const roleLabel = 'Role';

/** What both dialogs about a member have; a title holds 24 characters. */
export const memberDialogTexts = {
  removeTitle: 'Remove member',
  remove: 'Remove',
  roleTitle: 'Change role',
  changeRole: 'Change role',
  cancel: 'Cancel',
} as const;

/** Whom a dialog is about. */
export function memberText({ displayName, email }: Pick<Member, 'displayName' | 'email'>): string {
  return `${displayName} (${email})`;
}

/** Asks before a member is removed, and says what happens. */
export const removalTexts = {
  question: (member: Pick<Member, 'displayName' | 'email'>) => `Remove ${memberText(member)}?`,
  effect: "They're signed out everywhere right away.",
  inSlack:
    "Being a Slack owner or admin won't make them an admin here again. To bring them back as one, invite them as an admin.",
} as const;

/** Asks before a member is signed out everywhere. */
export const signOutTexts = {
  button: 'Sign out everywhere…',
  spoken: (name: string) => `Sign ${name} out everywhere`,
  title: 'Sign out everywhere',
  submit: 'Sign out',
  question: (member: Pick<Member, 'displayName' | 'email'>) =>
    `Sign ${memberText(member)} out everywhere?`,
  effect:
    'This ends their sessions in every browser and at every tool right away. They stay a member and can sign in again.',
} as const;

/** What came of signing somebody out. */
export function signedOutText(name: string, sessions: number): string {
  return sessions === 0
    ? `${name} wasn't signed in anywhere.`
    : `✅ ${name} is signed out everywhere: ${countOf(sessions, 'session')} ended.`;
}

/** What a change of the role means, before it is made. */
export const demotionTexts = {
  effect: 'Takes effect right away.',
  ofOneself:
    "As a member, you're no longer an admin here, even if you're one in Slack, and you can't undo that yourself.",
  inSlack: "As a member, they're no longer an admin here, even if they're one in Slack.",
} as const;

/** Why nothing is promised about somebody in Slack. */
export const unknownInSlackTexts = {
  silent: "Slack can't tell us right now who they are there.",
  nobody:
    "Nobody in Slack has this email address. If they're a Slack owner or admin under another one, they'll still be an admin here.",
} as const;

/** What of the invitations will end, in a sentence; empty when nothing will. */
export function endingText({ revokedInvitations, replacedLinks }: Ended, loss: Loss): string {
  const kind = loss === 'account' ? 'open' : 'open admin';
  const get = replacedLinks === 1 ? 'its invitee gets a new one' : 'the invitees get new ones';
  const parts = [
    revokedInvitations > 0 &&
      `revokes ${revokedInvitations.toLocaleString('en')} ${kind} ${nounFor(revokedInvitations, 'invitation')} they sent`,
    replacedLinks > 0 && `replaces ${countOf(replacedLinks, 'invite link')} they saw (${get})`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? `This also ${parts.join(' and ')}.` : '';
}

/**
 * Who can act as an admin afterwards: members by their role, and Slack's admins, of whom none counts when there are
 * none, and undefined means that Slack didn't tell their names.
 */
export function remainingText(
  byRole: readonly string[],
  bySlack: readonly string[] | undefined,
): string {
  const admins = byRole.length > 0 ? [`Remaining admins: ${listed(byRole)}.`] : [];
  const can = `Slack owners and admins can ${byRole.length > 0 ? 'also' : 'still'} act as admins`;
  if (bySlack === undefined) return [...admins, `${can}.`].join(' ');
  return [...admins, ...(bySlack.length > 0 ? [`${can}: ${listed(bySlack)}.`] : [])].join(' ');
}

const maxNamed = 5;

function listed(names: readonly string[]): string {
  const more = names.length - maxNamed;
  const shown = names
    .slice(0, maxNamed)
    .map((name) => cut(name, 80))
    .join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

const refusalTexts = {
  not_an_admin: 'Only admins can do this. Please ask one of them.',
  gone: 'This person is no longer a member.',
  last_admin: "You're the only admin, as far as we know. Make someone else an admin first.",
  oneself: "You can't remove yourself. Ask another admin to do it.",
  slack_silent:
    "Nothing has changed: Slack didn't tell us who this person is there, and what else ends depends on that. Try again in a minute. If it keeps happening, the app has to be installed again.",
} as const satisfies Record<MemberRefusal, string>;

/** Why a member wasn't changed or removed. */
export function memberRefusalText(refusal: MemberRefusal): string {
  return refusalTexts[refusal];
}

/** What ended along with somebody's rights, as a sentence after another one; empty when nothing did. */
export function endedSentence(ended: Ended): string {
  const text = endedText(ended);
  return text === '' ? '' : ` This ${text}.`;
}

/** What came of giving somebody another role. */
export function roleChangedText(name: string, role: Role, ended: Ended): string {
  return `✅ ${name} is now ${aRole(roleName(role))}.${endedSentence(ended)}`;
}

/** What came of removing somebody. */
export function removedText(name: string, ended: Ended): string {
  return `✅ ${name} was removed and signed out everywhere.${endedSentence(ended)}`;
}

/** The dialog in which admins see what came of it. */
export const receiptModalTexts = {
  title: 'Member removed',
  done: 'Done',
  working: 'Removing…',
  removed: (name: string) => `✅ ${name} was removed.`,
  kept: 'You can close this: it also stays in Activity, where it is kept up to date.',
} as const;

/** That nothing came of it, and why. */
export function notDoneText(refusal: MemberRefusal): string {
  return `⚠️ ${memberRefusalText(refusal)}`;
}

/** What Slack's admins are told when the last admin is deactivated there. */
export function lastAdminText(given: readonly string[], workspace: string): string {
  const names = new Intl.ListFormat('en').format(given);
  return given.length === 1
    ? `${names} was deactivated in Slack but is the last admin of ${workspace}, so we kept their account.`
    : `${names} were deactivated in Slack but are the last admins of ${workspace}, so we kept their accounts.`;
}

/** What to do about it. */
export const lastAdminAdvice = 'Make someone else an admin in my Home tab, then remove them there.';

/** Why nobody needs to be told of it any more. */
export const settledReason = 'already taken care of';
