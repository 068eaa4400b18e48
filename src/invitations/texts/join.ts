import { avatarTexts } from '../../account/texts.ts';
import { displayNameTexts } from '../../members/texts.ts';
import { passwordText } from '../../shared/password.js';
import type { Words } from '../../shared/words.ts';
import { newPasskeyTexts } from '../../sign-in/passkey-texts.ts';
import type { SignUpProblems } from '../use-cases/sign-up.ts';

/** The page's name in the browser; again after a form with something wrong in it. */
export function joinTitle(workspaceName: string, failed: boolean): string {
  return failed ? `Please check: Join ${workspaceName}` : `Join ${workspaceName}`;
}

/** The page's heading and button. */
export function joinWords(workspaceName: string): Words {
  return ['Join ', { strong: workspaceName }];
}

/** Who invited whom. */
export function invitedWords(invitedBy: string, email: string): Words {
  return [{ strong: invitedBy }, " invited you. You'll join as ", { strong: email }, '.'];
}

export const joinTexts = {
  description: 'A personal invitation that works once.',
  enterAgain: 'For safety, please enter your password and choose your picture again.',
  role: 'Your role',
  tools: "You'll get",
  link: 'Your link',
  /** Before the moment. */
  linkUntil: 'Works once, until ',
  /** After it. */
  linkPersonal: ". It's just for you, so please don't share it.",
  busy: 'One moment…',
} as const;

/** The page on which an invitation is declined, and the way to it. */
export const declineTexts = {
  title: "Don't want to join?",
  whatHappens:
    "If you say no, your link stops working, and we'll let them know. Nothing else happens.",
  no: 'No, thanks',
  busy: 'One moment…',
  join: "I'd like to join",
} as const;

/** Whose invitation it is. */
export function declineWords(invitedBy: string, workspaceName: string, email: string): Words {
  return [
    { strong: invitedBy },
    ' invited you to join ',
    { strong: workspaceName },
    ' as ',
    { strong: email },
    '.',
  ];
}

/** The ways to sign in afterwards, of which one is chosen. */
export const waysTexts = {
  password: 'Choose a password',
} as const;

export const fieldTexts = {
  displayName: { label: 'Your name', hint: 'Shown to your team.' },
  email: { label: 'Email address', hint: "Can't be changed." },
  password: {
    label: 'Password',
    hint: (minLength: number) => `At least ${minLength} characters. A few random words work well.`,
  },
  avatar: { label: 'Picture', hint: 'PNG, JPEG or WebP, up to 20 MB.' },
} as const;

/** What is wrong with each field of the sign-up form, in words. */
export function signUpProblemTexts(
  problems: SignUpProblems,
  passwordMinLength: number,
): Partial<Record<'displayName' | 'password' | 'avatar' | 'form', string>> {
  return {
    ...(problems.passkey && { form: newPasskeyTexts.notMade }),
    ...(problems.displayName && { displayName: displayNameTexts[problems.displayName] }),
    ...(problems.password && { password: passwordText(problems.password, passwordMinLength) }),
    ...(problems.avatar && { avatar: avatarTexts[problems.avatar] }),
  };
}
