import { CsvError, parse } from 'csv-parse/sync';
import type { ListedRow } from '../shared/address-line.ts';
import { type AddressList, listOf, readAddressList } from '../shared/address-list.ts';
import { cellTexts } from '../shared/list-cells.ts';
import {
  type Columns,
  columnsOf,
  isShifted,
  rowsOfCells,
  type TableRow,
} from '../shared/list-columns.ts';
import { done, type Outcome, refused } from '../shared/outcome.ts';
import { readFileText } from './file-text.ts';
import { type ListFileProblem, maxListRows } from './list-file-rules.ts';

/** Signs between cells; the first that fits is taken. */
const signs = ['\t', ';', ','] as const;
/** A heading stands within these, below titles and empty lines. */
const maxLinesBefore = 10;
/** So many lines are looked at where there is no heading. */
const sampleSize = 50;
/** With all that is no row: titles, empty lines, lines within cells. */
const maxLines = 4 * maxListRows;
/** No row of a table is longer; whatever is, is text. */
const maxLineLength = 10_000;

/** Nobody writes a letter about more people than may be in a list; looking for them would take seconds. */
const maxTextLength = 2_000_000;

/** How a table is read: its sign, its columns, and the line below which its rows begin. */
interface Table {
  readonly sign: string;
  readonly columns: Columns;
  readonly below: number;
}

/**
 * Reads the people of a file: a table (CSV) with a heading or without, or any text with addresses. A row that can't be
 * read costs no other. Refused when nobody can tell who is meant, with what is wrong.
 */
export function readListFile(bytes: Uint8Array): Outcome<AddressList, ListFileProblem> {
  const read = readFileText(bytes);
  if (!read.ok) return read;
  const text = withoutEnd(read.value.replace(/\r\n?/g, '\n'));
  const lines = text.split('\n');
  if (lines.length > maxLines) return refused({ why: 'too_many_rows' });
  if (text.split('@').length > maxLines) return refused({ why: 'too_many_rows' });
  const table = tableOf(lines);
  if (!table && text.length > maxTextLength) return refused({ why: 'too_large' });
  const list = table ? readTable(text, table) : done(readAddressList(text));
  if (!list.ok) return list;
  const { rows, repeated } = list.value;
  if (rows.length + repeated > maxListRows) return refused({ why: 'too_many_rows' });
  return rows.length === 0 ? refused({ why: 'no_addresses' }) : list;
}

/** Without the rows of nothing that spreadsheets write below the last one. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ' \t\n;,"'.includes(text.charAt(end - 1))) end -= 1;
  // A quote that closes the last cell is part of it.
  return text.slice(0, end) + (text.charAt(end) === '"' ? '"' : '');
}

function tableOf(lines: readonly string[]): Table | undefined {
  if (lines.some((line) => line.length > maxLineLength)) return undefined;
  return tableByHeading(lines) ?? tableByLooks(lines);
}

function tableByHeading(lines: readonly string[]): Table | undefined {
  for (const [index, line] of lines.slice(0, maxLinesBefore).entries()) {
    if (line.includes('@')) return undefined;
    const below = index + 1;
    const tables = signs.flatMap((sign): Table[] => {
      const columns = columnsOf(cellTexts(line, sign));
      return columns && holdsAddress(lines.slice(below), sign, columns.email)
        ? [{ sign, columns, below }]
        : [];
    });
    const widest = Math.max(...tables.map(({ columns }) => columns.count));
    const found = tables.find(({ columns }) => columns.count === widest);
    if (found) return found;
  }
  return undefined;
}

/** Whether a column holds anything like an address: if not, words only looked like a heading. */
function holdsAddress(lines: readonly string[], sign: string, column: number): boolean {
  return lines.some((line) => cellTexts(line, sign)[column]?.includes('@'));
}

/**
 * A table without heading: its rows have the same number of cells, and the first column in which most have an @ is
 * that of the addresses. Where they all have one, it is a list of several addresses in a line.
 */
function tableByLooks(lines: readonly string[]): Table | undefined {
  const sample = lines.filter((line) => line.trim() !== '').slice(0, sampleSize);
  for (const sign of signs) {
    const rows = sample.map((line) => cellTexts(line, sign));
    const count = rows[Math.floor(rows.length / 2)]?.length ?? 0;
    const alike = rows.filter((cells) => cells.length === count);
    if (count < 2 || alike.length < rows.length * 0.8) continue;
    const holdsAddresses = Array.from({ length: count }, (_, column) => {
      const holding = alike.filter((cells) => cells[column]?.includes('@'));
      return holding.length * 2 >= alike.length;
    });
    const email = holdsAddresses.indexOf(true);
    const areAll = alike.every((cells) => cells.every((cell) => cell === '' || cell.includes('@')));
    if (email >= 0 && !areAll)
      return { sign, columns: { email, count, others: undefined }, below: 0 };
  }
  return undefined;
}

function readTable(text: string, table: Table): Outcome<AddressList, ListFileProblem> {
  const parsed = rowsOf(text, table.sign);
  if (!parsed.ok) return parsed;
  const torn = parsed.value.find((row) => isTorn(row, table));
  if (torn) return refused({ why: 'unclosed_quote', line: torn.line });
  const { columns, below } = table;
  const rows = parsed.value
    .filter(({ cells, line }) => line > below && cells.some((cell) => cell.trim() !== ''))
    // The names of columns in words that we don't know.
    .filter(({ cells }, index) => columns.others || index > 0 || cells.join('').includes('@'))
    .flatMap((row) => listedRows(columns, row));
  return done(listOf(rows));
}

/** A row whose cells don't keep to the table is read as text when its address isn't where it should be. */
function listedRows(columns: Columns, row: TableRow): ListedRow[] {
  const { cells, sign, line } = row;
  const rows = rowsOfCells(columns, row);
  if (!isShifted(columns, cells) || rows.some(({ kind }) => kind === 'address')) return rows;
  const found = readAddressList(cells.join(`${sign} `).replaceAll('\n', ' ')).rows;
  return found.length > 0 ? found.map((each) => ({ ...each, line })) : rows;
}

/** Whether a quote that wasn't closed made one of several rows: a line within a cell is a row. */
function isTorn({ cells }: TableRow, { sign, columns }: Table): boolean {
  const isRow = (line: string): boolean =>
    line.includes('@') && line.split(sign).length >= Math.max(2, columns.count - 1);
  return cells.some((cell) => cell.includes('\n') && cell.split('\n').some(isRow));
}

function rowsOf(text: string, sign: string): Outcome<TableRow[], ListFileProblem> {
  // The lines in which rows end: the next one begins below.
  const ends = [0];
  try {
    const records = parse(text, {
      delimiter: sign,
      record_delimiter: '\n',
      relax_column_count: true,
      relax_quotes: true,
      ltrim: true,
      onRecord: (record: string[], { lines }) => {
        ends.push(lines);
        return record;
      },
    });
    return done(records.map((cells, index) => ({ cells, sign, line: (ends[index] ?? 0) + 1 })));
  } catch (error) {
    if (!(error instanceof CsvError) || error.code !== 'CSV_QUOTE_NOT_CLOSED') throw error;
    return refused({ why: 'unclosed_quote', line: (ends.at(-1) ?? 0) + 1 });
  }
}
