import {
  type DisplayNameProblem,
  longestDisplayName,
  longestPassword,
  type PasswordProblem,
} from '../members/rules.ts';
import type { SignUpProblems } from './use-cases/join.ts';

const displayNameTexts = {
  empty: 'Please tell us your name.',
  too_long: `Please use at most ${longestDisplayName} characters.`,
  odd_characters: 'Your name has characters in it that can not be shown. Please type it anew.',
} as const satisfies Record<DisplayNameProblem, string>;

const avatarTexts = {
  too_large: 'This picture is larger than 5 MB. Please choose a smaller one.',
  not_a_picture: 'This is not a picture that we can use. Please choose a PNG, JPEG or WebP file.',
} as const satisfies Record<NonNullable<SignUpProblems['avatar']>, string>;

/** What is wrong with each field of the sign-up form, in words. */
export function signUpProblemTexts(
  problems: SignUpProblems,
  passwordMinLength: number,
): Partial<Record<'displayName' | 'password' | 'avatar', string>> {
  const passwordTexts = {
    too_short: `Please use at least ${passwordMinLength} characters.`,
    too_long: `Please use at most ${longestPassword} characters.`,
  } as const satisfies Record<PasswordProblem, string>;
  return {
    ...(problems.displayName && { displayName: displayNameTexts[problems.displayName] }),
    ...(problems.password && { password: passwordTexts[problems.password] }),
    ...(problems.avatar && { avatar: avatarTexts[problems.avatar] }),
  };
}
