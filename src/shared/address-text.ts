import { cleanPasted } from './pasted-text.ts';
import { type EmailAddress, parsePlainAddress } from './plain-address.ts';

/** What stands in a text with addresses, in its order. */
export type AddressToken =
  /** `named`: in angle brackets, so that the words before it are its owner's name. */
  | { readonly kind: 'address'; readonly to: EmailAddress; readonly named: boolean }
  /** Something that is meant as an address and can't be one; whole, so that it can be told. */
  | { readonly kind: 'wrong'; readonly typed: string }
  | { readonly kind: 'word'; readonly text: string }
  /** A semicolon or the end of a line: what comes before isn't about what comes after. */
  | { readonly kind: 'break' };

export interface AddressText {
  readonly tokens: readonly AddressToken[];
  /** Words in quotes or parentheses: names, as in `"Lee, Ana" <ana@example.com>` or `ana@example.com (Ana)`. */
  readonly asides: readonly string[];
}

/** Nothing longer is an address, even with all that is taken off it. */
const maxTokenLength = 400;

/** A name in quotes before angle brackets is no aside: it can be nothing else. */
const asidePattern = /"([^"@\n]{0,200})"(\s*<)?(?!@)|\((?!at\))([^()@\n]{0,200})\)(?!@)/gi;
const partPattern = /<([^<>]{0,400})>(?!@)|[^\s<]+|</g;

/**
 * Finds the addresses in a text as people paste it: lists from a mail program, a spreadsheet or a chat. An
 * address is never cut out of a longer word, so that nobody gets what was meant for somebody else. Takes
 * time in proportion to the text's length.
 */
export function readAddressText(text: string): AddressText {
  const asides: string[] = [];
  const rest = cleanPasted(text).replace(
    asidePattern,
    (_all, quoted?: string, bracket = '', noted?: string) => {
      const aside = (quoted ?? noted ?? '').trim();
      if (bracket === '' && aside !== '') asides.push(aside);
      return ` ${bracket}`;
    },
  );
  const tokens = rest
    .split(/[\r\n\u2028\u2029]+/)
    .flatMap((line, index) => [
      ...(index > 0 ? [{ kind: 'break' } as const] : []),
      ...[...line.matchAll(partPattern)].flatMap(([part, inBrackets]) =>
        inBrackets === undefined ? readWord(part) : readBrackets(inBrackets.trim()),
      ),
    ]);
  return { tokens: withMissedAddresses(tokens), asides };
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
    return isCompany || isName ? token : { kind: 'wrong', typed: token.text };
  });
  return read.reverse();
}

/** The address's domain, and those above it. */
function domainsOf({ address }: EmailAddress): string[] {
  const labels = address.slice(address.lastIndexOf('@') + 1).split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}

function readBrackets(inside: string): AddressToken[] {
  if (/\s/.test(inside)) return inside.split(/\s+/).flatMap(readWord);
  return readWord(inside).map((token) =>
    token.kind === 'address' ? { ...token, named: true } : token,
  );
}

/** Reads what stands between blanks: one address or word, or several with commas or semicolons alone. */
function readWord(word: string): AddressToken[] {
  const tokens: AddressToken[] = [];
  let separator = '';
  for (const part of word.split(/([,;])/)) {
    if (part === ';') tokens.push({ kind: 'break' });
    if (part === ',' || part === ';') separator = part;
    else if (part !== '') addPart(tokens, part, separator);
  }
  return tokens;
}

/** A comma within an address (zoe@example,com or ana,@example.com) doesn't make two of it. */
function addPart(tokens: AddressToken[], part: string, separator: string): void {
  const before = tokens.at(-1)?.kind === 'break' ? tokens.at(-2) : tokens.at(-1);
  const isMeantAsOne =
    (before?.kind === 'wrong' && !part.includes('@')) ||
    (before?.kind === 'word' && part.startsWith('@'));
  if (!before || !isMeantAsOne) {
    tokens.push(...readPart(part));
    return;
  }
  const start = before.kind === 'word' ? before.text : before.typed;
  tokens.splice(tokens.lastIndexOf(before));
  tokens.push({ kind: 'wrong', typed: `${start}${separator}${part}` });
}

function readPart(part: string): AddressToken[] {
  if (/@|^mailto:.+%40/i.test(part)) {
    const to = part.length > maxTokenLength ? undefined : addressIn(part);
    return [to ? { kind: 'address', to, named: false } : { kind: 'wrong', typed: part }];
  }
  // A label of the address behind it, or a sign between two of them (a bullet, a bar), says nothing.
  const isWord = /[\p{L}\p{M}\p{N}]/u.test(part) && !label.test(part);
  return isWord ? [{ kind: 'word', text: part }] : [];
}

const label = /^(?:mailto|e-?mail|mail|smtp):/i;

function addressIn(part: string): EmailAddress | undefined {
  const plain = parsePlainAddress(part);
  if (plain.ok) return plain.value;
  const bare = withoutSigns(part);
  const unlabelled = bare.replace(label, '');
  const meant = /^mailto:/i.test(bare)
    ? unescaped(unlabelled.replace(/(@[^?]*)\?.*$/, '$1'))
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
