/** The most bytes (UTF-8) that are looked at of what somebody typed into one field. */
export const maxTypedLength = 4096;

/**
 * Whether a typed text is longer than anything that we take. To be asked before it is normalised: NFKC makes
 * eighteen characters of some.
 */
export function isOverlong(typed: string): boolean {
  return typed.length > maxTypedLength || Buffer.byteLength(typed) > maxTypedLength;
}

/** With blanks for what spreadsheets and word processors put between cells and lines, where one line is asked for. */
export function inOneLine(typed: string): string {
  return typed.replace(/[\t\v\u0085\u2028\u2029]/g, ' ');
}

/**
 * What is seen of an address or a domain that was typed: none can hold what is taken out. Blanks stay, as they are seen.
 */
export function withoutUnseen(typed: string): string {
  return inOneLine(typed)
    .replace(/[\r\n]+/g, ' ')
    .replace(/[\p{Cc}\p{Cs}\p{DI}\u2800\uFFF9-\uFFFB\u{1D159}]/gu, '');
}

/** The beginning of a text for a field that takes so many UTF-16 units, without half a sign at its end. */
export function fitting(text: string, units: number): string {
  return text.slice(0, units).replace(/[\uD800-\uDBFF]$/, '');
}

/** The beginning of what was typed, for showing it again: as long as an email address may be (RFC 5321). */
export function shownAgain(typed: string): string {
  return Array.from(inOneLine(typed.slice(0, 1000)))
    .slice(0, 254)
    .join('');
}

/** What nobody sees; variation selectors and the tags of flags belong to the sign before them, which is seen. */
const invisible = /^(?!\p{VS}|[\u{E0020}-\u{E007F}])[\s\p{Z}\p{DI}\u{2800}\u{1D159}]$/u;

/**
 * Takes away what nobody sees around a text: blanks of every kind, and the zero-width signs and marks of
 * direction that come along when it is pasted.
 */
export function trimInvisible(text: string): string {
  const signs = Array.from(text);
  const isSeen = (sign: string): boolean => !invisible.test(sign);
  const first = signs.findIndex(isSeen);
  return first < 0 ? '' : signs.slice(first, signs.findLastIndex(isSeen) + 1).join('');
}
