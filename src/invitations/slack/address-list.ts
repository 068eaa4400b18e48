import { type AddressToken, readAddressText } from '../../shared/address-text.ts';
import { isRoleWord } from './command-words.ts';

/** What stands in the dialog's field: an address, right or wrong, or words that may be part of one. */
export interface ListedAddress {
  readonly typed: string;
  /** `words`: no address; `parts`: an address with a word before it that may belong to it; `role`: a role. */
  readonly unclear?: 'words' | 'parts' | 'role';
}

/** Words that say nothing between addresses, and numbers of a list. */
const nothing = /^(?:and|to|cc|bcc|from|\p{N}+)[.:)]*$/iu;
/** What might be the beginning of an address that a blank broke. */
const localPart = /^[\p{L}\p{M}\p{N}._%+-]+$/u;

/**
 * The addresses of a list as it was pasted, each once, in their order. Names beside them are passed over; whatever
 * else isn't clear is listed, so that it can be told and costs nobody else. A text with fewer than two addresses is
 * one, as it is: words beside a single address may be part of it.
 */
export function listedAddresses(typed: string): ListedAddress[] {
  const { tokens } = readAddressText(typed);
  if (tokens.filter((token) => isEntry(token)).length < 2) return [{ typed }];
  const listed = new Map<string, ListedAddress>();
  let words: string[] = [];
  for (const token of [...tokens, { kind: 'break' } as const]) {
    if (token.kind === 'word') {
      words.push(token.text);
      continue;
    }
    for (const each of entriesOf(words, token)) {
      const name = token.kind === 'address' && !each.unclear ? token.to.address : each.typed;
      if (!listed.has(name)) listed.set(name, each);
    }
    words = [];
  }
  return [...listed.values()];
}

type Entry = Extract<AddressToken, { kind: 'address' | 'wrong' }>;

function isEntry(token: AddressToken): token is Entry {
  return token.kind === 'address' || token.kind === 'wrong';
}

/** What stands between an address or break and the next one, with that one. */
function entriesOf(words: readonly string[], token: AddressToken): ListedAddress[] {
  const typed = isEntry(token) ? typedOf(token) : undefined;
  const itself = typed === undefined ? [] : [{ typed }];
  if (token.kind === 'address' && token.named) return itself;
  const role = words.find((word) => isRoleWord(word));
  if (role !== undefined) return [{ typed: role, unclear: 'role' }, ...itself];
  const telling = words.filter((word) => !nothing.test(word));
  const [first = ''] = telling;
  // A name begins with a capital, or its script has none.
  if (telling.length === 0 || /^[\p{Lu}\p{Lt}\p{Lo}]/u.test(first)) return itself;
  // Directly before an address, these may be its beginning.
  const start = typed === undefined ? telling.length : telling.findLastIndex(isNoPart) + 1;
  const [before, parts] = [telling.slice(0, start).join(' '), telling.slice(start).join(' ')];
  return [
    ...(before === '' ? [] : [{ typed: before, unclear: 'words' } as const]),
    ...(parts === '' ? itself : [{ typed: `${parts} ${typed}`, unclear: 'parts' } as const]),
  ];
}

function isNoPart(word: string): boolean {
  return !localPart.test(word);
}

function typedOf(entry: Entry): string {
  return entry.kind === 'address' ? entry.to.email : entry.typed;
}
