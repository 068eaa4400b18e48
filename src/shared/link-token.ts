/** What may be left behind a link: marks, symbols, accents, what was escaped again. Never a letter or digit. */
const tail = String.raw`(?:%(?:25)*[0-9A-Fa-f]{2}|[\p{P}\p{S}\p{M}])*`;

/**
 * Takes the token out of the last part of a link as people paste it: with a full stop, a bracket or a blank
 * behind it, broken by a line or by signs that nobody sees. Undefined when there is none of that length. Says
 * nothing about whether it is genuine; what it gives can stand in an address as it is.
 */
export function tokenIn(pasted: string, length: number): string | undefined {
  // Longer than any link with all that is escaped behind it.
  if (pasted.length > 1000) return undefined;
  const visible = pasted.replace(/[\s\p{Default_Ignorable_Code_Point}]+/gu, '');
  return new RegExp(`^([A-Za-z0-9_-]{${length}})${tail}$`, 'u').exec(visible)?.[1];
}
