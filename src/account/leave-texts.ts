/** The page on which a member leaves; a sentence with something marked in it comes in pieces. */
export const leaveTexts = {
  link: 'Leave and delete your account…',
  linkTitle: 'Leave',
  title: (workspace: string) => `Leave ${workspace}`,
  heading: <Piece>(workspace: Piece) => ['Leave ', workspace],
  lead: <Piece>(email: Piece, workspace: Piece) => [
    'This deletes your account (',
    email,
    ') at ',
    workspace,
    ' right away. It can’t be undone. You stay in Slack.',
  ],
  goes: {
    heading: "What's deleted",
    items: [
      'Your name, email address, picture, and password.',
      'Your sessions: you’re signed out of every browser, and of your team’s tools.',
      'Which tools you could open, how you were invited, and the messages we sent you.',
      'Open invitations that you sent, and your name on the others.',
    ],
  },
  stays: {
    heading: 'What stays, and why',
    items: [
      'Who did what: that you joined and left, and what you did here, with your name and email address. For a year, so your team can tell who had access. Only its admins see it.',
      'Your Slack ID, if you have one: so that nobody gets back rights here that were taken from them. As long as your team uses the app.',
      'What others wrote down: lists of people to invite (90 days), and requests to invite someone (a year).',
      'What you made in your team’s tools. That’s up to them.',
    ],
  },
  password: 'Your password',
  passwordHint: 'So that we know it’s you.',
  leave: 'Leave and delete my account',
  busy: 'Leaving…',
  stay: 'Stay',
  wrong: 'Wrong password. Please try again.',
  refused: {
    last_admin: {
      title: 'You’re the only admin',
      text: 'As far as we know, nobody else could let people in or take them out. Make someone else an admin first, in the app’s Home tab in Slack; then come back.',
    },
    slack_silent: {
      title: 'Nothing was changed',
      text: 'Slack didn’t tell us who you are there, and what else ends depends on that. Try again in a minute.',
    },
  },
} as const;

/** The page for whoever has left. */
export const leftTexts = {
  title: "You've left",
  lead: 'Your account is deleted, and you’re signed out everywhere. Your team’s tools that can be told are being told.',
  back: 'Changed your mind? An admin of your team can invite you again. You’d start with a new account.',
} as const;
