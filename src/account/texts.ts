import type { AvatarProblem } from './rules.ts';

/** What the page says after something was done; the address holds the key. */
export const doneTexts = {
  name: 'Name saved.',
  avatar: 'Picture saved.',
  remove_avatar: 'Picture removed.',
  password: "Password changed. You're signed out everywhere else.",
  add_passkey: 'Passkey added. Next time, it lets you in.',
  rename_passkey: 'Name of the passkey saved.',
  remove_passkey: 'Passkey removed. It lets nobody in any more.',
  reset: "Password changed. You're signed out everywhere else.",
  link: "You're in. Choose a new password or add a passkey now, so that you can get back in.",
  second_step_off: 'The second step is off.',
  slack_connected: 'Slack connected. You can sign in with it from now on.',
  slack_disconnected: "Slack disconnected. You're signed out everywhere else.",
  slack_kept: 'Slack is your only way in, so it stays connected.',
  end: 'Signed out of that browser.',
  ended_before: 'That browser was signed out already.',
  end_others: "You're signed out everywhere else.",
} as const;

/** What stands above all else when the form was on a page that showed another account. */
export const otherAccountTexts = {
  title: 'Nothing was changed',
  pageTitle: (title: string) => `Nothing was changed: ${title}`,
  lead: <Piece>(email: Piece) => [
    "That tab showed another account. In this browser, you're now signed in as ",
    email,
    '.',
  ],
  nameKept: <Piece>(nameField: Piece) => [
    'The name that you typed is still in its field: ',
    nameField,
    ', if it is meant for this account.',
  ],
  saveIt: 'check and save it',
};

/** The top of the page; a sentence with something marked in it comes in pieces. */
export const openingTexts = {
  title: (workspace: string, justJoined: boolean) =>
    justJoined ? `You're in: ${workspace}` : `Your account: ${workspace}`,
  heading: (justJoined: boolean) => (justJoined ? "You're in" : 'Your account'),
  welcome: <Piece>(workspace: Piece, name: Piece) => [
    'Welcome to ',
    workspace,
    ', ',
    name,
    "! Your account is ready, and you're signed in on this browser.",
  ],
  hasLeft: <Piece>(workspace: Piece) => [
    workspace,
    ' no longer uses this app in Slack. Your account stays for a while, but the other tools it opened are closed. Questions? Ask your Slack admins.',
  ],
  manageTeam: "As an admin, you invite people and manage your team in the app's Home tab:",
  openHomeTab: 'open it in Slack',
  signOut: 'Sign out',
};

/** Where whoever has just joined goes from here. */
export const nextTexts = {
  noTools:
    'That’s all for now. When your team connects tools, you’ll find them on your account page.',
  slack: 'Back to Slack',
  before: 'You can change your name, your picture and how you sign in, in ',
  account: 'your account',
  after: '.',
} as const;

/** Who somebody is. */
export const personTexts = { workspace: 'Workspace', role: 'Your role' } as const;

/** Name and picture. */
export const profileTexts = {
  title: 'Name and picture',
  name: 'Your name',
  nameHint: 'Shown to your team.',
  saveName: 'Save name',
  picture: 'Picture',
  changePicture: 'Change picture',
  pictureHint: 'PNG, JPEG or WebP, up to 20 MB.',
  savePicture: 'Save picture',
  removePicture: 'Remove picture',
  noPicture: 'Choose a picture first.',
  busy: 'Saving…',
} as const;

/** The password. */
export const passwordTexts = {
  title: 'Password',
  current: 'Current password',
  wrong: 'Wrong current password. Please try again.',
  new: 'New password',
  signedOutElsewhere: "You'll be signed out everywhere else.",
  change: 'Change password',
  choose: 'Choose a password',
  none: "You don't have one: you sign in without.",
} as const;

/** Where somebody is signed in. */
export const sessionTexts = {
  title: "Where you're signed in",
  thisOne: 'This browser',
  lastSeen: 'last seen',
  end: 'Sign out',
  /** Follows the label for screen readers, which don't see beside what it stands. */
  endSpoken: (browser: string, ipAddress: string) => `of ${browser}, ${ipAddress}`,
  endOthers: 'Sign out everywhere else',
} as const;

/** What is wrong with a picture, in words. */
export const avatarTexts = {
  too_large: 'This picture is larger than 20 MB. Choose a smaller one.',
  too_many_pixels:
    'This picture has too many pixels: more than 50 million, or 24 million as PNG or progressive JPEG. Choose a smaller one.',
  heic: "This is a HEIC picture, the kind iPhones take, and we can't read those. Save it as JPEG, or choose another one.",
  not_a_picture: "We can't use this file as a picture. Choose a PNG, JPEG or WebP file.",
  damaged: "We couldn't read this picture: the file seems to be damaged. Choose another one.",
  too_slow: 'This picture took too long to read. Choose a smaller one.',
  busy: 'Too many pictures are coming in right now. Try again in a minute.',
} as const satisfies Record<AvatarProblem, string>;

/** What is wrong with the picture of somebody who joined without it, in words. */
export function leftOutText(problem: AvatarProblem): string {
  return `You joined without your picture. ${avatarTexts[problem]}`;
}
