import { type Line, type ListedPerson, type ListedRow, rowsOfLine } from './address-line.ts';
import { readAddressText } from './address-text.ts';
import { cellSigns, cellTexts } from './list-cells.ts';
import { type Columns, columnsOf, isShifted, rowsOfCells } from './list-columns.ts';
import { type Entry, entriesOf } from './listed-entries.ts';
import { asTyped } from './mrkdwn.ts';

/** Whom a list names, in its order: each address once, and whatever was meant as one and is none. */
export interface AddressList {
  readonly rows: readonly ListedRow[];
  /** How many more rows said the same address again. */
  readonly repeated: number;
}

const maxHeadingLength = 2000;
/** A line, or what ends some. */
const linePattern = /[^\r\n\u2028\u2029]+|[\r\n\u2028\u2029]+/g;

/** A heading, and the sign between its cells and those below. */
interface Table {
  readonly columns: Columns;
  readonly sign: string;
}

/**
 * Reads a list as people paste it: out of a mail program, a spreadsheet, a chat or a letter, with names, roles, bullets
 * and numbers around the addresses. Finds those and passes over the rest; without anything that looks like an address
 * there are no rows. Never throws; takes time in proportion to the text's length.
 */
export function readAddressList(text: string): AddressList {
  const { clean, tokens } = readAddressText(asTyped(text));
  const rows: ListedRow[] = [];
  let table: Table | undefined;
  for (const line of linesOf(clean, entriesOf(clean, tokens))) {
    if (line.entries.length > 0) {
      // Words that only looked like a heading.
      if (table && rows.length === 0 && !isRowOf(table, clean, line)) table = undefined;
      for (const row of rowsIn(clean, line, table)) rows.push(row);
    } else if (rows.length === 0) {
      table = headingIn(clean.slice(line.start, line.end)) ?? table;
    }
  }
  return listOf(rows);
}

/** A list of rows in their order: of those with the same address the first, with what the others say besides. */
export function listOf(rows: readonly ListedRow[]): AddressList {
  const kept: ListedRow[] = [];
  const places = new Map<string, { at: number; person: ListedPerson }>();
  for (const row of rows) {
    const known = row.kind === 'address' ? places.get(row.to.address) : undefined;
    if (row.kind === 'address' && known) {
      const { person, at } = known;
      const name = person.name ?? row.name;
      const merged = { ...person, name, role: person.role ?? row.role };
      kept[at] = merged;
      places.set(row.to.address, { at, person: merged });
      continue;
    }
    if (row.kind === 'address') places.set(row.to.address, { at: kept.length, person: row });
    kept.push(row);
  }
  return { rows: kept, repeated: rows.length - kept.length };
}

/** The lines of a text that aren't empty, with whom each names. */
function linesOf(clean: string, entries: readonly Entry[]): Line[] {
  const lines: Line[] = [];
  let number = 1;
  let next = 0;
  for (const { 0: piece, index: start } of clean.matchAll(linePattern)) {
    if (/^[\r\n\u2028\u2029]/.test(piece)) {
      number += piece.length - (piece.match(/\r\n/g)?.length ?? 0);
      continue;
    }
    const [first, end] = [next, start + piece.length];
    while ((entries[next]?.start ?? clean.length) < end) next += 1;
    lines.push({ number, start, end, entries: entries.slice(first, next) });
  }
  return lines;
}

function headingIn(line: string): Table | undefined {
  if (line.length > maxHeadingLength || !/mail|address/i.test(line)) return undefined;
  if (!/[\t,;|]/.test(line)) return undefined;
  const tables = [...cellSigns].flatMap((sign): Table[] => {
    const columns = columnsOf(cellTexts(line, sign));
    return columns ? [{ columns, sign }] : [];
  });
  const widest = Math.max(...tables.map(({ columns }) => columns.count));
  return widest > 1 ? tables.find(({ columns }) => columns.count === widest) : undefined;
}

function isRowOf({ columns, sign }: Table, clean: string, { start, end }: Line): boolean {
  return cellTexts(clean.slice(start, end), sign)[columns.email]?.includes('@') ?? false;
}

/** The rows of a line with entries: by the columns of the table, if it has an address where it belongs. */
function rowsIn(clean: string, line: Line, table: Table | undefined): ListedRow[] {
  if (!table) return rowsOfLine(clean, line);
  const cells = cellTexts(clean.slice(line.start, line.end), table.sign);
  const rows = rowsOfCells(table.columns, { cells, sign: table.sign, line: line.number });
  const isFound = rows.some(({ kind }) => kind === 'address');
  return isFound || !isShifted(table.columns, cells) ? rows : rowsOfLine(clean, line);
}
