import type { ListQueries } from '../../shared/listing.ts';
import type { Tx } from './database.ts';
import { Prisma } from './prisma-client/client.ts';

/** A row of a list as far as its place in it goes. */
export interface PlacedRow {
  readonly id: string;
  readonly at: Date;
}

/** The rows of a table that are wanted, sorted by a moment and the id, newest first. All parts are SQL of ours. */
export interface KeysetList {
  readonly table: Prisma.Sql;
  /** The column with the moment. */
  readonly moment: Prisma.Sql;
  /** The condition, of one workspace. */
  readonly wanted: Prisma.Sql;
}

/** How the pages of such a list are found: from a row on, not from a number, so that an index leads there. */
export function keysetList(tx: Tx, list: KeysetList): ListQueries<PlacedRow> {
  const { table, moment, wanted } = list;
  const place = (start: { at: number; id: string }) =>
    Prisma.sql`(${new Date(start.at)}, ${start.id}::uuid)`;
  return {
    from(start, limit) {
      const onward = start ? Prisma.sql`AND (${moment}, id) <= ${place(start)}` : Prisma.empty;
      return tx.db.$queryRaw`
        SELECT id, ${moment} AS at FROM ${table} WHERE ${wanted} ${onward}
        ORDER BY ${moment} DESC, id DESC LIMIT ${limit}`;
    },
    before: (start, limit) => tx.db.$queryRaw`
      SELECT id, ${moment} AS at FROM ${table}
      WHERE ${wanted} AND (${moment}, id) > ${place(start)}
      ORDER BY ${moment}, id LIMIT ${limit}`,
    count: (limit) => countUpTo(tx, list, limit),
  };
}

/** How many rows are wanted, counted up to `limit`. */
export async function countUpTo(
  tx: Tx,
  { table, wanted }: Pick<KeysetList, 'table' | 'wanted'>,
  limit: number,
): Promise<number> {
  const [row] = await tx.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count
    FROM (SELECT 1 FROM ${table} WHERE ${wanted} LIMIT ${limit}) AS counted`;
  return row?.count ?? 0;
}

/** The pattern for LIKE of what contains a text, whose signs stand for themselves; in lower case. */
export function containing(text: string): string {
  return `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
}

/** The whole rows in the order in which the list has them; those that are gone by now are left out. */
export function inOrder<Row extends { id: string }>(
  listed: readonly PlacedRow[],
  rows: readonly Row[],
): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return listed.flatMap(({ id }) => byId.get(id) ?? []);
}
