import type pg from 'pg';

/** What some work led to, and the channels on which others are to hear of it. */
export interface Signalling<T> {
  readonly result: T;
  readonly signals: ReadonlySet<string>;
}

/** Tells other processes of what was committed. */
export interface Signals {
  /** Does the work and then tells, without waiting for it; gives the result. */
  after<T>(work: () => Promise<Signalling<T>>): Promise<T>;
  /** Resolves when all has been told. */
  settle(): Promise<void>;
}

/**
 * Signals by NOTIFY. Not in the transaction that causes them: there it would make all that commit wait for each other.
 * Whoever listens looks for itself, too, every now and then, so a signal that is lost costs nothing but time.
 */
export function createSignals(pool: pg.Pool): Signals {
  const telling = new Set<Promise<unknown>>();
  return {
    async after(work) {
      const { result, signals } = await work();
      for (const channel of signals) {
        const told = pool
          .query('SELECT pg_notify($1, $2)', [channel, ''])
          .catch(() => undefined)
          .finally(() => telling.delete(told));
        telling.add(told);
      }
      return result;
    },
    async settle() {
      await Promise.all(telling);
    },
  };
}
