import { type ListedRow, rowOf } from './address-line.ts';
import { readAddressText } from './address-text.ts';
import { entriesOf, shownMistake } from './listed-entries.ts';
import { type Beside, nameOf } from './listed-name.ts';

/** Which cell of a row says what; `count` is how many there are in all. */
export interface Columns {
  readonly email: number;
  readonly count: number;
  /** Undefined when no heading says where names and roles are: they are found by what they look like. */
  readonly others:
    | {
        readonly name: number;
        readonly first: number;
        readonly last: number;
        readonly role: number;
      }
    | undefined;
}

/** A row of a table: its cells, the sign between them, and the line in which it begins. */
export interface TableRow {
  readonly cells: readonly string[];
  readonly sign: string;
  readonly line: number;
}

/** What headings say; the best of several comes first, as an address may be that of a house. */
const headings = {
  email: [
    ...['email address', 'e mail address', 'email', 'e mail', 'e mail adresse', 'email adresse'],
    ...['mail address', 'mailadresse', 'mail adresse', 'mail', 'primary email', 'work email'],
    ...['user email', 'emailaddress', 'emailadresse', 'e mail 1 value', 'address'],
  ],
  name: ['full name', 'fullname', 'display name', 'real name', 'vollständiger name', 'name'],
  first: ['first name', 'firstname', 'given name', 'vorname'],
  last: ['last name', 'lastname', 'surname', 'family name', 'nachname', 'familienname'],
  role: ['role', 'rolle'],
} as const satisfies Record<string, readonly string[]>;

/** Reads a row as the heading of a table; undefined when none of its cells says that addresses are below. */
export function columnsOf(cells: readonly string[]): Columns | undefined {
  // No table has more columns; whatever has is no heading.
  if (cells.length > 500 || cells.some((cell) => cell.length > 200)) return undefined;
  const titles = cells.map((cell) =>
    cell
      .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim(),
  );
  const find = (names: readonly string[]): number =>
    titles.indexOf(names.find((name) => titles.includes(name)) ?? 'none');
  const email = find(headings.email);
  if (email < 0) return undefined;
  const { name, first, last, role } = headings;
  const others = { name: find(name), first: find(first), last: find(last), role: find(role) };
  return { email, count: cells.length, others };
}

/**
 * The rows that a row of a table is: one per address in its column of addresses. A text in there that holds none is a
 * mistake; without a text there is nobody, whatever the other cells hold.
 */
export function rowsOfCells(
  { email, others }: Columns,
  { cells, sign, line }: TableRow,
): ListedRow[] {
  const written = cells[email]?.trim() ?? '';
  const { clean, tokens } = readAddressText(written);
  const entries = entriesOf(clean, tokens);
  const [only, another] = entries;
  if (!only) {
    const typed = shownMistake(written);
    return /[\p{L}\p{N}@]/u.test(typed) ? [{ kind: 'wrong', line, typed }] : [];
  }
  if (another) return entries.map((entry) => rowOf(entry, line, [], []));
  const asCell = (text: string): Beside => ({ text, by: sign });
  const [own, rest] = [clean.slice(0, only.start), clean.slice(only.end)];
  if (!others) {
    const before = [...cells.slice(0, email).map(asCell), asCell(own)];
    return [rowOf(only, line, before, [asCell(rest), ...cells.slice(email + 1).map(asCell)])];
  }
  const row = rowOf(only, line, [asCell(own)], [asCell(rest)]);
  if (row.kind === 'wrong') return [row];
  const named = nameOf(cells[others.name] ?? '');
  const parts = [cells[others.first], cells[others.last]].map((part) => part?.trim() ?? '');
  const name = named ?? nameOf(parts.join(' ')) ?? row.name;
  const role = shownMistake(cells[others.role]?.toLowerCase() ?? '');
  return [{ ...row, name, role: role === '' ? undefined : role }];
}

/**
 * Whether nobody knows what the cells of a row are, as it has more of them than its table (there is a comma in a name)
 * or ends before its address. One without an address is none of these: others in it may be of somebody else.
 */
export function isShifted({ email, count }: Columns, cells: readonly string[]): boolean {
  const width = cells.findLastIndex((cell) => cell.trim() !== '') + 1;
  return width <= email || (width > count && cells[email]?.trim() !== '');
}
