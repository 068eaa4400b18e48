import { type AddressToken, readAddressText } from './address-text.ts';
import { done, type Outcome, refused } from './outcome.ts';
import { cleanPasted } from './pasted-text.ts';
import { type EmailAddress, type EmailProblem, parsePlainAddress } from './plain-address.ts';

/** Nobody means one address by more than this. */
const maxTypedLength = 1000;

/**
 * Reads the one address that a person typed or pasted, with what may stand around it (a name, brackets,
 * quotes, mailto, a full stop, signs that nobody sees); says what is wrong with it otherwise. Loose words
 * beside it are refused, because they may be part of it.
 */
export function parseEmailAddress(typed: string): Outcome<EmailAddress, EmailProblem> {
  if (typed.length > maxTypedLength) return refused('too_long');
  const text = cleanPasted(typed).trim();
  const plain = parsePlainAddress(text);
  if (plain.ok) return plain;
  const { tokens } = readAddressText(text);
  const [found, another] = tokens.filter(({ kind }) => kind === 'address' || kind === 'wrong');
  const isClear = found?.kind === 'address' && !another && looseWords(tokens).length === 0;
  return isClear ? done(found.to) : plain;
}

/** What was typed as an address, for showing it and for looking it up: the address, if it is one. */
export function shownAddress(typed: string): string {
  const read = parseEmailAddress(typed);
  return read.ok
    ? read.value.email
    : cleanPasted(typed.slice(0, maxTypedLength)).trim().slice(0, 300);
}

/** The words that are no name before an address in angle brackets. */
function looseWords(tokens: readonly AddressToken[]): string[] {
  const loose: string[] = [];
  let before: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'word') {
      before.push(token.text);
      continue;
    }
    if (token.kind !== 'address' || !token.named) loose.push(...before);
    before = [];
  }
  return [...loose, ...before];
}
