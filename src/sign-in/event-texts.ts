import { countOf } from '../shared/count-text.ts';
import { reachOf } from '../shared/host-reach.ts';
import type { AccountEvent, ToldEvent } from './event-rules.ts';
import { browserName, type SignInWay } from './rules.ts';

// A sentence with something marked in it comes in pieces: pages and letters say how the marked ones look.

/** What is said of an event. */
interface EventTexts {
  /** In inboxes and notifications. */
  readonly subject: (workspace: string) => string;
  /** On top of the email and the page, and as a line on the account page. */
  readonly title: string;
  readonly said: <Piece>(workspace: Piece) => readonly (Piece | string)[];
}

const newPassword = {
  subject: (workspace: string) => `Your password for ${workspace} was changed`,
};

/** Everything that a member is told of. */
export const toldTexts = {
  password_changed: {
    ...newPassword,
    title: 'Your password was changed',
    said: (workspace) => [
      'Your password for ',
      workspace,
      " was changed. You're signed out everywhere else.",
    ],
  },
  password_reset: {
    ...newPassword,
    title: 'Your password was reset',
    said: (workspace) => [
      'A link that we emailed was used to choose a new password for ',
      workspace,
      ". You're signed out everywhere else.",
    ],
  },
  passkey_added: {
    subject: (workspace) => `A passkey was added to your ${workspace} account`,
    title: 'A passkey was added',
    said: (workspace) => [
      'Your account in ',
      workspace,
      ' has a new passkey. It signs in without a password.',
    ],
  },
  passkey_removed: {
    subject: (workspace) => `A passkey was removed from your ${workspace} account`,
    title: 'A passkey was removed',
    said: (workspace) => [
      'A passkey was removed from your account in ',
      workspace,
      '. It no longer signs in.',
    ],
  },
  passkey_suspended: {
    subject: (workspace) => `A passkey for ${workspace} was suspended`,
    title: 'A passkey was suspended',
    said: (workspace) => [
      'Someone used what looks like a copy of one of your passkeys for ',
      workspace,
      '. It lets nobody in any more: remove it on your account page, and add a new one.',
    ],
  },
  slack_connected: {
    subject: (workspace) => `Sign in with Slack was turned on for ${workspace}`,
    title: 'Sign in with Slack was turned on',
    said: (workspace) => ['Your account in ', workspace, ' can now be signed in to with Slack.'],
  },
  slack_disconnected: {
    subject: (workspace) => `Sign in with Slack was turned off for ${workspace}`,
    title: 'Sign in with Slack was turned off',
    said: (workspace) => [
      'Your account in ',
      workspace,
      ' can no longer be signed in to with Slack.',
    ],
  },
  second_step_on: {
    subject: (workspace) => `A second step was turned on for ${workspace}`,
    title: 'A second step was turned on',
    said: (workspace) => [
      'Signing in to ',
      workspace,
      ' with your password now takes a code as well.',
    ],
  },
  second_step_off: {
    subject: (workspace) => `The second step was turned off for ${workspace}`,
    title: 'The second step was turned off',
    said: (workspace) => ['Signing in to ', workspace, ' no longer takes a code.'],
  },
  recovery_codes_made: {
    subject: (workspace) => `New recovery codes for ${workspace}`,
    title: 'New recovery codes were made',
    said: (workspace) => [
      'Your account in ',
      workspace,
      ' has new recovery codes. The earlier ones no longer work.',
    ],
  },
  recovery_code_used: {
    subject: (workspace) => `A recovery code was used for ${workspace}`,
    title: 'A recovery code was used',
    said: (workspace) => [
      'Someone signed in to your account in ',
      workspace,
      ' with one of your recovery codes.',
    ],
  },
  sign_in_link_used: {
    subject: (workspace) => `A sign-in link was used for ${workspace}`,
    title: 'A sign-in link was used',
    said: (workspace) => [
      'Someone signed in to your account in ',
      workspace,
      ' with a link from one of its admins.',
    ],
  },
  new_browser: {
    subject: (workspace) => `New sign-in to ${workspace}`,
    title: 'New sign-in',
    said: (workspace) => [
      'Someone signed in to your account in ',
      workspace,
      " from a browser that hadn't been used with it, or not since your password changed.",
    ],
  },
} as const satisfies Record<ToldEvent, EventTexts>;

