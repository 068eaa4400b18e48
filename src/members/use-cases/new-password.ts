import { passwordJudge } from '../../platform/crypto/password-judge.ts';
import { type Outcome, refused } from '../../shared/outcome.ts';
import type { GuessProblem, PersonalWords, ShapeProblem } from '../../shared/password.js';
import { parsePassword } from '../rules.ts';

/** Why a password can't be chosen. */
export type NewPasswordProblem = ShapeProblem | GuessProblem;

/**
 * Reads a password that somebody wants to have. Beside its length only what is easy to guess is refused,
 * with the reason: well-known passwords and their own address, name and workspace (NIST SP 800-63B-4
 * §3.1.1.2, ASVS 6.2.4 and 6.2.11). Gives what is to be hashed.
 */
export async function readNewPassword(
  typed: string,
  minLength: number,
  personal: PersonalWords,
): Promise<Outcome<string, NewPasswordProblem>> {
  const password = parsePassword(typed, minLength);
  if (!password.ok) return password;
  const judge = await passwordJudge();
  const problem = judge(password.value, minLength, personal);
  return problem ? refused(problem) : password;
}
