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
