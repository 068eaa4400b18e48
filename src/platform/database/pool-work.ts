import type pg from 'pg';
import { after, type Clock } from '../../shared/clock.ts';
import { type Beginning, beginAs, transactionBegun } from './begun.ts';
import { statementTimeoutMs } from './postgres-session.ts';
import type { Time } from './postgres-time.ts';
import type { Prisma, PrismaClient } from './prisma-client/client.ts';
import type { Signalling } from './signals.ts';
import { nameOf } from './statement-name.ts';
import { type Statement, type Tx, unitOfWork } from './unit-of-work.ts';

/** How long a transaction may wait for a connection. */
export const maxWaitMs = 5000;

/** Does units of work on a database; what they put off is written at their end. */
export interface PoolWork {
  /** On one connection, all of it or nothing. The first statements go along with BEGIN, what was put off with COMMIT. */
  transaction<T, First extends Rows>(
    work: (tx: Tx, first: First) => Promise<T>,
    beginning: { readonly settings: string; readonly first: readonly Statement[] },
  ): Promise<Signalling<T>>;
  /** Each statement for itself, on any connection. */
  run<T>(work: (tx: Tx) => Promise<T>): Promise<Signalling<T>>;
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
  const options = { maxWait: maxWaitMs, timeout: statementTimeoutMs };
  const unitOn = (db: Prisma.TransactionClient, ask: Ask, now: Date) =>
    unitOfWork({
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
      const beginning: Beginning = { settings, first: first.map(queryOf) };
      return await beginAs(beginning, () =>
        client.$transaction(async (db) => {
          const begun = transactionBegun();
          const unit = unitOn(db, begun.ask, time.of(begun));
          const rows: unknown = (await begun.first).map((each) => each.rows);
          const result = await work(unit.tx, rows as First);
          const last = unit.last();
          if (last) await begun.commit(queryOf(last));
          return { result, signals: unit.signals };
        }, options),
      );
    },
    async run(work) {
      const unit = unitOn(client, (query) => pool.query(query), await time.now(client));
      const result = await work(unit.tx);
      const last = unit.last();
      if (last) await unit.tx.execute(last);
      return { result, signals: unit.signals };
    },
  };
}

function queryOf({ text, values }: Statement): pg.QueryConfig {
  return { name: nameOf(text), text, values };
}
