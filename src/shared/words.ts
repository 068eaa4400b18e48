/** A sentence in pieces: the marked ones, names mostly, stand out where that can be shown. */
export type Words = readonly (string | { readonly strong: string })[];

/** The sentence where nothing can stand out. */
export function plainWords(words: Words): string {
  return words.map((piece) => (typeof piece === 'string' ? piece : piece.strong)).join('');
}
