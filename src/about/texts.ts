import { countOf } from '../shared/count-text.ts';

/** Whoever helps with the app: how they are shown, and where the link leads. */
export interface Contact {
  readonly shown: string;
  readonly href: string;
}

/** What decides how long something is kept. */
export interface Keeping {
  /** How long what a team leaves behind is kept when it uninstalls the app; undefined where the operator decides. */
  readonly uninstalledDays: number | undefined;
}

/** What is kept, why, and for how long: as the schema and the purges have it. Keep them together. */
export const privacyTexts = {
  title: 'Privacy',
  description: 'What this app keeps about you, and for how long.',
  lead: "It's not much. Here's all of it, and how long it stays.",
  kept: {
    heading: 'What we keep',
    facts: [
      [
        'Your invitation',
        'The email address, your role, who invited you, and when. If they added them: your name, and what they wrote to you. Kept as long as your team uses the app.',
      ],
      [
        'Your account',
        "Your name, email address, role, and Slack ID, your time zone and language as Slack tells them, and a picture if you added one or joined with Slack. Of your password we only keep a hash. If an admin removes you, you're signed out everywhere, but these stay in your team's records as long as your team uses the app. If you leave, they're deleted, except for your Slack ID.",
      ],
      [
        "Where you're signed in",
        "Browser and network address, so you can spot a sign-in that isn't yours. Gone when you sign out, after 14 days without use, and after 30 days in any case; then deleted within a day.",
      ],
      [
        'Messages to you',
        'That we sent you an email or a Slack message, to which address or Slack ID, and whether it arrived; not what it said. 90 days, and the last email of each invitation as long as the invitation.',
      ],
      [
        'Lists of people to invite',
        'What an admin brought in to invite many at once: names, email addresses, and a message to them. A draft for a day, and what was sent for 90 days after it ended.',
      ],
      [
        'Requests to invite someone',
        'Who asked for whom and why, what was decided and by whom, and where admins were told of it in Slack. A year after it was decided. With an invitation that was asked for: who asked, as long as the invitation.',
      ],
      [
        'Who did what',
        'What admins did to whom; that you joined, declined, left, signed in or out, or changed your name, picture, or password; which tools you were signed in to when you lost access; and how many attempts to sign in to your account failed. For the admins of your team. A year.',
      ],
      [
        'Tools you open',
        'That you signed in to a tool of your team, and when you last did; and what it was given to know you by, encrypted. 90 days after the last time, or a few days after your account is closed.',
      ],
      [
        'In Slack',
        'Which admins opened the app there, where in it they were, and which invite links they were shown: as long as your team uses the app. Where an invite link was posted, without the link: 30 days. Requests that Slack repeats: 7 days.',
      ],
      [
        'The log',
        "When something fails, such as an email that a mail server refuses, the app's log may name your address. Passwords and links never stand in it. Whoever runs the app decides how long it's kept.",
      ],
      [
        'Against guessing',
        'How often an address or a network tried something, as a hash. About a day.',
      ],
    ],
  },
  seen: {
    heading: 'Who sees it',
    paragraphs: [
      "Your team's admins see its invitations, its members, and what admins did. Tools that your team put behind this app are told your name, email address, role, picture, time zone, and language when you open them.",
      'Nobody else, except whoever runs this app and so its database. There are no ads and no tracking, and nothing on these pages comes from other sites. Emails go out by the mail server of whoever runs this app, and messages by Slack.',
    ],
  },
  cookies: {
    heading: 'Cookies',
    paragraphs: [
      "Only the ones that signing in needs: one that keeps you signed in, for 30 days at most, and one that remembers that you've signed in here before, for 400 days. Once you open a tool that your team put behind this app, one more tells it that you're signed in, for as long as you are. Whoever installs the app in Slack, or signs in with Slack, gets one for ten minutes.",
    ],
  },
  end: {
    heading: 'When it ends',
    paragraph: ({ uninstalledDays: days }: Keeping) => {
      if (days === undefined) {
        return "When your team stops using the app, it's up to whoever runs it to delete the database, and to decide how long backups are kept.";
      }
      const later = days === 0 ? 'within a day' : `after ${countOf(days, 'day')}`;
      return `When your team uninstalls the app from Slack, we delete our access to Slack right away, and everything else ${later}. Backups are kept as long as whoever runs the app decides.`;
    },
  },
  rights: {
    heading: 'Your choice',
    account: <Piece>(account: Piece) => [
      'You can change your name, picture, and password, and sign out of other browsers, on ',
      account,
      '. You can also leave there, and have your account deleted: the page says what goes, what stays, and why.',
    ],
    accountLink: 'your account page',
    ask: <Piece>(contact: Piece | undefined) =>
      contact === undefined
        ? ['To see, correct, or delete anything else, ask an admin of your team.']
        : [
            'To see, correct, or delete anything else, ask an admin of your team, or ',
            contact,
            '.',
          ],
    policy: <Piece>(link: Piece) => [
      'Whoever runs this app has a privacy policy of their own: ',
      link,
      '.',
    ],
  },
} as const;

/** Where people find help. */
export const supportTexts = {
  title: 'Help',
  description: 'Where to get help with an invitation, your account, or the app in Slack.',
  lead: 'Stuck? Start here.',
  invitation: {
    heading: 'Your invitation',
    paragraphs: [
      'No email? Check your spam folder. Then ask whoever invited you: they can send it again, or give you the link another way.',
      "The link doesn't work? Each one is for one person, works once, and ends after a while. Its page tells you how to get a new one.",
    ],
  },
  account: {
    heading: 'Your account',
    forgot: <Piece>(link: Piece) => ['Forgot your password? ', link, '.'],
    forgotLink: 'Get a new one',
    removed: "Can't sign in any more? An admin of your team may have removed you. Ask them.",
  },
  admins: {
    heading: 'For admins',
    help: <Piece>(command: Piece) => [
      'In Slack, type ',
      command,
      " to see everything you can do. Invitations, members, and settings are in the app's Home tab.",
    ],
    command: (command: string) => `${command} help`,
  },
  contact: {
    heading: 'Still stuck?',
    known: <Piece>(contact: Piece) => ['Get in touch with whoever runs this app: ', contact, '.'],
    unknown: 'Ask an admin of your team. They know who runs this app.',
  },
} as const;
