import { shownAddress } from './email-address.ts';
import { cleanPasted } from './pasted-text.ts';

/** As long as an address may be (RFC 5321). */
const maxSearchLength = 254;

/**
 * What a list is searched for, of what somebody typed or pasted: the address in it, or the text as
 * {@link cleanPasted} has it; one line, never cut through the middle of a character.
 */
export function searchText(typed: string): string {
  const line = shownAddress(typed)
    .replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ')
    .trim();
  return line.slice(0, maxSearchLength).replace(/\p{Cs}/gu, '');
}

/** The blocks of Unicode with signs that word processors and keyboards put in the place of others, or unseen. */
const lookalikeBlocks = [
  [0xa0, 0xbb],
  [0x2b0, 0x2ff],
  [0x2000, 0x206f],
  [0x3000, 0x3002],
  [0xfe00, 0xfe0f],
  [0xfe50, 0xfe6b],
  [0xfeff, 0xff61],
] as const;

/**
 * For the translate() of a database, over texts that are kept as they were typed (names): signs that no search
 * text holds, and what it has in the place of each. Those without any come last, and are left out.
 */
export const searchSigns = replacedSigns();

function replacedSigns(): { readonly from: string; readonly to: string } {
  const replaced = lookalikeBlocks
    .flatMap(([first, last]) =>
      Array.from({ length: last - first + 1 }, (_, index) => String.fromCharCode(first + index)),
    )
    // Within a word, where a quote is an apostrophe.
    .map((sign) => ({ sign, plain: cleanPasted(`x${sign}`).slice(1).replace(/\s/gu, ' ') }))
    .filter(({ sign, plain }) => plain !== sign && plain.length <= 1)
    .sort((one, other) => other.plain.length - one.plain.length);
  return {
    from: replaced.map(({ sign }) => sign).join(''),
    to: replaced.map(({ plain }) => plain).join(''),
  };
}
