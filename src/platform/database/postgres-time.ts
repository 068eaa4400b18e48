import type pg from 'pg';
import type { Begun } from './postgres-session.ts';

// The database's clock decides, and it tells the time along with what is asked of it anyway.

/** For so long the two clocks are taken to run alike. */
const trustedMs = 30_000;

/** What time it is in a database, without asking it each time. */
export interface DatabaseTime {
  /** Notes what the database has just answered. */
  learn(now: Date): void;
  /**
   * The time there: never ahead of it, and behind by no more than the quickest answer of the last half minute took.
   * Undefined when it has told none for so long.
   */
  now(): Date | undefined;
}

/** `monotonic` gives milliseconds since some moment; nobody sets it. */
export function createDatabaseTime(monotonic = () => performance.now()): DatabaseTime {
  let known: { readonly aheadMs: number; readonly at: number } | undefined;
  const isFresh = (at: number) => known !== undefined && at - known.at < trustedMs;
  return {
    learn(now) {
      const at = monotonic();
      const aheadMs = now.getTime() - at;
      // An answer that took longer says less about the time.
      if (!known || !isFresh(at) || aheadMs >= known.aheadMs) known = { aheadMs, at };
    },
    now() {
      const at = monotonic();
      return known && isFresh(at) ? new Date(Math.floor(at + known.aheadMs)) : undefined;
    },
  };
}

/** The time in a database, of either kind. */
export interface Time {
  /** When this transaction began. */
  of(transaction: Pick<Begun, 'now'>): Date;
  /** Notes when a transaction began that is over. */
  learn(now: Date): void;
  now(pool: pg.Pool): Promise<Date>;
}

/** PostgreSQL's time: of a transaction exactly, else as {@link createDatabaseTime} knows it. */
export function timeOfPostgres(): Time {
  const time = createDatabaseTime();
  return {
    of({ now }) {
      time.learn(now);
      return now;
    },
    learn: time.learn,
    async now(pool) {
      const known = time.now();
      if (known) return known;
      const [row] = (await pool.query<{ now: Date }>('SELECT now() AS now')).rows;
      if (!row) throw new Error('the database told no time');
      time.learn(row.now);
      return row.now;
    },
  };
}

/** The embedded database has this process's clock, so it need not be asked. */
export const timeHere: Time = {
  of: () => new Date(),
  learn: () => undefined,
  now: async () => new Date(),
};
