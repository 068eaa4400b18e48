import { memberRefusalText } from '../members/texts.ts';
import { isHandedOver, type LinkRefusal, type Reach } from './sign-in-link-rules.ts';
import { notSentReasons } from './texts.ts';

// A sentence with something marked in it comes in pieces: pages and letters say how the marked ones look.

/** The dialog in which an admin makes a link for a member; a title holds 24 characters. */
export const makeLinkTexts = {
  title: 'New sign-in link',
  make: 'Make the link',
  send: 'Send',
  cancel: 'Cancel',
  done: 'Done',
  working: 'Making the link…',
  question: (who: string) => `For ${who}, who can't sign in any more.`,
  effect:
    'The link works once, for 10 minutes. It signs them in, lets them choose a new password, and signs them out everywhere else. Make sure it was really them who asked you.',
  secondStep: 'Second step',
  lost: "They've lost their second step, too",
  lostHint:
    'Using the link then removes it, and they set up a new one. Otherwise the link asks for their code, or a recovery code.',
  handOver: (name: string) =>
    `Nothing of ours reaches ${name}: hand them this link yourself, and to nobody else. It's shown only now.`,
  recorded: 'That you made it stands in Activity.',
} as const;

/** Where the link will go. */
export function reachText(reach: Reach, email: string): string {
  const { byEmail, slackUserId } = reach;
  if (isHandedOver(reach)) {
    return "This server sends no email, and we don't find them in Slack. So you'll see the link here, to hand it to them yourself.";
  }
  const ways = [
    ...(byEmail ? [`by email to ${email}`] : []),
    ...(slackUserId === undefined ? [] : [`by direct message to <@${slackUserId}>`]),
  ];
  return `We send it ${ways.join(' and ')}.`;
}

/** What came of it, where it is on its way. */
export function linkSentText(name: string): string {
  return `✅ A new sign-in link for ${name} is on its way. It works once, for 10 minutes.`;
}

const refusalTexts = {
  oneself:
    "You can't make a link for yourself: somebody else has to see that it's you. Ask another admin.",
  too_many: 'There were many links for this person within the hour. Try again later.',
  slack_silent:
    "No link was made: Slack didn't tell us who this person is there, and that's the only way to reach them. Try again in a minute.",
} as const;

/** Why no link was made. */
export function linkRefusalText(refusal: LinkRefusal): string {
  return refusal === 'not_an_admin' || refusal === 'gone'
    ? memberRefusalText(refusal)
    : refusalTexts[refusal];
}

/** The page behind the link. */
export const linkTexts = {
  title: (workspace: string) => `Sign in to ${workspace}`,
  heading: <Piece>(workspace: Piece) => ['Sign in to ', workspace],
  lead: <Piece>(name: Piece, until: Piece) => [
    'An admin made this link for ',
    name,
    '. It works once, until ',
    until,
    '. You’ll be signed out everywhere else.',
  ],
  endsSecondStep:
    'Your second step will be removed, as you’ve lost it. Set up a new one afterwards, on your account page.',
  code: 'Code from your app, or a recovery code',
  codeHint:
    'You still have a second step. Lost that, too? Ask the admin for a link that removes it.',
  wrongCode:
    "That code isn't right, or was used already. Wait for the next one in your app, and check that your phone's clock is right.",
  password: 'New password',
  passwordHint: (hint: string, hasPassword: boolean) =>
    `${hint} Leave it empty to ${hasPassword ? 'keep the one you have' : 'go on without one'}.`,
  signIn: 'Sign in',
  notYou: 'Didn’t ask for this? Close this page, and tell an admin of your workspace.',
} as const;

/** Behind a link that doesn't work. */
export const deadLinkTexts = {
  title: 'This link no longer works',
  lead: 'Sign-in links work once, for 10 minutes, and stop working when a newer one is made. Ask an admin of your workspace for a new one.',
} as const;

/** The email and the direct message with the link. */
export const linkNoticeTexts = {
  subject: (workspace: string) => `Your new sign-in link for ${workspace}`,
  preheader: (until: string) => `Your personal link works once, until ${until}.`,
  heading: 'Your new sign-in link',
  made: <Piece>(workspace: Piece) => [
    'An admin of ',
    workspace,
    ' made you a link to sign in with, as you can’t any more.',
  ],
  works: (until: string) =>
    `It works once, until ${until}. You can choose a new password with it, and you’ll be signed out everywhere else.`,
  button: 'Sign in',
  notes: [
    'This link is just for you: please don’t share it.',
    'Didn’t ask for it? Ignore it, and tell an admin of your workspace. Nothing has changed.',
  ],
};

/** Why something wasn't sent. */
export const linkNotSentReasons = {
  over: 'the link was used, replaced, or is over',
  workspaceGone: notSentReasons.workspaceGone,
} as const;
