import type { TestDatabase } from './test-database.ts';

/**
 * Every row of every table that a query sees, as text, without some of the columns, and without what is the
 * server's: the counters of tries and of Slack's calls, when Slack's first requests
 * came, and what browsers were asked to sign.
 */
export async function rowsSeenBy(
  query: TestDatabase['query'],
  leftOut: readonly string[] = [],
): Promise<string[]> {
  const tables = await query(
    `SELECT tablename FROM pg_tables
     WHERE schemaname = 'public' AND tablename NOT IN ('rate_limits', 'slack_arrivals', 'slack_calls', 'passkey_challenges') ORDER BY tablename`,
  );
  const rows: string[] = [];
  for (const { tablename } of tables) {
    const found = await query(
      `SELECT (to_jsonb(t) - $1::text[])::text AS row FROM "${String(tablename)}" t ORDER BY 1`,
      [leftOut],
    );
    rows.push(...found.map(({ row }) => `${String(tablename)} ${String(row)}`));
  }
  return rows;
}
