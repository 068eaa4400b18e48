import { oneLine, shortened, unlinked } from './letter.tsx';
import { trimInvisible } from './typed-text.ts';

/** More than this is nobody's few words: it would push away what the screen is for. */
export const maxQuotation = 300;

/** What ends a line, in whatever program the text was written (Unicode UAX 14: BK, CR, LF, NL). */
const lineEnd = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/;

/**
 * What somebody says in words of their own, line by line, as it may be shown to others: at most 300 characters, and
 * nothing in it becomes a link or turns the text around. Empty lines around it go, and of several in a row one stays;
 * none are left when nothing of the text is seen.
 */
export function quotedLines(text: string): readonly string[] {
  const lines = text.split(lineEnd).map(seenLine);
  const kept = lines.filter((line, index) => line !== '' || lines[index - 1] !== '');
  const quoted = unlinked(shortened(kept.join('\n').trim(), maxQuotation));
  return quoted === '' ? [] : quoted.split('\n');
}

/** Marks of direction stay where words are: they belong to how those are written. */
function seenLine(line: string): string {
  return trimInvisible(line) === '' ? '' : oneLine(line);
}
