import { done, type Outcome, refused } from './outcome.ts';
import { inOneLine, isOverlong, shownAgain, trimInvisible } from './typed-text.ts';

export type DisplayNameProblem = 'empty' | 'too_long' | 'odd_characters';

export const maxDisplayNameLength = 80;

/**
 * Reads a display name: 1 to 80 characters in one line, without the invisible ones around it, none that hides or
 * reorders text, and something to see.
 */
export function parseDisplayName(typed: string): Outcome<string, DisplayNameProblem> {
  if (isOverlong(typed)) return refused('too_long');
  const name = withoutOddCharacters(typed);
  if (name === '') return refused('empty');
  if ([...name].length > maxDisplayNameLength) return refused('too_long');
  const isAsTyped = name === trimInvisible(inOneLine(typed).normalize('NFC'));
  return isAsTyped ? done(name) : refused('odd_characters');
}

/** What is shown again of a name that was refused: without what can't be kept, so that it can be sent as it stands. */
export function shownDisplayName(typed: string): string {
  return shownAgain(withoutOddCharacters(typed));
}

/** Control characters and the marks that turn the direction of text (Unicode UAX 9). Nobody sees any of them. */
const oddCharacters = /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]/gu;

/** Empty when nothing of it is seen. */
function withoutOddCharacters(typed: string): string {
  const oneLine = inOneLine(typed).replace(/[\r\n]+/g, ' ');
  const name = trimInvisible(oneLine.replace(oddCharacters, '').normalize('NFC'));
  return /[^\p{Cf}\p{DI}\p{M}\p{Z}\u2800]/u.test(name) ? name : '';
}
