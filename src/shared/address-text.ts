import { cleanPasted } from './pasted-text.ts';
import { type EmailAddress, parsePlainAddress } from './plain-address.ts';

/** Where something stands in the clean text, with the brackets and signs around it. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** What stands in a text with addresses, in its order. */
export type AddressToken =
  /** `named`: in angle brackets, so that the words before it are its owner's name. */
  | ({ readonly kind: 'address'; readonly to: EmailAddress; readonly named: boolean } & Place)
  /** Something that is meant as an address and can't be one; whole, so that it can be told. */
  | ({ readonly kind: 'wrong'; readonly typed: string } & Place)
  | ({ readonly kind: 'word'; readonly text: string } & Place)
  /** A semicolon or the end of a line: what comes before isn't about what comes after. */
  | { readonly kind: 'break' };

export interface AddressText {
  /** The text that the places are in: without what nobody sees, with plain signs, in the same lines. */
  readonly clean: string;
  readonly tokens: readonly AddressToken[];
  /** Words in quotes or parentheses: names, as in `"Lee, Ana" <ana@example.com>` or `ana@example.com (Ana)`. */
  readonly asides: readonly string[];
}

/** Nothing longer is an address, even with all that is taken off it. */
const maxTokenLength = 400;

/** A name in quotes before angle brackets is no aside: it can be nothing else. */
const asidePattern = /"([^"@\n]{0,200})"(\s*<)?(?!@)|\((?!at\))([^()@\n]{0,200})\)(?!@)/gi;
const partPattern = /<([^<>]{0,400})>(?!@)|[^\s<]+|</g;
const linePattern = /[^\r\n\u2028\u2029]+/g;

/**
 * Finds the addresses in a text as people paste it: lists from a mail program, a spreadsheet or a chat. An
 * address is never cut out of a longer word, so that nobody gets what was meant for somebody else. Takes
 * time in proportion to the text's length.
 */
export function readAddressText(text: string): AddressText {
  const asides: string[] = [];
  const clean = cleanPasted(text);
  // What is passed over becomes as many blanks, so that everything else stays where it is.
  const rest = clean.replace(asidePattern, (all, quoted?: string, bracket = '', noted?: string) => {
    const aside = (quoted ?? noted ?? '').trim();
    if (bracket === '' && aside !== '') asides.push(aside);
    return `${' '.repeat(all.length - bracket.length)}${bracket}`;
  });
  const tokens: AddressToken[] = [];
  for (const { 0: line, index: start } of rest.matchAll(linePattern)) {
    if (start > 0) tokens.push({ kind: 'break' });
    for (const { 0: part, 1: inBrackets, index } of line.matchAll(partPattern)) {
      if (inBrackets === undefined) readWord(tokens, part, start + index);
      else readBrackets(tokens, inBrackets, start + index);
    }
  }
  return { clean, tokens: withMissedAddresses(tokens), asides };
}

/** A domain by itself: of several parts, or of two with a first one that is no abbreviation (St.Ives, Dr.med). */
const bareDomain = /^(?:(?:[\p{L}\p{N}-]+\.){2,}|[\p{L}\p{N}-]{4,}\.)\p{Ll}{2,}$/u;
/** Something like ana(at)example.com. */
const spelledAt = /^[^\s()[\]{}]+(?:\(at\)|\[at\]|\{at\})[^\s()[\]{}]+$/i;

function isMissed(word: string): boolean {
  return bareDomain.test(word) || spelledAt.test(word);
}

/** Words that were meant as addresses are wrong ones; a domain may be somebody's name or company, though. */
function withMissedAddresses(tokens: readonly AddressToken[]): AddressToken[] {
  const companies = new Set(
    tokens.flatMap((token) => (token.kind === 'address' ? domainsOf(token.to) : [])),
  );
  let after: AddressToken | undefined;
  const read = tokens.toReversed().map((token): AddressToken => {
    if (token.kind !== 'word') after = token;
    if (token.kind !== 'word' || !isMissed(token.text)) return token;
    const isName = after?.kind === 'address' && after.named;
    const isCompany = companies.has(token.text.toLowerCase());
    if (isCompany || isName) return token;
    return { kind: 'wrong', typed: token.text, start: token.start, end: token.end };
  });
  return read.reverse();
}

/** The address's domain, and those above it. */
function domainsOf({ address }: EmailAddress): string[] {
  const labels = address.slice(address.lastIndexOf('@') + 1).split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}

