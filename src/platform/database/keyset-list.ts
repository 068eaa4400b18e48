import {
  type ListPage,
  type ListPlace,
  loadListPage,
  type PageRows,
  pageSize,
} from '../../shared/listing.ts';
import {
  beginningPatterns,
  containingPattern,
  hasLetters,
  hasThreeLetters,
  leadingPattern,
  otherForm,
  soughtWords,
} from '../../shared/search-text.ts';
import type { Tx } from './database.ts';
import { Prisma } from './prisma-client/client.ts';

/** A row of a list as far as its place in it goes. */
export interface PlacedRow {
  readonly id: string;
  readonly at: Date;
}

/** The rows of a table that are wanted, sorted by a moment and the id, newest first. All parts are SQL of ours. */
export interface KeysetList {
  /** The table, by a name that the other parts know it by. */
  readonly table: Prisma.Sql;
  readonly id: Prisma.Sql;
  /** The column with the moment. */
  readonly moment: Prisma.Sql;
  /** The condition, of one workspace. */
  readonly wanted: Prisma.Sql;
  /** What is needed of each row, its id among them. */
  readonly columns: Prisma.Sql;
  /** What is searched for among them, if anything is. */
  readonly search?: Search | undefined;
}

/** A search among the rows of a list. */
interface Search {
  /** In which a text is contained; see `containing`. */
  readonly columns: readonly Prisma.Sql[];
  readonly text: string;
  /** The table's rows of a condition, by the same name as the table, which are to be found before anything is done with them. */
  readonly rowsOf: (condition: Prisma.Sql) => Prisma.Sql;
}

/**
 * One page of such a list and, in the same statement, what else is asked for by name, each a scalar subquery. Pages are
 * found from a row on, not from a number, so that an index leads there. `totalOf` says by the rest how many rows it has.
 */
export async function findListPage<Row extends PlacedRow, Also extends object>(
  tx: Tx,
  list: KeysetList,
  place: ListPlace,
  also: Readonly<Record<keyof Also & string, Prisma.Sql>>,
  totalOf: (also: Also) => number | undefined,
): Promise<{ page: ListPage<Row>; also: Also }> {
  let values = {} as Also;
  const page = await loadListPage<Row>(place, async (start) => {
    const rows = await tx.query<PageRow<Row>>(Prisma.sql`
      SELECT beside.*, listed.* FROM (
        SELECT ${Prisma.join(Object.entries<Prisma.Sql>(also).map(named))}
      ) AS beside LEFT JOIN (${pageRows(list, start)}) AS listed ON TRUE`);
    values = rows[0] as unknown as Also;
    return { ...toPageRows(rows), total: totalOf(values) };
  });
  return { page, also: values };
}

/** A row with what stands beside the list, which comes with each; without an id where the page is empty. */
type PageRow<Row> = (Row | { readonly id: null }) & { readonly isNewer: boolean };

function named([name, value]: [string, Prisma.Sql]): Prisma.Sql {
  return Prisma.sql`${value} AS ${Prisma.raw(`"${name}"`)}`;
}

/** A page's rows and the one behind it, and a page of what stands before it. */
function pageRows(list: KeysetList, start: ListPlace['start']): Prisma.Sql {
  if (!start) return select(list, { limit: pageSize + 1 });
  const place = Prisma.sql`(${list.moment}, ${list.id})`;
  const from = Prisma.sql`(${new Date(start.at)}, ${start.id}::uuid)`;
  const onward = { more: Prisma.sql`AND ${place} <= ${from}`, limit: pageSize + 1 };
  const back = { more: Prisma.sql`AND ${place} > ${from}`, isNewer: true, limit: pageSize };
  return Prisma.sql`(${select(list, onward)}) UNION ALL (${select(list, back)})`;
}

/** Rows of a list, newest first or, of those that are newer than a place, the nearest first. */
function select(
  { table, id, moment, wanted, columns }: KeysetList,
  {
    more = Prisma.empty,
    isNewer = false,
    limit,
  }: { more?: Prisma.Sql; isNewer?: boolean; limit: number },
): Prisma.Sql {
  const [flag, order] = isNewer
    ? [Prisma.sql`TRUE`, Prisma.sql`${moment}, ${id}`]
    : [Prisma.sql`FALSE`, Prisma.sql`${moment} DESC, ${id} DESC`];
  return Prisma.sql`SELECT ${flag} AS "isNewer", ${columns}, ${moment} AS at
    FROM ${table} WHERE ${wanted} ${more} ORDER BY ${order} LIMIT ${Prisma.raw(String(limit))}`;
}

