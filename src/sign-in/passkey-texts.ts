import { type DisplayNameProblem, maxDisplayNameLength } from '../shared/display-name.ts';

/** Signing in with a passkey. */
export const passkeySignInTexts = {
  button: 'Sign in with a passkey',
  busy: 'One moment…',
  /** Whatever was wrong with it. */
  wrong: "That passkey didn't work here. Try again, or sign in another way.",
} as const;

/** Making a passkey, wherever that is done. */
export const newPasskeyTexts = {
  create: 'Create a passkey',
  busy: 'One moment…',
  hint: 'Your fingerprint, face or screen lock lets you in. Nothing to remember.',
  notMade:
    "We couldn't use that passkey. Nothing was changed: see that your browser keeps cookies, then try again.",
} as const;

/** A member's passkeys on their account page. */
export const ownPasskeysTexts = {
  title: 'Passkeys',
  lead: 'Sign in with your fingerprint, face or screen lock, without a password.',
  none: "You don't have one yet.",
  add: 'Add a passkey',
  noScript: 'To add one, turn JavaScript on.',
  made: 'added',
  lastUsed: 'last used',
  neverUsed: 'not used yet',
  suspended: 'Suspended',
  suspendedWhy:
    'A copy of it may be in use, so it lets nobody in. If you have the device, remove it here and add a new one.',
  name: 'Name',
  rename: 'Rename',
  save: 'Save name',
  remove: 'Remove',
  /** Follows a label for screen readers, which don't see beside what it stands. */
  spoken: (name: string) => `“${name}”`,
  lastWay:
    'This is your only way in. Choose a password or add another passkey first, then remove it.',
  tooMany: 'You have as many passkeys as we can keep. Remove one first.',
} as const;

/** What is wrong with the name of a passkey, in words. */
export const passkeyNameTexts = {
  empty: 'Enter a name for the passkey.',
  too_long: `Names can have up to ${maxDisplayNameLength} characters.`,
  odd_characters:
    'The name contained characters that nobody can see. We took them out: check it, then save it again.',
} as const satisfies Record<DisplayNameProblem, string>;