/** What emails and direct messages about an event say beside it. */
export const toldCommon = {
  preheader: "Was it you? Then you're all set.",
  wasYou: "Was it you? Then you're all set.",
  wasNotYou:
    "Wasn't you? Tell us with the button: we'll sign your account out everywhere, and stop any password it has from working.",
  /** Of what was done before it was noted from where. */
  wasNotYouBefore: "Wasn't you? Choose a new password right away: press the button.",
  notMe: "This wasn't me",
  notes: [
    'The button works for 7 days. It asks once more before anything happens.',
    'We send this whenever the way to sign in to your account changes, and when it is used from a new browser.',
  ],
  facts: { when: 'When', browser: 'Browser', address: 'From' },
} as const;

/** An address, with what is known of its network without asking anybody. */
export function placeText(ipAddress: string): string {
  return reachOf(ipAddress) === 'private' ? `${ipAddress} (a private network)` : ipAddress;
}

const wayTexts = {
  password: 'with your password',
  second_step: 'with your password and a code',
  passkey: 'with a passkey',
  slack: 'with Slack',
  link: 'with a link from an admin',
} as const satisfies Record<SignInWay, string>;

/** The page behind "This wasn't me". */
export const notMeTexts = {
  title: "Wasn't you?",
  lead: "If this wasn't you, lock your account now. We'll do all of this right away:",
  steps: {
    signOut: 'Sign your account out everywhere, and out of the tools that it opens',
    password: 'Stop its password from working',
    email: 'Email you a link to choose a new one',
    admin: 'Then an admin of your workspace can help you back in',
  },
  lock: "This wasn't me: lock my account",
  busy: 'Locking…',
  wasMe: 'Was it you after all? Close this page, and nothing changes.',
} as const;

/** The same once the account is locked; and behind links that do nothing any more. */
export const lockedTexts = {
  title: 'Your account is locked',
  lead: "It's signed out everywhere, and any password from before no longer works.",
  emailed: <Piece>(email: Piece) => [
    "We've emailed ",
    email,
    ' a link to choose a new password. It works for 30 minutes.',
  ],
  advice:
    'Do you use the same password anywhere else? Change it there, too. If someone else might read your email, change that password first. And tell an admin of your workspace what happened.',
  noEmail:
    "This server doesn't send email, so we can't send you a link for a new password. Ask an admin of your workspace for a new sign-in link, and tell them what happened.",
  newLink: 'Get another link',
  ended: {
    title: 'This link no longer works',
    lead: 'It worked for 7 days. If someone else may be using your account, choose a new password: that signs them out.',
  },
  unknown: {
    title: "We don't know this link",
    lead: 'The link may be incomplete. Open it from the message.',
  },
  newPassword: 'Choose a new password',
} as const;

/** What happened at one's account, on the account page. */
export const recentTexts = {
  title: 'Recent sign-ins and changes',
  lead: "The last ones, for 90 days. Something here that wasn't you? Remove passkeys that aren't yours, and choose a new password: that signs everyone else out.",
  lastFrom: 'last from',
};

/** A line of it. */
export function recentText({ kind, way, times }: AccountEvent): string {
  if (kind === 'sign_in_failed') return countOf(times, 'failed try');
  const how = way === undefined ? '' : ` ${wayTexts[way]}`;
  if (kind === 'signed_in') return `Signed in${how}`;
  if (kind === 'new_browser') return `Signed in on a new browser${how}`;
  return toldTexts[kind].title;
}

/** From where it was. */
export function whereText({ userAgent, ipAddress }: AccountEvent): string {
  return `${browserName(userAgent)} · ${placeText(ipAddress)}`;
}
