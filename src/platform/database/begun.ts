import { AsyncLocalStorage } from 'node:async_hooks';
import type pg from 'pg';

// Prisma begins and ends each transaction on a connection of its own choice. What our statements need of it goes by here.

/** What goes along with BEGIN. */
export interface Beginning {
  /** SET LOCAL statements, each ended by a semicolon; none when empty. */
  readonly settings: string;
  /** The first statements, which thereby cost no round trip of their own. */
  readonly first: readonly pg.QueryConfig[];
}

/** A transaction as it began. */
export interface Begun {
  readonly now: Date;
  /** What the first statements gave. */
  readonly first: Promise<pg.QueryResult[]>;
  /** Asks on its connection; throws once the transaction is over. */
  ask(query: pg.QueryConfig): Promise<pg.QueryResult>;
  /** Asks the last statement and commits, in one round trip. When it throws, nothing was committed or nobody knows. */
  commit(last: pg.QueryConfig): Promise<void>;
}

const context = new AsyncLocalStorage<{ readonly beginning: Beginning; begun?: Begun }>();

/** Begins a transaction by `begin`, in this way; what runs in it can ask for it by {@link transactionBegun}. */
export async function beginAs<T>(beginning: Beginning, begin: () => Promise<T>): Promise<T> {
  return await context.run({ beginning }, begin);
}

/** How the transaction is to begin that is being begun just now. */
export function presentBeginning(): Beginning {
  return context.getStore()?.beginning ?? { settings: '', first: [] };
}

/** Keeps the transaction for whoever has begun it. */
export function noteBegun(begun: Begun): void {
  const store = context.getStore();
  if (store) store.begun = begun;
}

/** The transaction that {@link beginAs} has begun. */
export function transactionBegun(): Begun {
  const begun = context.getStore()?.begun;
  if (!begun) throw new Error('no transaction has begun');
  return begun;
}
