import { shownAddress } from './email-address.ts';

/** As long as an address may be (RFC 5321). */
const maxSearchLength = 254;

/**
 * What a list is searched for, of what somebody typed or pasted: the address in it, or the text without signs that
 * nobody sees; one line, never cut through the middle of a character.
 */
export function searchText(typed: string): string {
  const line = shownAddress(typed)
    .replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ')
    .trim();
  return line.slice(0, maxSearchLength).replace(/\p{Cs}/gu, '');
}

/** The pattern for LIKE of what contains a text, whose signs stand for themselves. */
export function containingPattern(text: string): string {
  return `%${escaped(text)}%`;
}

/**
 * The pattern for LIKE by which an index of three-letter parts finds what may contain a text: whatever contains it matches,
 * and little else. Of an address it has what stands before the @, and three letters of the domain. In most lists all have
 * the same domain, and each part of that leads to every row; where they haven't, three letters tell one info@ from
 * thousands.
 */
export function leadingPattern(text: string): string {
  const at = text.lastIndexOf('@');
  // The last label stands in many domains.
  const domain = text.slice(at + 1).replace(/\.[^.]*$/, '');
  const [word] = longestFirst(domain.match(/[\p{L}\p{N}]{3,}/gu) ?? []);
  if (at < minBeforeAt || word === undefined) return containingPattern(text);
  return `%${escaped(text.slice(0, at + 1))}%${Array.from(word).slice(-3).join('')}%`;
}

/** With less before it, nearly every row has that. */
const minBeforeAt = 3;

function longestFirst(words: readonly string[]): string[] {
  return words.toSorted((a, b) => b.length - a.length);
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
