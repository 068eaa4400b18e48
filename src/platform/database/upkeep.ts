import type pg from 'pg';
import type { Logger } from '../process/logger.ts';

/** Of a table 7,500 rows are looked at: enough for our plans, and nobody waits for longer than for a page. */
const fewRows = 'SET LOCAL default_statistics_target = 25';

const quietMs = 10_000;
/** Where tables grow, often enough that what waits is found quickly on a day when everybody comes. */
const busyMs = 2000;
const usualPauses = { quietMs, busyMs };
type Pauses = typeof usualPauses;

/**
 * Has statements planned for what the tables hold now, with less patience than PostgreSQL's autovacuum: that looks once a
 * minute, and until then what was planned for the first rows reads all that have come since. Tables of others are left to
 * them. Gives how to stop it (postgresql.org/docs/current/routine-vacuuming.html).
 */
export function keepPlansFresh(pool: pg.Pool, log: Logger, pauses = usualPauses): () => void {
  return again(pauses, log, () => analyzeOutdated(pool));
}

/**
 * Does for the embedded database all that autovacuum does for others: what was deleted would fill its folder. Begins with
 * the tables that have grown since: what was counted before the last stop may be lost.
 */
export async function startUpkeep(
  pool: pg.Pool,
  log: Logger,
  pauses = usualPauses,
): Promise<() => void> {
  for (const name of await grown(pool)) await analyze(pool, name);
  return again(pauses, log, async () => {
    for (const name of await full(pool)) await pool.query(`VACUUM ${name}`);
    return await analyzeOutdated(pool);
  });
}

/** Tidies again and again; sooner when the last time has found something to do, and at first. */
function again(pauses: Pauses, log: Logger, tidy: () => Promise<boolean>): () => void {
  let timer: NodeJS.Timeout;
  let isStopped = false;
  const plan = (ms: number): void => {
    timer = setTimeout(async () => {
      // The next one may be in time; whoever needs the database says what is wrong with it.
      const isBusy = await tidy().catch((err: unknown) =>
        log.debug({ err }, 'database not tidied'),
      );
      if (!isStopped) plan(isBusy ? pauses.busyMs : pauses.quietMs);
    }, ms).unref();
  };
  plan(pauses.busyMs);
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

async function analyzeOutdated(pool: pg.Pool): Promise<boolean> {
  const names = await outdated(pool);
  for (const name of names) await analyze(pool, name);
  return names.length > 0;
}

/** One that somebody begins to look at in this moment isn't waited for. */
async function analyze(pool: pg.Pool, name: string): Promise<void> {
  await pool.query(`${fewRows}; ANALYZE (SKIP_LOCKED) ${name}`);
}

/**
 * The tables of ours of which a fifth, or so much has changed since they were last looked at that what is open or waits in them
 * may be many times what was planned for. Not those that somebody vacuums or looks at, as that is written into the server's log.
 */
function outdated(pool: pg.Pool): Promise<string[]> {
  return tables(
    pool,
    `n_mod_since_analyze > 100 + LEAST(n_live_tup / 5, 5000) AND pg_has_role(relowner, 'USAGE')
     AND NOT EXISTS (
       SELECT 1 FROM pg_locks WHERE relation = relid AND mode = 'ShareUpdateExclusiveLock'
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`,
  );
}

/** Those of which a fifth was deleted. */
function full(pool: pg.Pool): Promise<string[]> {
  return tables(pool, 'n_dead_tup > 1000 + n_live_tup / 5');
}

/** Those that are larger by a fifth than when they were last looked at. */
function grown(pool: pg.Pool): Promise<string[]> {
  return tables(
    pool,
    `pg_relation_size(relid) / current_setting('block_size')::int > 10 + relpages * 1.2`,
  );
}

async function tables(pool: pg.Pool, which: string): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT quote_ident(schemaname) || '.' || quote_ident(pg_class.relname) AS name
     FROM pg_stat_user_tables JOIN pg_class ON pg_class.oid = relid
     WHERE schemaname = current_schema() AND ${which}`,
  );
  return rows.map(({ name }) => name);
}
