import type { JustDone, ShapeProblem, TeamProblem, TypedEmailProblem } from './rules.ts';

// A sentence with something marked in it comes in pieces: pages and letters say how the marked ones look.

/** What is wrong, by field, in words. */
export type ShapeProblems = {
  readonly slackDomain?: string;
  readonly email?: string;
};

const notAnAddress = 'Enter a valid email address, like name@example.com.';

const emailTexts = {
  empty: 'Enter your email address.',
  too_long: notAnAddress,
  not_an_address: notAnAddress,
  unseen_signs:
    'Your email address contained characters that nobody can see. We took them out: check it, then send it again.',
} as const satisfies Record<TypedEmailProblem, string>;

const teamTexts = {
  empty: "Enter your team's Slack address, such as corp.slack.com.",
  not_a_team:
    "That's not your team's own address: app.slack.com is the same for everyone. In Slack, click your workspace's name to see yours, such as corp.slack.com.",
  unseen_signs:
    'The address contained characters that nobody can see. We took them out: check it, then send it again.',
} as const satisfies Record<TeamProblem, string>;

/** What can't be right in who somebody says they are, in words. */
export function shapeProblemTexts({ slackDomain, email }: ShapeProblem): ShapeProblems {
  return {
    ...(slackDomain && { slackDomain: teamTexts[slackDomain] }),
    ...(email && { email: emailTexts[email] }),
  };
}

/** The title of a page that is shown again because of a problem in its form. */
export function withProblem(title: string): string {
  return `Please check: ${title}`;
}

/** What several pages have. */
export const commonTexts = {
  signIn: 'Sign in',
  signOut: 'Sign out',
  backToSignIn: 'Back to sign-in',
  email: 'Email address',
  team: "Your team's Slack address",
  teamHint: "Such as corp.slack.com. To see it, click your workspace's name in Slack.",
  otherWorkspace: 'Another workspace?',
  busy: 'One moment…',
} as const;

/** Where members sign in. */
export const signInTexts = {
  description: 'Members sign in here.',
  heading: <Piece>(workspace: Piece | undefined) =>
    workspace === undefined ? ['Sign in'] : ['Sign in to ', workspace],
  password: 'Password',
  forgot: 'Forgot your password?',
  signedOut: "You're signed out.",
  tooLate: 'That took too long, or something changed meanwhile. Please sign in again.',
  again: "Sign in once more, so that we know it's you.",
  /** Whether the workspace was asked for, too. */
  wrong: (wasAsked: boolean) =>
    wasAsked
      ? 'Wrong Slack address, email or password. Check all three, then try again.'
      : 'Wrong email or password. Check both, then try again.',
};

/** Where a link for a new password is asked for. */
export const forgotTexts = {
  title: 'Forgot your password?',
  description: 'Get a link to choose a new password.',
  lead: <Piece>(workspace: Piece | undefined) => [
    'No problem. Enter the email address of your account',
    ...(workspace === undefined ? [] : [' in ', workspace]),
    ", and we'll email you a link to choose a new password.",
  ],
  send: 'Email me a link',
  noEmail:
    "This server doesn't send email, so we can't send you a link. Ask an admin of your workspace for a new sign-in link: they make one in Slack.",
};

/** The answer to whoever asked for a link. */
export const resetSentTexts = {
  title: 'Check your email',
  lead: <Piece>(email: Piece) => [
    'If ',
    email,
    " has an account, we've emailed a link. It works once, for 30 minutes.",
  ],
  nothingThere:
    'Nothing there after a few minutes? Check your spam folder, and make sure this is the address you were invited at.',
};

/** How long a password must be. */
export function passwordHint(minLength: number): string {
  return `At least ${minLength} characters. A few random words work well.`;
}

/** Where a new password is chosen. */
export const resetTexts = {
  title: 'Choose a new password',
  lead: <Piece>(workspace: Piece, until: Piece) => [
    'For your account in ',
    workspace,
    ". You'll be signed out everywhere else. This page works until ",
    until,
    '.',
  ],
  password: 'New password',
  save: 'Save and sign in',
};

/** Behind a reset link that doesn't work. */
export const deadResetTexts = {
  ended: {
    title: 'This link no longer works',
    lead: 'Reset links work once, for 30 minutes, and stop working when the password changes. Already chose a new one? Sign in with it.',
  },
  unknown: {
    title: "We don't know this link",
    lead: 'The link may be incomplete. Open it from the email.',
  },
  newLink: 'Get a new link',
} as const;

/** Anybody may open such an address at any time, so nothing is claimed: those who did it know that it is about them. */
const justDoneTexts = {
  joined: "Just joined? That worked: you're in, and your account is ready.",
  signed_in: 'Just signed in? That worked: your password was right.',
  reset: "Just chose a new password? That worked: it's saved.",
} as const satisfies Record<JustDone, string>;

/** For a browser in which nobody is signed in. */
export const signedOutTexts = {
  title: "You're signed out",
  lead: 'Nobody is signed in on this browser.',
  noCookies: (justDone: JustDone) =>
    `${justDoneTexts[justDone]} But this browser doesn't keep cookies, and it needs one to stay signed in. Allow cookies for this site, then sign in.`,
  invited:
    'Have an invitation? Open the link in your email. Otherwise ask an admin of your workspace to invite you.',
  signInAgain: 'Sign in to pick up where you left off.',
} as const;

/** The email with a link for choosing a new password. */
export const resetEmailTexts = {
  subject: (workspace: string) => `Reset your password for ${workspace}`,
  preheader: (until: string) => `Your personal link works once, until ${until}.`,
  heading: 'Choose a new password',
  asked: <Piece>(workspace: Piece) => ['Someone asked to reset your password for ', workspace, '.'],
  wasYou: (until: string) =>
    `Was it you? Follow the link and choose a new one. It works once, until ${until}. You'll then be signed out everywhere else.`,
  button: 'Choose a new password',
  notes: [
    "This link is just for you: please don't share it.",
    "Wasn't you? You can ignore this email. Your password stays the same.",
  ],
};

/** The same after somebody said that something at their account wasn't them. */
export const lockedResetEmailTexts = {
  asked: <Piece>(workspace: Piece) => [
    'You told us that something in your account in ',
    workspace,
    " wasn't you. It's signed out everywhere, and any password from before no longer works.",
  ],
  wasYou: (until: string) =>
    `To get back in, follow the link and choose a new password. It works once, until ${until}.`,
  notes: [
    "This link is just for you: please don't share it.",
    'Too late for it? Ask for another one on the sign-in page, under “Forgot your password?”.',
  ],
};

/** Why something wasn't sent. */
export const notSentReasons = {
  notAMember: 'no longer a member',
  linkOver: 'the link would have expired by now',
  workspaceGone: 'the workspace is gone',
  eventGone: 'whose account it was has left',
} as const;
