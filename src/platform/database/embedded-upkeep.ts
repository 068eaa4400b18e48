import type pg from 'pg';
import type { Logger } from '../process/logger.ts';

/** Of a table 7,500 rows are looked at: enough for our plans, and nobody waits for longer than for a page. */
const fewRows = 'SET default_statistics_target = 25';

/** Often enough that what waits is found quickly on a day when everybody comes. */
const everyMs = 10_000;

/**
 * Does for the embedded database what PostgreSQL's autovacuum does for others, by its rules with less patience: without
 * statistics it would plan for the tables of its first day, and what was deleted would fill its folder. Begins with the
 * tables that have grown since: what was counted before the last stop may be lost. Gives how to stop it
 * (postgresql.org/docs/current/routine-vacuuming.html).
 */
export async function startUpkeep(pool: pg.Pool, log: Logger, ms = everyMs): Promise<() => void> {
  await tidy(pool, await grown(pool));
  let isLooking = false;
  const timer = setInterval(async () => {
    if (isLooking) return;
    isLooking = true;
    // The next one may be in time; whoever needs the database says what is wrong with it.
    await neglected(pool)
      .then((tables) => tidy(pool, tables))
      .catch((err: unknown) => log.debug({ err }, 'embedded database not tidied'));
    isLooking = false;
  }, ms);
  timer.unref();
  return () => clearInterval(timer);
}

async function tidy(pool: pg.Pool, tables: readonly Table[]): Promise<void> {
  if (tables.length > 0) await pool.query(fewRows);
  for (const { name, isFull } of tables) {
    await pool.query(`${isFull ? 'VACUUM (ANALYZE)' : 'ANALYZE'} ${name}`);
  }
}

interface Table {
  readonly name: string;
  /** Whether much of it was deleted. */
  readonly isFull: boolean;
}

/** The tables of which a fifth has changed since they were last looked at, or been deleted. */
async function neglected(pool: pg.Pool): Promise<Table[]> {
  const { rows } = await pool.query(
    `SELECT quote_ident(relname) AS name, n_dead_tup > 1000 + n_live_tup / 5 AS "isFull"
     FROM pg_stat_user_tables
     WHERE n_mod_since_analyze > 100 + n_live_tup / 5 OR n_dead_tup > 1000 + n_live_tup / 5`,
  );
  return rows;
}

/** The tables that are larger by a fifth than when they were last looked at. */
async function grown(pool: pg.Pool): Promise<Table[]> {
  const { rows } = await pool.query(
    `SELECT quote_ident(pg_class.relname) AS name, FALSE AS "isFull" FROM pg_stat_user_tables
     JOIN pg_class ON pg_class.oid = relid
     WHERE pg_relation_size(relid) / current_setting('block_size')::int > 10 + relpages * 1.2`,
  );
  return rows;
}
