import type pg from 'pg';
import { after, type Clock } from '../../shared/clock.ts';
import { TookTooLong, within } from '../process/deadline.ts';
import { joinLater } from './joining.ts';
import {
  type Beginning,
  type Begun,
  type PostgresClient,
  statementTimeoutMs,
} from './postgres-session.ts';
import type { Time } from './postgres-time.ts';
import type { PrismaClient } from './prisma-client/client.ts';
import type { Signalling } from './signals.ts';
import { nameOf } from './statement-name.ts';
import {
  type Statement,
  type Tables,
  type Tx,
  unclaimed,
  unitOfWork,
  type Writes,
} from './unit-of-work.ts';

/** How long a transaction may wait for a connection. */
export const maxWaitMs = 5000;

/** Does units of work on a database; what they put off is written at their end. */
export interface PoolWork {
  /** On one connection, all of it or nothing. The first statements go along with BEGIN, what was put off with COMMIT. */
  transaction<T, First extends Rows>(
    work: (tx: Tx, first: First) => Promise<T>,
    beginning: { readonly settings: string; readonly first: readonly Statement[] },
  ): Promise<Signalling<T>>;
  /** The same in one round trip, in which nothing can be looked at; undefined when what is claimed isn't there. */
  writeAtOnce<T>(
    work: (tx: Writes) => T,
    beginning: { readonly settings: string } & AtOnce,
  ): Promise<Signalling<T | undefined>>;
  /** Each statement for itself, on any connection. */
  run<T>(work: (tx: Tx) => Promise<T>): Promise<Signalling<T>>;
}

/** What is written at once, but for the writes. */
export interface AtOnce {
  /** Asked first: it holds what the writes need to be held. */
  readonly hold: Statement;
  /** An UPDATE with RETURNING, of what has to be as it was when it was decided to write. */
  readonly claim: (now: Date) => Statement;
}

/** Of each of several statements, what it gave. */
export type Rows = readonly (readonly object[])[];

type Ask = (query: pg.QueryConfig) => Promise<pg.QueryResult>;

/** Prisma's client uses the same pool. */
export function workOnPool(
  client: PrismaClient,
  pool: pg.Pool,
  { clock, time }: { readonly clock: Clock; readonly time: Time },
): PoolWork {
  const unitOn = (db: Tables, ask: Ask, now: Date) =>
    unitOfWork<Omit<Tx, keyof Writes> & Pick<Tx, 'now'>>({
      db,
      query: async (statement) => (await ask(queryOf(statement))).rows,
      execute: async (statement) => (await ask(queryOf(statement))).rowCount ?? 0,
      now: after(now, clock.shiftMs),
    });
  return {
    async transaction<T, First extends Rows>(
      work: (tx: Tx, first: First) => Promise<T>,
      { settings, first }: { readonly settings: string; readonly first: readonly Statement[] },
    ) {
      return await inTransaction(pool, { settings, first: first.map(queryOf) }, async (begun) => {
        const joined = joinLater(client, begun, 2 * statementTimeoutMs);
        const unit = unitOn(joined.db, begun.ask, time.of(begun));
        const working = async () => {
          const rows: unknown = (await begun.first).map((each) => each.rows);
          return await work(unit.tx, rows as First);
        };
        try {
          const result = await inTime(working());
          const last = unit.last();
          await begun.commit(last && queryOf(last));
          return { result, signals: unit.signals };
        } finally {
          await joined.leave();
        }
      });
    },
    async writeAtOnce(work, { settings, hold, claim }) {
      const unit = unitOfWork({ now: after(await time.now(pool), clock.shiftMs) });
      const { tx, signals } = unit;
      const result = work(tx);
      const last = unit.lastAfter(claim(tx.now));
      const connection = await connectionOf(pool);
      try {
        const { now } = await connection.whole(settings, [queryOf(hold), queryOf(last)]);
        time.learn(now);
        return { result, signals };
      } catch (error) {
        if (Object(error).code !== unclaimed) throw error;
        return { result: undefined, signals: new Set() };
      } finally {
        connection.release();
      }
    },
    async run(work) {
      const ask: Ask = (query) => (query.name ? pool.query(query) : askPlannedAnew(pool, query));
      const unit = unitOn(client, ask, await time.now(pool));
      const result = await work(unit.tx);
      const last = unit.last();
      if (last) await unit.tx.execute(last);
      return { result, signals: unit.signals };
    },
  };
}

async function askPlannedAnew(pool: pg.Pool, query: pg.QueryConfig): Promise<pg.QueryResult> {
  const connection = await connectionOf(pool);
  try {
    return await connection.askPlannedAnew(query);
  } finally {
    connection.release();
  }
}

function queryOf({ text, values }: Statement): pg.QueryConfig {
  return { name: nameOf(text), text, values };
}

/** On a connection of its own; what doesn't commit is rolled back. */
async function inTransaction<T>(
  pool: pg.Pool,
  beginning: Beginning,
  work: (begun: Begun) => Promise<T>,
): Promise<T> {
  const connection = await connectionOf(pool);
  const begun = await connection.begin(beginning).catch((error) => {
    // It may have begun there all the same.
    connection.release(error);
    throw error;
  });
  try {
    return await work(begun);
  } finally {
    // One that can't be rolled back ends its connection; why the work failed is what counts.
    if (!begun.isOver()) await begun.rollBack().catch(() => undefined);
    connection.release();
  }
}

async function connectionOf(pool: pg.Pool): Promise<PostgresClient & pg.PoolClient> {
  const coming = pool.connect();
  try {
    return (await within(maxWaitMs, coming)) as PostgresClient & pg.PoolClient;
  } catch (cause) {
    if (!(cause instanceof TookTooLong)) throw cause;
    // Nobody waits for it any more.
    coming.then((connection) => connection.release()).catch(() => undefined);
    throw new Error('no connection to the database came in time', { cause });
  }
}

/** What it has begun goes on, and is told that its transaction is over. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  try {
    return await within(statementTimeoutMs, work);
  } catch (cause) {
    if (!(cause instanceof TookTooLong)) throw cause;
    throw new Error('the transaction took too long', { cause });
  }
}