function toPageRows<Row extends PlacedRow>(
  rows: readonly PageRow<Row>[],
): Omit<PageRows<Row>, 'total'> {
  const listed = rows.filter((row): row is PageRow<Row> & Row => row.id !== null);
  const sorted = listed.sort(byPlace);
  return {
    found: sorted.filter(({ isNewer }) => !isNewer),
    newer: sorted.filter(({ isNewer }) => isNewer).reverse(),
  };
}

/** Newest first, as a join keeps no order. The database orders ids by their digits, too. */
function byPlace(a: PlacedRow, b: PlacedRow): number {
  return b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1);
}

/** So many of the newest rows are looked through before all are searched; and so many where no index leads to the others. */
const [newestFirst, newestOnly] = [300, 5000];

/**
 * The first rows of such a list, at most `limit`. What many rows match is found among the newest; whatever else by the index
 * of the search: left to choose, the planner reads the whole list in its order, expecting to have enough soon. The index has
 * parts of three letters: one or two are looked for among the newest, and of all others beside a longer word, or as the
 * beginning of one.
 */
export async function findListed<Row extends PlacedRow>(
  tx: Tx,
  list: KeysetList,
  limit: number,
): Promise<Row[]> {
  const { id, moment, wanted, search } = list;
  if (!search) return await tx.query<Row>(select(list, { limit }));
  const { columns, text, rowsOf } = search;
  const first = (table: Prisma.Sql, wantedOfIt: Prisma.Sql) =>
    tx.query<Row>(select({ ...list, table, wanted: wantedOfIt }, { limit }));
  const amongNewest = (count: number) => {
    const newest = rowsOf(Prisma.sql`${wanted}
      ORDER BY ${moment} DESC, ${id} DESC LIMIT ${Prisma.raw(String(count))}`);
    return first(newest, containing(columns, text));
  };
  const amongAll = (matching: Prisma.Sql) =>
    first(rowsOf(Prisma.sql`${wanted} AND ${matching}`), Prisma.sql`TRUE`);
  const found = await amongNewest(newestFirst);
  if (found.length === limit) return found;
  if (soughtWords(text).every(hasThreeLetters)) return await amongAll(containing(columns, text));
  const nearer = await amongNewest(newestOnly);
  if (nearer.length === limit || !hasLetters(text)) return nearer;
  const anywhere = hasThreeLetters(text) ? containing : beginning;
  return together(nearer, await amongAll(anywhere(columns, text))).slice(0, limit);
}

/** Rows of both, each once, newest first. */
function together<Row extends PlacedRow>(some: readonly Row[], others: readonly Row[]): Row[] {
  return [...new Map([...some, ...others].map((row) => [row.id, row])).values()].sort(byPlace);
}

/** Whether each word of a text stands at the beginning of one of the columns, or behind a blank in it. */
export function beginning(columns: readonly Prisma.Sql[], text: string): Prisma.Sql {
  const words = soughtWords(text).map((word) => {
    const [start, later] = beginningPatterns(word);
    const begun = columns.map(
      (column) => Prisma.sql`${column} LIKE ${start} OR ${column} LIKE ${later}`,
    );
    return Prisma.sql`(${Prisma.join(begun, ' OR ')})`;
  });
  return Prisma.sql`(${Prisma.join(words, ' AND ')})`;
}

/**
 * Whether each word of a text is contained in one of several columns, which are as the functions of the database have what
 * can be searched in; or the address that the text is another form of.
 */
export function containing(columns: readonly Prisma.Sql[], text: string): Prisma.Sql {
  const words = soughtWords(text).map((word) => containingWord(columns, word));
  const all = Prisma.sql`(${Prisma.join(words, ' AND ')})`;
  const other = otherForm(text);
  return other === undefined ? all : Prisma.sql`(${all} OR ${containingWord(columns, other)})`;
}

/**
 * Whether one of the columns contains a text. An index answers the LIKE, by what leads to few rows; these are then looked at
 * for the whole text by a function that it isn't asked.
 */
function containingWord(columns: readonly Prisma.Sql[], wanted: string): Prisma.Sql {
  const pattern = leadingPattern(wanted);
  const one = (conditions: readonly Prisma.Sql[]) =>
    Prisma.sql`(${Prisma.join(conditions, ' OR ')})`;
  const led = one(columns.map((column) => Prisma.sql`${column} LIKE ${pattern}`));
  if (pattern === containingPattern(wanted)) return led;
  const whole = one(columns.map((column) => Prisma.sql`strpos(${column}, ${wanted}) > 0`));
  return Prisma.sql`(${led} AND ${whole})`;
}
