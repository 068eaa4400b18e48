import { AsyncLocalStorage } from 'node:async_hooks';
import type pg from 'pg';
import type { Prisma } from './prisma-client/client.ts';

// The database's clock decides, and it tells the time along with what is asked of it anyway.

/** A transaction as it began: when, and how to ask on its connection; that throws once the transaction is over. */
export interface Begun {
  readonly now: Date;
  ask(query: pg.QueryConfig): Promise<pg.QueryResult>;
}

const begun = new AsyncLocalStorage<{ begun: Begun | undefined }>();

/** What a connection asks in place of BEGIN. */
export const beginSql = 'BEGIN; SELECT now() AS now';

/** Keeps what PostgreSQL answered to {@link beginSql} for the transaction that asked. */
export function noteBegin(transaction: Begun): void {
  const store = begun.getStore();
  if (store) store.begun = transaction;
}

/** Begins a transaction by `begin`; what runs in it can ask for that by {@link transactionBegun}. */
export async function withMoment<T>(begin: () => Promise<T>): Promise<T> {
  return await begun.run({ begun: undefined }, begin);
}

/** The transaction that {@link withMoment} has begun. */
export function transactionBegun(): Begun {
  const transaction = begun.getStore()?.begun;
  if (!transaction) throw new Error('the database told no time');
  return transaction;
}

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
  of(transaction: Begun): Date;
  now(db: Prisma.TransactionClient): Promise<Date>;
}

/** PostgreSQL's time: of a transaction exactly, else as {@link createDatabaseTime} knows it. */
export function timeOfPostgres(): Time {
  const time = createDatabaseTime();
  return {
    of({ now }) {
      time.learn(now);
      return now;
    },
    async now(db) {
      const known = time.now();
      if (known) return known;
      const [row] = await db.$queryRaw<{ now: Date }[]>`SELECT now() AS now`;
      if (!row) throw new Error('the database told no time');
      time.learn(row.now);
      return row.now;
    },
  };
}

/** The embedded database has this process's clock, so it need not be asked. */
export const timeHere: Time = {
  of: () => new Date(),
  now: async () => new Date(),
};
