/** The page on which a member leaves; a sentence with something marked in it comes in pieces. */
export const leaveTexts = {
  link: 'Leave and delete your account…',
  linkTitle: 'Leave',
  title: (workspace: string) => `Leave ${workspace}`,
  heading: <Piece>(workspace: Piece) => ['Leave ', workspace, '?'],
  lead: <Piece>(email: Piece) => [
    'This deletes your account (',
    email,
    ") right away, and can't be undone. You stay in Slack.",
  ],
  goes: {
    heading: "What's deleted",
    facts: [
      ['Your account', 'Your name, email address, picture, and every way you sign in.'],
      ['Your sessions', "You're signed out of every browser, and of your team's tools."],
      ['Your sign-ins', 'When, how and from where you signed in, and what you changed about it.'],
      [
        'How you got here',
        'How you were invited, which tools were chosen for you, and what we sent you.',
      ],
      ['Invitations you sent', 'Open ones are revoked. Your name disappears from the others.'],
    ],
  },
  stays: {
    heading: 'What stays, and why',
    facts: [
      [
        'Who did what',
        'That you joined and left, and what you did here, with your name and email address. A year, so that your team can tell who had access. Only its admins see it.',
      ],
      [
        'Your Slack ID',
        'If you have one: so that nobody gets back rights here by leaving that an admin took from them. As long as your team uses the app.',
      ],
      [
        'What others wrote down',
        'Lists of people to invite (90 days), and requests to invite someone (a year).',
      ],
      ["Your work in your team's tools", 'Ask whoever looks after them.'],
    ],
  },
  password: 'Your password',
  passwordHint: "So that we know it's you.",
  leave: 'Leave and delete my account',
  busy: 'Leaving…',
  stay: 'Stay here',
  wrong: 'Wrong password. Please try again.',
  refused: {
    last_admin: {
      title: "You're the only admin",
      text: "As far as we know, nobody else could let people in or take them out. Make someone else an admin first, in the app's Home tab in Slack; then come back.",
    },
    slack_silent: {
      title: 'Nothing was changed',
      text: "Slack didn't tell us who you are there, and what else ends depends on that. Try again in a minute.",
    },
  },
} as const;

/** The page for whoever has left. */
export const leftTexts = {
  title: "You've left",
  lead: "Your account is deleted, and you're signed out everywhere. We're telling your team's tools.",
  back: "Changed your mind? An admin of your team can invite you again. You'd start with a new account.",
} as const;
