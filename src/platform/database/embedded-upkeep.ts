import type pg from 'pg';
import type { Logger } from '../process/logger.ts';

/** Often enough that what waits is found quickly on a day when everybody comes. */
const everyMs = 10_000;

/**
 * Does for the embedded database what PostgreSQL's autovacuum does for others, by its rules with less patience: without
 * statistics it would plan for the tables of its first day, and what was deleted would fill its folder. It begins a
 * while after the start, which has other things to do. Gives how to stop it
 * (postgresql.org/docs/current/routine-vacuuming.html).
 */
export function startUpkeep(pool: pg.Pool, log: Logger, ms = everyMs): () => void {
  let isLooking = false;
  let isFirst = true;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    try {
      // What was counted before the last stop may be lost.
      const tables = await (isFirst ? allTables(pool) : neglected(pool));
      isFirst = false;
      for (const table of tables) {
        await pool.query(`${table.isFull ? 'VACUUM (ANALYZE)' : 'ANALYZE'} ${table.name}`);
      }
    } catch (err) {
      // The next one may be in time; whoever needs the database says what is wrong with it.
      log.debug({ err }, 'embedded database not tidied');
    }
    isLooking = false;
  };
  const timer = setInterval(look, ms);
  timer.unref();
  return () => clearInterval(timer);
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

async function allTables(pool: pg.Pool): Promise<Table[]> {
  const { rows } = await pool.query(
    'SELECT quote_ident(relname) AS name, FALSE AS "isFull" FROM pg_stat_user_tables',
  );
  return rows;
}
