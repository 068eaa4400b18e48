import { readAddressText } from './address-text.ts';
import { shownAddress } from './email-address.ts';
import { parsePlainAddress } from './plain-address.ts';
import { smallLetters } from './small-letters.ts';

/** As long as an address may be (RFC 5321). */
const maxSearchLength = 254;

/** With more words than that, it is the text that is looked for. */
const maxWords = 6;

/** What stands around names and addresses where they are shown, or in lists; or behind what is cut. */
const signsAround = /^[(<["'*,;\u00B7]+|[)>\]"'*,;\u00B7\u2026]+$/g;

/** The @ of a name, as Slack has it; before a domain it says that it is one. */
const atName = /^@(?=[^.]+$)/;

/**
 * What a list is searched for, of what somebody typed or pasted: the address in it, or the text without signs that
 * nobody sees; one line, never cut through the middle of a character.
 */
export function searchText(typed: string): string {
  const line = (onlyAddress(typed) ?? shownAddress(typed))
    .replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ')
    .trim();
  return line.slice(0, maxSearchLength).replace(/\p{Cs}/gu, '');
}

/**
 * The address in what the app shows of somebody, with other facts or with a name of many words; other loose words beside one
 * may be part of it.
 */
function onlyAddress(typed: string): string | undefined {
  if (!typed.includes(factsSign) && !hasManyWords(typed)) return undefined;
  const { tokens } = readAddressText(typed.slice(0, maxPastedLength));
  const [found, another] = tokens.filter(({ kind }) => kind === 'address' || kind === 'wrong');
  return found?.kind === 'address' && !another ? found.to.email : undefined;
}

/** Stands between the facts that are shown of somebody. */
const factsSign = ' \u00B7 ';

function hasManyWords(text: string): boolean {
  return text.trim().split(/\s+/, maxWords + 1).length > maxWords;
}

/** Nobody pastes more than this of one person. */
const maxPastedLength = 1000;

/**
 * What may be meant by a text, the likeliest first: as it stands, as a name may have the sign in it that the app shows between
 * facts; without the last fact; or what stands before all facts.
 */
export function meantTexts(text: string): readonly [string, ...string[]] {
  const [first = '', ...facts] = text.split(factsSign);
  const others = [[first, ...facts.slice(0, -1)].join(factsSign), first];
  const shorter = others.filter((each) => each !== '' && each !== text);
  return [text, ...new Set(shorter)];
}

/**
 * The words of a text that are each looked for, in small letters, without what stands around them. Of very many, the
 * beginning of an address stands for all, or else the text itself.
 */
export function soughtWords(text: string): string[] {
  const wanted = smallLetters(text);
  const words = wanted.split(' ').map((word) => word.replace(signsAround, '').replace(atName, ''));
  const sought = words.filter((word) => word !== '');
  if (sought.length === 0) return [wanted];
  if (sought.length <= maxWords) return sought;
  const [address, another] = sought.filter((word) => /.@/.test(word));
  return [
    address !== undefined && another === undefined ? address : wanted.replace(signsAround, ''),
  ];
}

/** The canonical form of a text that is an address, where it is another than the text in small letters. */
export function otherForm(text: string): string | undefined {
  const read = parsePlainAddress(text);
  return read.ok && read.value.address !== smallLetters(text) ? read.value.address : undefined;
}

/** The pattern for LIKE of what contains a text, whose signs stand for themselves. */
export function containingPattern(text: string): string {
  return `%${escaped(text)}%`;
}

/** The patterns for LIKE of what begins with a text, and of what has it behind a blank. */
export function beginningPatterns(text: string): readonly [string, string] {
  return [`${escaped(text)}%`, `% ${escaped(text)}%`];
}

/** Whether an index of three-letter parts leads to what contains a text. */
export function hasThreeLetters(text: string): boolean {
  return /[\p{L}\p{N}]{3}/u.test(text);
}

/** Whether it leads to the words that begin with it. */
export function hasLetters(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
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
