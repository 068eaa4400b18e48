import { parseDisplayName } from './display-name.ts';
import { unquoted } from './list-cells.ts';

/** A piece of a line beside an address, and the sign that ends it. */
export interface Beside {
  readonly text: string;
  readonly by: string;
}

/** Nobody's name is longer, even with all that is taken off it. */
const maxLooked = 200;
const maxWords = 5;

/** A word of a name. */
const nameWord = /^[\p{L}\p{M}][\p{L}\p{M}'.-]{0,39}$/u;
const capital = /^[\p{Lu}\p{Lt}\p{Lo}]/u;
/** Small words within names. */
const particles = new Set([
  ...['af', 'al', 'av', 'bin', 'ben', 'da', 'de', 'del', 'della', 'den', 'der', 'di', 'do', 'dos'],
  ...['du', 'e', 'el', 'ibn', 'la', 'le', 'ten', 'ter', 'van', 'von', 'y', 'zu'],
]);
/** Words that stand beside addresses and are nobody's name. */
const noNames = new Set([
  ...['add', 'address', 'admins', 'and', 'as', 'at', 'bcc', 'cc', 'contact', 'dear'],
  ...['e-mail', 'email', 'for', 'from', 'hello', 'hey', 'hi', 'invite', 'mail'],
  ...['members', 'name', 'new', 'none', 'null', 'or', 'please', 'role', 'tbd', 'team', 'the'],
  ...['to', 'unknown', 'user', 'users', 'with'],
]);
/** Surnames, too, with a first name before them: Adam Admin. */
const roleWords = new Set(['admin', 'member', 'owner', 'guest', 'manager', 'editor', 'viewer']);
/** What follows a name behind a comma, and is no first name. */
const title = /^(?:[js]r|i{2,3}|iv|ph\.?d|m\.?d|mba|m\.?sc|esq)\.?$/i;

/**
 * A name as it is shown, of a text that is one: in one line, "Last, First" the other way round. Undefined when it
 * isn't one: empty, too long, a formula of a spreadsheet, an address, a web page.
 */
export function nameOf(text: string): string | undefined {
  if (text.length > maxLooked * 2) return undefined;
  const bare = unquoted(text).replace(/\s+/g, ' ');
  if (/^[-=+@]|[@<>]|:\/\//.test(bare) || !/\p{L}/u.test(bare)) return undefined;
  if (isNoName(bare) || /^n\/?a$/i.test(bare)) return undefined;
  const unended = bare.replace(/[ ,;]+$/, '').replace(/(\p{Ll}{3})\.$/u, '$1');
  const name = parseDisplayName(inReadingOrder(unended));
  return name.ok ? name.value : undefined;
}

function inReadingOrder(name: string): string {
  const [last = '', first = '', more] = name.split(/ ?, ?/);
  const isSwapped =
    first !== '' && last !== '' && more === undefined && !title.test(first) && isShort(name);
  return isSwapped ? `${first} ${last}` : name;
}

function isShort(name: string): boolean {
  return name.split(' ').length <= maxWords;
}

/** The name before an address: what its brackets or quotes leave no doubt of, else words that look like one. */
export function nameBefore(pieces: readonly Beside[], isBracketed: boolean): string | undefined {
  const own = pieces.at(-1)?.text.slice(-maxLooked) ?? '';
  const others = pieces.slice(0, -1).filter(isSeen);
  // A label of the address (Email:) is no name.
  if (wordsOf(own).some((word) => !isNoName(word))) {
    const [last, another] = others;
    // Lee, Ana <ana@example.com>
    const isSwapped = last?.by === ',' && !another && wholeName(last.text) && wholeName(own);
    if (isSwapped && !isQuoted(own)) return nameOf(`${wholeName(last.text)}, ${wholeName(own)}`);
    return isBracketed ? (clearName(own) ?? nameAtEnd(own)) : (wholeName(own) ?? nameAtEnd(own));
  }
  return nameInCells(others, -1);
}

/** The name behind an address. */
export function nameBehind(pieces: readonly Beside[]): string | undefined {
  const own = pieces[0]?.text.slice(0, maxLooked) ?? '';
  if (!isSeen({ text: own })) return nameInCells(pieces.slice(1).filter(isSeen), 0);
  const [, noted, quoted] = /^[\s"'>]*(?:\(([^()]*)\)|"([^"]+)")/.exec(own) ?? [];
  return nameOf(noted ?? quoted ?? '') ?? wholeName(own) ?? nameAtStart(own);
}

function isSeen({ text }: { text: string }): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

function isQuoted(text: string): boolean {
  return text.trim() !== unquoted(text);
}

/** First and last name in two cells, or the one that is nearest. */
function nameInCells(cells: readonly Beside[], nearest: 0 | -1): string | undefined {
  const names = cells
    .slice(nearest === 0 ? 0 : -20)
    .slice(0, 20)
    .flatMap(({ text }) => {
      const name = wholeName(text, true);
      return name === undefined ? [] : [name];
    });
  const areParts = names.length === 2 && names.every((name) => !name.includes(' '));
  return areParts ? nameOf(names.join(' ')) : names.at(nearest);
}

/** The name that a text is as a whole; one in small letters only where signs part it from everything else. */
function wholeName(text: string, mayBeSmall = false): string | undefined {
  if (text.length > maxLooked) return undefined;
  if (isQuoted(text)) return nameOf(text);
  const words = wordsOf(text.replace(/\([^()]*\)/g, ' '));
  const isSmall =
    words.length <= 3 && words.every((word) => isNameWord(word) && !capital.test(word));
  if (mayBeSmall && isSmall) return nameOf(words.join(' '));
  return words.every(isOfName) ? runName(words) : undefined;
}

/** What stands before angle brackets, if no word of it says that it is more than a name. */
function clearName(text: string): string | undefined {
  if (isQuoted(text)) return nameOf(text);
  const words = wordsOf(text);
  return words.length <= maxWords && words.every((word, index) => !isNoName(word, index))
    ? nameOf(words.join(' '))
    : undefined;
}

function nameAtEnd(text: string): string | undefined {
  const words = wordsOf(text);
  return runName(words.slice(words.findLastIndex((word, index) => !isOfName(word, index)) + 1));
}

function nameAtStart(text: string): string | undefined {
  const words = wordsOf(text);
  const end = words.findIndex((word, index) => !isOfName(word, index));
  return runName(end < 0 ? words : words.slice(0, end));
}

function runName(words: readonly string[]): string | undefined {
  const isName = words.length <= maxWords && words.some((word) => capital.test(word));
  return isName ? nameOf(words.join(' ')) : undefined;
}

/** The words of a text without bullets, numbers and labels. A formula has none. */
function wordsOf(text: string): string[] {
  if (/^\s*[=+@]/.test(text)) return [];
  const [, behindLabel = text] = /:\s+([^:]*\p{L}[^:]*)$/u.exec(text) ?? [];
  return behindLabel
    .replace(/^[^\p{L}]+/u, '')
    .replace(/[^\p{L}\p{M}.]+$/u, '')
    .split(/\s+/)
    .filter((word) => word !== '');
}

function isNoName(word: string, index = 0): boolean {
  const small = word.toLowerCase();
  const isSurname = index > 0 && capital.test(word);
  return noNames.has(small) || (roleWords.has(small) && !isSurname);
}

function isNameWord(word: string, index?: number): boolean {
  return nameWord.test(word) && !isNoName(word, index);
}

function isOfName(word: string, index?: number): boolean {
  return isNameWord(word, index) && (capital.test(word) || particles.has(word));
}
