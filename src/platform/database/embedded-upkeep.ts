import type pg from 'pg';
import type { Logger } from '../process/logger.ts';

/** Often enough that what waits is found quickly on a day when everybody comes. */
const everyMs = 10_000;

/**
 * Does for the embedded database what PostgreSQL's autovacuum does for others, by its rules with less patience: without
 * statistics it would plan for the tables of its first day, and what was deleted would fill its folder. Gives how to
 * stop it (postgresql.org/docs/current/routine-vacuuming.html).
 */
export async function startUpkeep(pool: pg.Pool, log: Logger, ms = everyMs): Promise<() => void> {
  const look = async (): Promise<void> => {
    for (const table of await neglected(pool)) {
      await pool.query(`${table.isFull ? 'VACUUM (ANALYZE)' : 'ANALYZE'} ${table.name}`);
    }
  };
  // What was counted before the last stop may be lost.
  await pool.query('ANALYZE');
  let isLooking = false;
  const timer = setInterval(async () => {
    if (isLooking) return;
    isLooking = true;
    // The next one may be in time; whoever needs the database says what is wrong with it.
    await look().catch((err: unknown) => log.debug({ err }, 'embedded database not tidied'));
    isLooking = false;
  }, ms);
  timer.unref();
  return () => clearInterval(timer);
}

/** The tables of which a fifth has changed since they were last looked at, or been deleted. */
async function neglected(pool: pg.Pool): Promise<{ name: string; isFull: boolean }[]> {
  const { rows } = await pool.query(
    `SELECT quote_ident(relname) AS name, n_dead_tup > 1000 + n_live_tup / 5 AS "isFull"
     FROM pg_stat_user_tables
     WHERE n_mod_since_analyze > 100 + n_live_tup / 5 OR n_dead_tup > 1000 + n_live_tup / 5`,
  );
  return rows;
}