/** Slack writes <mailto:ana@example.com|ana@example.com>: where it leads, and what is shown of it. */
const shownOfLink = /^(mailto:[^|]+)\|.*$/is;

/** What stands in angle brackets that open at a place. One address by itself has the brackets to it. */
function readBrackets(tokens: AddressToken[], inside: string, start: number): void {
  const words = [...inside.replace(shownOfLink, '$1').matchAll(/\S+/g)];
  const found: AddressToken[] = [];
  for (const { 0: word, index } of words) readWord(found, word, start + 1 + index);
  const place = { start, end: start + inside.length + 2 };
  for (const token of found) {
    const isNamed = token.kind === 'address' && words.length === 1;
    const isAlone = found.length === 1 && token.kind !== 'break';
    tokens.push({ ...token, ...(isNamed && { named: true }), ...(isAlone && place) });
  }
}

/** Reads what stands between blanks: one address or word, or several with commas or semicolons alone. */
function readWord(tokens: AddressToken[], word: string, start: number): void {
  const first = tokens.length;
  let separator = '';
  for (const { 0: part, index } of word.matchAll(/[,;]|[^,;]+/g)) {
    if (part === ';') tokens.push({ kind: 'break' });
    if (part === ',' || part === ';') separator = part;
    else addPart(tokens, first, { part, separator, start: start + index });
  }
}

/** A comma within an address (zoe@example,com or ana,@example.com) doesn't make two of it. */
function addPart(
  tokens: AddressToken[],
  first: number,
  { part, separator, start }: { part: string; separator: string; start: number },
): void {
  const isBroken = tokens.length > first && tokens.at(-1)?.kind === 'break';
  const at = tokens.length - (isBroken ? 2 : 1);
  const before = at < first ? undefined : tokens[at];
  const end = start + part.length;
  if (before?.kind === 'wrong' && !part.includes('@')) {
    tokens.length = at;
    tokens.push({ ...before, typed: `${before.typed}${separator}${part}`, end });
  } else if (before?.kind === 'word' && part.startsWith('@')) {
    tokens.length = at;
    const typed = `${before.text}${separator}${part}`;
    tokens.push({ kind: 'wrong', typed, start: before.start, end });
  } else {
    const read = readPart(part, { start, end });
    if (read) tokens.push(read);
  }
}

function readPart(part: string, place: Place): AddressToken | undefined {
  if (/@|^mailto:.+%40/i.test(part)) {
    const to = part.length > maxTokenLength ? undefined : addressIn(part);
    return to
      ? { kind: 'address', to, named: false, ...place }
      : { kind: 'wrong', typed: part, ...place };
  }
  // A label of the address behind it, or a sign between two of them (a bullet, a bar), says nothing.
  const isWord = /[\p{L}\p{M}\p{N}]/u.test(part) && !label.test(part);
  return isWord ? { kind: 'word', text: part, ...place } : undefined;
}

const label = /^(?:mailto|e-?mail|mail|smtp):/i;

function addressIn(part: string): EmailAddress | undefined {
  // Every domain has a dot; most of what is odd has none, and costs no closer look.
  if (!/\.|%2e/i.test(part)) return undefined;
  const plain = parsePlainAddress(part);
  if (plain.ok) return plain.value;
  const bare = withoutSigns(part);
  const unlabelled = bare.replace(label, '');
  const meant = /^mailto:/i.test(bare)
    ? unescaped(unlabelled.replace(/((?:@|%40)[^?]*)\?.*$/, '$1'))
    : unlabelled;
  const found = parsePlainAddress(meant);
  return found.ok ? found.value : undefined;
}

/** The signs in pairs that may stand at the start of an address, too: taken off only with their other half. */
const pairs = new Map(Object.entries({ "'": "'", '*': '*', _: '_', '~': '~', '`': '`', '{': '}' }));

/** What was written without the signs around it. */
function withoutSigns(part: string): string {
  const [behind = ''] = /[^\p{L}\p{M}\p{N}]*$/u.exec(part) ?? [];
  let bare = part.slice(0, part.length - behind.length);
  for (const sign of [...behind].reverse()) {
    bare = withoutOpening(bare);
    if (pairs.get(bare[0] ?? '') === sign) bare = bare.slice(1);
  }
  return withoutOpening(bare);
}

/** Without the signs that never begin an address. A full stop stays: what would stand before it is missing. */
function withoutOpening(text: string): string {
  return text.replace(/^[^\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~@.-]+/u, '');
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
