import type { AddressToken, Place } from './address-text.ts';
import type { EmailAddress } from './plain-address.ts';
import { shownAgain, withoutUnseen } from './typed-text.ts';

/** Somebody whom a list names: by an address, or by what was meant as one and is none. */
export type Entry =
  | ({ readonly kind: 'address'; readonly to: EmailAddress; readonly named: boolean } & Place)
  | ({ readonly kind: 'wrong'; readonly typed: string } & Place);

/** How some write the @ to hide it from robots. */
const spelledAt = /[([{]at[)\]}]/i;
const domain = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+$/u;

/**
 * Whom the words of a text name, in their order. Nobody is named without an @: a domain by itself may be a company
 * or a website. What blanks have broken (`ana @ example.com`) is one.
 */
export function entriesOf(clean: string, tokens: readonly AddressToken[]): Entry[] {
  const entries: Entry[] = [];
  let before: Place | undefined;
  for (const token of tokens) {
    if (token.kind === 'break') {
      before = undefined;
      continue;
    }
    const last = entries.at(-1);
    if (token.kind === 'address') entries.push(token);
    else if (last?.kind === 'wrong' && isCutBehind(last) && isNext(clean, last, token, domain)) {
      entries.splice(-1, 1, wrongAt(clean, { start: last.start, end: token.end }));
    } else if (isMeant(clean.slice(token.start, token.end))) {
      const isBroken = before && isCut(clean, token) && areBeside(clean, before, token);
      const start = before && isBroken ? before.start : token.start;
      entries.push(wrongAt(clean, { start, end: token.end }));
    }
    before = token.kind === 'word' ? token : undefined;
  }
  return entries.filter((entry) => entry.kind === 'address' || /[\p{L}\p{N}]/u.test(entry.typed));
}

function isMeant(text: string): boolean {
  return text.includes('@') || /^mailto:.+%40/i.test(text) || spelledAt.test(text);
}

/** Whether it begins with its @, and isn't somebody's name in a chat (@bob). */
function isCut(clean: string, { start, end }: Place): boolean {
  const text = clean.slice(start, Math.min(end, start + 300));
  return /^(?:@|[([{]at[)\]}])(?:$|[^@]*\.)/i.test(text);
}

function isCutBehind({ typed }: { typed: string }): boolean {
  return /(?:@|[([{]at[)\]}])$/i.test(typed.slice(-10));
}

function isNext(clean: string, last: Place, next: Place, pattern: RegExp): boolean {
  return areBeside(clean, last, next) && pattern.test(clean.slice(next.start, next.end));
}

/** Whether nothing but one or two blanks stands between them. */
function areBeside(clean: string, one: Place, next: Place): boolean {
  return next.start - one.end <= 2 && /^[ \u00A0]+$/.test(clean.slice(one.end, next.start));
}

/** What is shown, and kept, of what was written by mistake: its beginning, without what nobody sees. */
export function shownMistake(text: string): string {
  return withoutUnseen(shownAgain(text)).trim();
}

function wrongAt(clean: string, { start, end }: Place): Entry {
  const bare = clean.slice(start, end).replace(/^<\s*([^<>]*?)\s*>$/, '$1');
  return { kind: 'wrong', typed: shownMistake(meantPart(bare)), start, end };
}

/**
 * What was meant as the address in a row of cells without blanks: `zoe@example,com` of `zoe@example,com,admin`, and
 * `bob@` of `bob@,Bob,admin`.
 */
function meantPart(text: string): string {
  const at = text.indexOf('@');
  const comma = text.slice(at).search(/[,;]/);
  if (at < 0 || comma < 0) return text;
  const [domainStart, rest] = [text.slice(at + 1, at + comma), text.slice(at + comma + 1)];
  const [next = ''] = rest.split(/[,;]/, 1);
  const isCutInDomain = domainStart !== '' && !domainStart.includes('.');
  const isRestOfIt = /^(?:[\p{L}\p{N}-]{1,63}\.)*\p{Ll}{2,4}$/u.test(next);
  const length = at + comma + (isCutInDomain && isRestOfIt ? 1 + next.length : 0);
  return text.slice(0, length);
}
