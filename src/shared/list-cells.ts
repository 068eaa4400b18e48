import type { Place } from './address-text.ts';

/** A cell of a line, and the sign that ends it; '' where the line ends. */
export interface Cell extends Place {
  readonly by: string;
}

/** What may stand between two cells of a list that was pasted. */
export const cellSigns = '\t,;|';

/** Quoted or in parentheses, in which no sign ends a cell; other text; or one sign. */
const piecePattern = /"[^"]{0,200}"(?=[\s<),;|]|$)|\([^()]{0,200}\)|[^"(\t,;|]+|["(]|[\t,;|]/g;

/** The cells of a line, one behind the other, parted by any of these signs. Never none. */
export function cellsOf(line: string, signs: string): Cell[] {
  const cells: Cell[] = [];
  let start = 0;
  for (const { 0: piece, index } of line.matchAll(piecePattern)) {
    if (piece.length > 1 || !cellSigns.includes(piece) || !signs.includes(piece)) continue;
    cells.push({ start, end: index, by: piece });
    start = index + 1;
  }
  return [...cells, { start, end: line.length, by: '' }];
}

/** What each cell of a line says, without blanks and quotes around it. */
export function cellTexts(line: string, signs: string): string[] {
  return cellsOf(line, signs).map(({ start, end }) => unquoted(line.slice(start, end)));
}

/** A text without blanks and a pair of double quotes around it. */
export function unquoted(text: string): string {
  const bare = text.trim();
  return bare.length > 1 && bare.startsWith('"') && bare.endsWith('"')
    ? bare.slice(1, -1).replaceAll('""', '"').trim()
    : bare;
}
