/** A code as somebody typed or pasted it, whatever digits their keyboard has, without blanks, hyphens and unseen signs. */
export function bareCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .replace(/[\s\p{P}\p{Cf}]/gu, '')
    .replace(/\p{Nd}/gu, (sign) => String(digitOf(sign)));
}

/** In Unicode the ten digits of a script stand in a row, the zero first. */
function digitOf(sign: string): number {
  const at = sign.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(at - value - 1))) value += 1;
  return value;
}
