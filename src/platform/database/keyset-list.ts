import {
  type ListPage,
  type ListPlace,
  loadListPage,
  maxCounted,
  type PageRows,
  pageSize,
} from '../../shared/listing.ts';
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
}

/**
 * One page of such a list and, in the same statement, what else is asked for by name, each a scalar subquery. Pages are
 * found from a row on, not from a number, so that an index leads there. Its rows are counted only where `isCounted`.
 */
export async function findListPage<Row extends PlacedRow, Also extends object>(
  tx: Tx,
  list: KeysetList & { readonly isCounted: boolean },
  place: ListPlace,
  also: Readonly<Record<keyof Also & string, Prisma.Sql>>,
): Promise<{ page: ListPage<Row>; also: Also }> {
  const total = list.isCounted ? counted(list, maxCounted + 1) : Prisma.sql`0`;
  let values = {} as Also;
  const page = await loadListPage<Row>(place, async (start) => {
    const rows = await tx.db.$queryRaw<PageRow<Row>[]>`
      SELECT beside.*, listed.* FROM (
        SELECT ${total} AS "listTotal"
          ${Prisma.join(Object.entries<Prisma.Sql>(also).map(named), '')}
      ) AS beside LEFT JOIN (${pageRows(list, start)}) AS listed ON TRUE`;
    values = rows[0] as unknown as Also;
    return toPageRows(rows);
  });
  return { page, also: values };
}

/** A row with what stands beside the list, which comes with each; without an id where the page is empty. */
type PageRow<Row> = (Row | { readonly id: null }) & {
  readonly isNewer: boolean;
  readonly listTotal: number;
};

function named([name, value]: [string, Prisma.Sql]): Prisma.Sql {
  return Prisma.sql`, ${value} AS ${Prisma.raw(`"${name}"`)}`;
}

/** A page's rows and the one behind it, and a page of what stands before it. */
function pageRows(list: KeysetList, start: ListPlace['start']): Prisma.Sql {
  const { table, id, moment, wanted, columns } = list;
  const rows = (isNewer: Prisma.Sql, more: Prisma.Sql, order: Prisma.Sql, limit: number) =>
    Prisma.sql`(SELECT ${isNewer} AS "isNewer", ${columns}, ${moment} AS at
      FROM ${table} WHERE ${wanted} ${more} ORDER BY ${order} LIMIT ${limit})`;
  const newestFirst = Prisma.sql`${moment} DESC, ${id} DESC`;
  if (!start) return rows(Prisma.sql`FALSE`, Prisma.empty, newestFirst, pageSize + 1);
  const from = Prisma.sql`(${new Date(start.at)}, ${start.id}::uuid)`;
  return Prisma.sql`
    ${rows(Prisma.sql`FALSE`, Prisma.sql`AND (${moment}, ${id}) <= ${from}`, newestFirst, pageSize + 1)}
    UNION ALL
    ${rows(Prisma.sql`TRUE`, Prisma.sql`AND (${moment}, ${id}) > ${from}`, Prisma.sql`${moment}, ${id}`, pageSize)}`;
}

function toPageRows<Row extends PlacedRow>(rows: readonly PageRow<Row>[]): PageRows<Row> {
  const listed = rows.filter((row): row is PageRow<Row> & Row => row.id !== null);
  const sorted = listed.sort(newestFirst);
  const total = rows[0]?.listTotal ?? 0;
  return {
    found: sorted.filter(({ isNewer }) => !isNewer),
    newer: sorted.filter(({ isNewer }) => isNewer).reverse(),
    total: total > maxCounted ? undefined : total,
  };
}

/** A join keeps no order. The database orders ids by their digits, too. */
function newestFirst(a: PlacedRow, b: PlacedRow): number {
  return b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1);
}

/** The first rows of such a list, at most `limit`. */
export async function findListed<Row extends PlacedRow>(
  tx: Tx,
  { table, id, moment, wanted, columns }: KeysetList,
  limit: number,
): Promise<Row[]> {
  return await tx.db.$queryRaw<Row[]>`
    SELECT ${columns}, ${moment} AS at FROM ${table} WHERE ${wanted}
    ORDER BY ${moment} DESC, ${id} DESC LIMIT ${limit}`;
}

/** How many rows are wanted, counted up to `limit`: a scalar subquery. */
function counted({ table, wanted }: KeysetList, limit: number): Prisma.Sql {
  return Prisma.sql`(SELECT count(*)::int
    FROM (SELECT 1 FROM ${table} WHERE ${wanted} LIMIT ${limit}) AS counted)`;
}

/** The pattern for LIKE of what contains a text, whose signs stand for themselves; in lower case. */
export function containing(text: string): string {
  return `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
}
