import type { Words } from '../../shared/words.ts';
import type { JoinRefusal } from '../rules.ts';

/** Whose invitation it is; told as far as the page may know it. */
export interface DeadLinkFacts {
  readonly workspaceName?: string | undefined;
  readonly invitedBy?: string | undefined;
}

/** What somebody reads behind a link that doesn't let them in: what is the matter, and what to do next. */
export interface DeadLinkText {
  readonly title: string;
  readonly text: readonly Words[];
  /** What else there is to do, until a new invitation was asked for here. */
  readonly untilAsked?: Words;
}

/** The words of each such page. */
export const deadLinkTexts = {
  accepted: (facts) => ({
    title: 'This invitation has been used',
    text: [
      ["Was that you? Then you're all set: you're a member", ...after(' of ', facts), '.'],
      ["If it wasn't you, tell ", inviter(facts), ': each link lets one person in, once.'],
    ],
  }),
  expired: (facts) => ({
    title: 'This invitation has expired',
    text: [['Invite links', ...after(' to ', facts), ' only work for a limited time.']],
    untilAsked: ['Ask ', inviter(facts), ' for a new one.'],
  }),
  revoked: (facts) => ({
    title: 'This invitation was revoked',
    text: [['This link', ...after(' to ', facts), ' no longer works.']],
    untilAsked: ["If you think that's a mistake, ask ", inviter(facts), ' for a new invitation.'],
  }),
  declined: (facts) => ({
    title: 'You said no to this invitation',
    text: [
      ["We've told ", inviter(facts), " that you won't be joining", ...after(' ', facts), '.'],
    ],
    untilAsked: ["There's nothing left to do, unless you change your mind."],
  }),
  replaced: (facts) => ({
    title: "There's a newer link",
    text: [
      ['This link', ...after(' to ', facts), ' was replaced by a newer one.'],
      [
        "Open the link in your latest invitation email. Can't find it? Check your spam folder, or ask ",
        inviter(facts),
        ' to resend it.',
      ],
    ],
  }),
  moved: (facts) => ({
    title: 'This link was replaced',
    text: [
      [
        'The email address of this invitation',
        ...after(' to ', facts),
        ' was changed, so the link no longer works.',
      ],
      [
        'Is the invitation for you? Open the link in your latest invitation email, or ask ',
        inviter(facts),
        ' to invite you.',
      ],
    ],
  }),
  unknown: () => ({
    title: "We don't know this link",
    text: [
      ['The link may be incomplete. Open it from the email instead of copying it.'],
      ['Still not working? Ask the person who invited you for a new link.'],
    ],
  }),
  already_member: (facts) => ({
    title: "You're already a member",
    text: [
      ['The invited address already belongs to a member', ...after(' of ', facts), '.'],
      ["There's nothing left to do here. Can't get in? Tell ", inviter(facts), '.'],
    ],
  }),
  domain_not_allowed: (facts) => ({
    title: "This address can't join",
    text: [
      [
        team(facts),
        " now only accepts email addresses at certain domains, and yours isn't one of them.",
      ],
      ['Ask ', inviter(facts), ' to invite your work address.'],
    ],
  }),
  seats_full: (facts) => ({
    title: 'No seats left right now',
    text: [
      [team(facts), ' has as many members as it allows.'],
      [
        'Let ',
        inviter(facts),
        " know. Once there's a free seat, this link works again, as long as it hasn't expired.",
      ],
    ],
  }),
  not_installed: (facts) => ({
    title: 'Nobody can join right now',
    text: [
      [team(facts), ' has removed this app from Slack, so joining is paused.'],
      [
        'Let ',
        inviter(facts),
        " know. Once the app is back, this link works again, as long as it hasn't expired.",
      ],
    ],
  }),
} as const satisfies Record<JoinRefusal, (facts: DeadLinkFacts) => DeadLinkText>;

export const wayOnTexts = {
  account: 'Go to your account',
  signIn: 'Sign in',
  askAgain: 'Ask for a new invitation',
  busy: 'One moment…',
} as const;

/** What takes the place of the button once a new invitation was asked for. */
export function askedWords(facts: DeadLinkFacts): Words {
  return [
    "We've asked ",
    inviter(facts),
    ' for a new invitation. Watch your inbox – you can ask once a day.',
  ];
}

/** For somebody who opened another person's invitation while signed in. */
export const signedInTexts = {
  title: "You're already signed in",
  who: (displayName: string, email: string, workspaceName: string, invited: string): Words => [
    "On this browser, you're ",
    { strong: displayName },
    ' (',
    { strong: email },
    ') in ',
    { strong: workspaceName },
    '. This invitation is for another address: ',
    { strong: invited },
    '.',
  ],
  howTo: "The link still works. To use it, sign out first. We'll bring you right back here.",
  signOut: 'Sign out and use the invitation',
  busy: 'One moment…',
  stay: 'Stay signed in',
} as const;

function inviter({ invitedBy }: DeadLinkFacts): Words[number] {
  return invitedBy === undefined ? 'the person who invited you' : { strong: invitedBy };
}

function team({ workspaceName }: DeadLinkFacts): Words[number] {
  return workspaceName === undefined ? 'The team' : { strong: workspaceName };
}

/** The workspace after a word that leads to it, where it may be told. */
function after(word: ' of ' | ' to ' | ' ', { workspaceName }: DeadLinkFacts): Words {
  return workspaceName === undefined ? [] : [word, { strong: workspaceName }];
}
