import { type Outcome, refused } from '../../shared/outcome.ts';
import { isCommonPassword, isMonotonous } from '../password-list.ts';
import { type PasswordProblem, parsePassword } from '../rules.ts';

/** Why a password can't be chosen. */
export type NewPasswordProblem =
  | PasswordProblem
  | 'common'
  | 'monotonous'
  | 'own_address'
  | 'own_name'
  | 'workspace_name';

/** What somebody who knows the person would try. */
export interface PersonalWords {
  readonly address: string;
  readonly displayName: string;
  readonly workspaceName: string;
}

/**
 * Reads a password that somebody wants to have. Beside its length only what is easy to guess is refused,
 * with the reason: well-known passwords and their own address, name and workspace (NIST SP 800-63B-4
 * §3.1.1.2, ASVS 6.2.4 and 6.2.11). Gives what is to be hashed.
 */
export function readNewPassword(
  typed: string,
  minLength: number,
  personal: PersonalWords,
): Outcome<string, NewPasswordProblem> {
  const password = parsePassword(typed, minLength);
  if (!password.ok) return password;
  if (isCommonPassword(password.value)) return refused('common');
  if (isMonotonous(password.value)) return refused('monotonous');
  const word = personalWord(password.value, personal);
  return word ? refused(word) : password;
}

/** The kind of personal word that is nearly all of the password, if any. */
function personalWord(
  password: string,
  personal: PersonalWords,
): 'own_address' | 'own_name' | 'workspace_name' | undefined {
  const words = [
    ...wordsOf(personal.address).map((word) => ({ kind: 'own_address', word }) as const),
    ...wordsOf(personal.displayName).map((word) => ({ kind: 'own_name', word }) as const),
    ...wordsOf(personal.workspaceName).map((word) => ({ kind: 'workspace_name', word }) as const),
  ].sort((one, other) => other.word.length - one.word.length);
  let rest = compact(password);
  let found: (typeof words)[number] | undefined;
  for (const each of words) {
    if (!rest.includes(each.word)) continue;
    found ??= each;
    rest = rest.split(each.word).join('');
  }
  const lettersLeft = rest.replace(/\P{L}/gu, '').length;
  return lettersLeft < 4 && rest.length <= 8 ? found?.kind : undefined;
}

/** The text as a whole and its words, for looking them up; short ones stand in too many passwords by chance. */
function wordsOf(text: string): string[] {
  const parts = [text, ...text.split(/[^\p{L}\p{M}\p{N}]+/u)].map(compact);
  return parts.filter((part) => part.length >= 3);
}

/** Letters and digits only, in lower case. */
function compact(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '');
}
