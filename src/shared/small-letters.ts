/** Capitals of ASCII, Latin, Greek, Cyrillic and Armenian, among the small letters of these; the final sigma and the dotless i. */
const letters = /[A-Z\u00C0-\u00DE\u0100-\u024F\u0370-\u052F\u0531-\u0556\u1E00-\u1FFF]/gu;

/**
 * The text in small letters, one by one, as the function searchable_name of the database has them: to lower a whole text is
 * another thing in each language, and in each database.
 */
export function smallLetters(text: string): string {
  return text.replace(letters, smallLetter);
}

function smallLetter(letter: string): string {
  // Of Turkish: in a text in capitals without dots, nobody can tell which of the two an I stands for.
  if (letter === '\u0130' || letter === '\u0131') return 'i';
  return letter === '\u03C2' ? '\u03C3' : letter.toLowerCase();
}
