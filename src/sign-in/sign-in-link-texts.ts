import { memberText } from '../members/texts.ts';
import type { DeadSignInLink, LinkReach, NoLink } from './sign-in-link-rules.ts';

interface Named {
  readonly displayName: string;
  readonly email: string;
}

/** The dialog in which an admin makes a link. */
export const newLinkTexts = {
  button: 'New sign-in link…',
  spoken: (name: string) => `New sign-in link for ${name}`,
  title: 'New sign-in link',
  submit: (isShown: boolean) => (isShown ? 'Show link' : 'Send link'),
  cancel: 'Cancel',
  question: (member: Named) => `Let ${memberText(member)} back in with a sign-in link?`,
  effect:
    'It signs them in without a password, once, within 10 minutes. A link from before stops working.',
  lost: 'They have lost their second step, too',
  lostLabel: 'Second step',
  lostHint:
    "If this isn't ticked, the link asks for a code as well. If it is, their second step and recovery codes are removed as soon as they use the link.",
} as const;

const byDm = "We'll send it to them in Slack.";

/** How the link gets to them, before it is made. */
export function reachText({ byEmail, slackUserId }: LinkReach, email: string): string {
  if (byEmail && slackUserId !== undefined)
    return `We'll email it to ${email} and send it in Slack.`;
  if (byEmail) return `We'll email it to ${email}.`;
  if (slackUserId !== undefined) return byDm;
  return "This server doesn't send email, and they aren't in Slack, so we'll show you the link. Make sure that it's really them who asks, and give it to nobody else.";
}

/** What came of it. */
export function linkSentText(name: string, { byEmail, slackUserId }: LinkReach): string {
  const ways = [
    ...(byEmail ? ['by email'] : []),
    ...(slackUserId === undefined ? [] : ['in Slack']),
  ];
  return `✅ A sign-in link is on its way to ${name}, ${ways.join(' and ')}. It works once, for 10 minutes.`;
}

/** The dialog with the link, where nothing else reaches them. */
export const shownLinkTexts = {
  lead: (member: Named) =>
    `Give this link to ${memberText(member)}, and to nobody else: whoever opens it is signed in as them.`,
  label: 'Link',
  until: (until: string) => `Works once, until ${until}. It isn't shown again.`,
  done: 'Done',
  close: 'Close',
} as const;

const noLinkTexts = {
  not_an_admin: 'Only admins can do this.',
  gone: "They're no longer a member.",
  oneself:
    "You can't make a sign-in link for yourself. Sign in another way, or ask another admin to make one for you. There's none? Make somebody you trust one first, by “Change role…” on their card.",
  slack_silent:
    "Slack can't tell us right now who they are there, so we can't send the link. Try again in a minute.",
} as const satisfies Record<NoLink, string>;

/** Why there is no link. */
export function noLinkText(refusal: NoLink): string {
  return noLinkTexts[refusal];
}

/** What the record says of a second step that was taken away by a link. */
export const lostReason = 'they used a sign-in link from an admin';
/** Who made a link, when their name isn't known. */
export const someAdmin = 'an admin';

/** The page behind a link. */
export const signInLinkTexts = {
  title: <Piece>(workspace: Piece) => ['Sign in to ', workspace],
  lead: <Piece>(email: Piece, until: Piece) => [
    'An admin made this link for ',
    email,
    '. It works once, until ',
    until,
    '.',
  ],
  advice: "Only go on if this is your account and your own browser: you'll be signed in here.",
  submit: 'Sign in',
  busy: 'One moment…',
};

/** Behind a link that doesn't work. */
export const deadSignInLinkTexts = {
  ended: {
    title: 'This link no longer works',
    lead: 'Sign-in links work once, for 10 minutes, and stop working when a newer one is made. Ask an admin of your workspace for another.',
  },
  unknown: {
    title: "We don't know this link",
    lead: 'The link may be incomplete. Open it from the message.',
  },
} as const satisfies Record<DeadSignInLink, { title: string; lead: string }>;

/** The message with a link. */
export const linkMessageTexts = {
  subject: (workspace: string) => `Your sign-in link for ${workspace}`,
  preheader: (until: string) => `It works once, until ${until}.`,
  heading: 'Sign in',
  made: <Piece>(workspace: Piece) => [
    'An admin of ',
    workspace,
    ' made you a link to sign in without a password.',
  ],
  until: (until: string) =>
    `It works once, until ${until}. Then choose a new password or add a passkey, so that you can get back in.`,
  button: 'Sign in',
  notes: [
    "This link is just for you: please don't share it.",
    "Didn't ask for it? You can ignore this message, and tell an admin of your workspace.",
  ],
} as const;
