import type { Place } from './address-text.ts';
import { type Cell, cellSigns, cellsOf } from './list-cells.ts';
import type { Entry } from './listed-entries.ts';
import { type Beside, nameBefore, nameBehind } from './listed-name.ts';
import type { EmailAddress } from './plain-address.ts';

/** What a list says of one person, with the line in which it says so; the first is 1. */
export type ListedRow = ListedPerson | ListedMistake;

/** `role` as it is written, in small letters. */
export interface ListedPerson {
  readonly kind: 'address';
  readonly line: number;
  readonly to: EmailAddress;
  readonly name: string | undefined;
  readonly role: string | undefined;
}

/** Something that is meant as an address and is none. */
interface ListedMistake {
  readonly kind: 'wrong';
  readonly line: number;
  readonly typed: string;
}

/** What stands before, between and behind the entries of a line: one more than these. */
type Gap = readonly Beside[];

/** A line as it was pasted: where it stands in the clean text, its number, and whom it names. */
export interface Line extends Place {
  readonly number: number;
  readonly entries: readonly Entry[];
}

/** The rows of a line without columns that are known: names and roles are found by where they stand. */
export function rowsOfLine(clean: string, line: Line): ListedRow[] {
  const cells = cellsOf(clean.slice(line.start, line.end), cellSigns).map(
    ({ start, end, by }): Cell => ({ start: line.start + start, end: line.start + end, by }),
  );
  return peopleOf(cells, line.entries).flatMap(({ cells: own, entries }) => {
    const gaps = gapsOf(clean, own, entries);
    const [only, another] = entries;
    if (only && !another) return [rowOf(only, line.number, gaps[0] ?? [], gaps[1] ?? [])];
    return rowsOfSeveral(entries, gaps, line.number);
  });
}

/** The row of somebody with what stands on both sides of the address, which is about nobody else. */
export function rowOf(entry: Entry, line: number, before: Gap, behind: Gap): ListedRow {
  if (entry.kind === 'wrong') return { kind: 'wrong', line, typed: entry.typed };
  const name = nameBefore(before, entry.named) ?? nameBehind(behind);
  const role = roleIn([...before.slice(0, -1), ...behind.slice(1)]);
  return { kind: 'address', line, to: entry.to, name, role };
}

/** The role that a cell of its own names, if all that do name the same. */
function roleIn(cells: Gap): string | undefined {
  const roles = cells
    .map(({ text }) => text.replace(/["']/g, '').trim().toLowerCase())
    .filter((text) => text === 'admin' || text === 'member');
  return new Set(roles).size === 1 ? roles[0] : undefined;
}

/** The parts of a line between semicolons, if it names several people; the others name nobody. */
function peopleOf(
  cells: readonly Cell[],
  entries: readonly Entry[],
): { cells: Cell[]; entries: Entry[] }[] {
  const parts: { cells: Cell[]; entries: Entry[] }[] = [];
  let part = { cells: [] as Cell[], entries: [] as Entry[] };
  let next = 0;
  for (const cell of cells) {
    part.cells.push(cell);
    for (let entry = entries[next]; entry && entry.start < cell.end; entry = entries[++next]) {
      part.entries.push(entry);
    }
    const isWithinOne = (part.entries.at(-1)?.end ?? 0) > cell.end;
    if (cell.by !== ';' || isWithinOne || entries.length === 1) continue;
    parts.push(part);
    part = { cells: [], entries: [] };
  }
  return [...parts, part].filter((each) => each.entries.length > 0);
}

/** The pieces of cells between entries. The first and the last piece may be of the same cell as an entry. */
function gapsOf(clean: string, cells: readonly Cell[], entries: readonly Entry[]): Gap[] {
  const gaps: Gap[] = [];
  let at = 0;
  let from = cells[0]?.start ?? 0;
  const lineEnd = cells.at(-1)?.end ?? 0;
  for (const { start, end } of [...entries, { start: lineEnd, end: lineEnd }]) {
    const gap: Beside[] = [];
    while ((cells[at]?.end ?? lineEnd) < from) at += 1;
    for (let cell = cells[at]; cell && cell.start <= start; cell = cells[at]) {
      const isLast = cell.end >= start;
      const text = clean.slice(Math.max(cell.start, from), Math.min(cell.end, start));
      gap.push({ text, by: isLast ? '' : cell.by });
      if (isLast) break;
      at += 1;
    }
    gaps.push(gap);
    from = end;
  }
  return gaps;
}

/**
 * The rows of several people between whom there are commas or blanks. Names stand on the same side of all of them;
 * in parentheses always behind, and brackets have them before. A role might be anybody's, and is nobody's.
 */
function rowsOfSeveral(entries: readonly Entry[], gaps: readonly Gap[], line: number): ListedRow[] {
  const [first] = gaps;
  const areBefore = first !== undefined && nameBefore(first, false) !== undefined;
  return entries.map((entry, index): ListedRow => {
    if (entry.kind === 'wrong') return { kind: 'wrong', line, typed: entry.typed };
    const [gap = [], next = []] = gaps.slice(index, index + 2);
    // The rest of the cell of the one before is theirs.
    const before = index > 0 && gap.length > 1 ? gap.slice(1) : gap;
    const follower = entries[index + 1];
    const isNextNamed = follower?.kind === 'address' && follower.named;
    const isNoted = /^[\s"'>]*\(/.test(next[0]?.text ?? '');
    const behind = isNextNamed && next.length < 2 ? [] : next.slice(0, isNextNamed ? 1 : undefined);
    const isBehind = isNoted || (!areBefore && !entry.named);
    const name = isBehind ? nameBehind(behind) : nameBefore(before, entry.named);
    return { kind: 'address', line, to: entry.to, name, role: undefined };
  });
}
