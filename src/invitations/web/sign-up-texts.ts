import { avatarTexts, displayNameTexts } from '../../members/texts.ts';
import { passwordText } from '../../shared/password.js';
import type { SignUpProblems } from '../use-cases/join.ts';

/** What is wrong with each field of the sign-up form, in words. */
export function signUpProblemTexts(
  problems: SignUpProblems,
  passwordMinLength: number,
): Partial<Record<'displayName' | 'password' | 'avatar', string>> {
  return {
    ...(problems.displayName && { displayName: displayNameTexts[problems.displayName] }),
    ...(problems.password && { password: passwordText(problems.password, passwordMinLength) }),
    ...(problems.avatar && { avatar: avatarTexts[problems.avatar] }),
  };
}
