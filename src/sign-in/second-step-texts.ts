import { countOf } from '../shared/count-text.ts';

// A sentence with something marked in it comes in pieces: pages say how the marked ones look.

const wrong =
  "That code isn't right, or was used already. Wait for the next one in your app, and check that your phone's clock is right.";
const wrongRecovery =
  "That isn't one of your recovery codes, or it was used already. Check it, then try again.";

/** Where the code is asked for, after a right password. */
export const codeTexts = {
  title: 'Enter your code',
  lead: 'One more step: open your authenticator app and enter the six digits that it shows for this account.',
  code: 'Code',
  send: 'Sign in',
  wrong,
  useRecovery: 'Use a recovery code',
  recoveryTitle: 'Enter a recovery code',
  recoveryLead:
    'One more step: enter one of the codes that you kept when you set up the second step. Each works once.',
  recovery: 'Recovery code',
  wrongRecovery,
  useApp: 'Use your app instead',
  lost: 'Lost your app and your recovery codes? An admin of your workspace can make you a new sign-in link: ask them to look beside your name in the app’s Home tab in Slack.',
  startOver: 'Start over',
} as const;

/** Where somebody gives their app the secret. */
export const setUpTexts = {
  title: 'Set up a second step',
  replaceTitle: 'Use another app',
  lead: 'After your password, you’ll enter a code that an app on your phone shows. Whoever learns your password can’t get in with it alone.',
  asked: <Piece>(workspace: Piece) => [
    workspace,
    ' asks for a second step when you sign in with your password. Set it up now to go on; it takes a minute.',
  ],
  replaceLead:
    'Add the account to your new app, and show that you have the present one. The codes of the present app stop working, and so do your recovery codes: you get new ones.',
  late: 'That came too late, so nothing was changed, and this is a new picture. Delete the entry that you added to your app, and scan this one.',
  scanTitle: '1. Add it to your app',
  scan: 'Open your authenticator app (such as Google Authenticator, 1Password or Aegis) and scan this picture.',
  picture: 'QR code for your authenticator app. The same stands below as a key.',
  openApp: 'On this phone? Open it in your app',
  typeIt: 'Can’t scan it? Enter this key in your app:',
  confirmTitle: '2. Enter the code it shows',
  code: 'Code from your app',
  newCode: 'Code from your new app',
  codeHint: 'Six digits. They change every half minute.',
  present: 'Code from your present app, or a recovery code',
  turnOn: 'Turn on',
  replace: 'Use this app',
  wrong:
    "That code isn't the one your app should show now. Wait for the next one, and check that your phone's clock is right.",
  wrongPresent: wrong,
  elsewhere: "You'll be signed out everywhere else.",
} as const;

/** The recovery codes, shown once. */
export const codesTexts = {
  title: (isOn: boolean) => (isOn ? 'The second step is on' : 'Your new recovery codes'),
  lead: 'Keep these recovery codes somewhere safe, away from your phone. If you lose your app, each of them lets you in once. They’re shown only now.',
  void: 'Recovery codes from before no longer work.',
  label: 'Recovery codes',
  copy: 'Copy',
  copied: 'Copied.',
  notCopied: "Your browser doesn't allow that: select the codes and copy them.",
  download: 'Download as text',
  print: 'Print',
  done: 'I’ve kept them. Go on',
  fileName: 'recovery-codes.txt',
  file: (workspace: string, email: string, codes: readonly string[]) =>
    [`Recovery codes for ${email} in ${workspace}`, 'Each works once.', '', ...codes, ''].join(
      '\n',
    ),
};

/** The account page's section, and the page behind it. */
export const secondStepTexts = {
  title: 'Second step',
  off: 'Off. With it on, your password alone lets nobody in: a code from an app on your phone is asked for as well.',
  on: <Piece>(since: Piece) => ['On since ', since, '.'],
  left: (count: number) =>
    count === 0
      ? 'You have no recovery codes left.'
      : `You have ${countOf(count, 'recovery code')} left.`,
  few: 'Make new ones soon.',
  late: 'That came too late, or twice, so it changed nothing. This is how your second step stands. Haven’t seen your recovery codes? Make new ones.',
  setUp: 'Set up a second step',
  manage: 'Change your second step',
  app: 'Use another app',
  codes: 'New recovery codes',
  turnOff: 'Turn off',
  asked: <Piece>(workspace: Piece) => [
    workspace,
    ' asks for a second step when you sign in with your password, so you can’t turn it off here. Lost your phone? Choose “Use another app”.',
  ],
  notNeeded: 'It’s asked for after your password. When you sign in without one, no code is needed.',
  back: 'Back to your account',
} as const;

/** Where a code confirms what somebody wants. */
export const confirmTexts = {
  codes: {
    title: 'New recovery codes',
    lead: 'You get ten new recovery codes. Those from before stop working.',
    button: 'Make new codes',
  },
  off: {
    title: 'Turn off the second step',
    lead: 'Your password alone will let you in. Your recovery codes stop working.',
    button: 'Turn off',
  },
  code: 'Code from your app, or a recovery code',
  wrong,
  askedMeanwhile: 'Your workspace asks for a second step by now, so it stays on.',
} as const;
