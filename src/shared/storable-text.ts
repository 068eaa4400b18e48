/**
 * A text as both a database and JSON keep it: without NUL, which PostgreSQL refuses and nobody sees, and with the sign
 * for what could not be read (U+FFFD) for halves of signs.
 */
export function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
