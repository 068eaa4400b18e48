import { Prisma } from './prisma-client/client.ts';

/** A statement that is written by hand, with what it is about. */
export type Statement = Prisma.Sql;

/** The tables, as Prisma reads and writes them. What is written by hand goes by {@link Tx.query}. */
export type Tables = Pick<
  Prisma.TransactionClient,
  Exclude<keyof Prisma.TransactionClient, `$${string}`>
>;

/** What store functions work with that write and look at nothing. */
export interface Writes {
  /** The one moment that everything in it happens at: the database's clock (plus the clock's shift) when the work began. */
  readonly now: Date;
  /**
   * Writes rows at the end of the work, in one statement with everything else that is written then: for what nothing
   * in the work reads any more, such as the record of it. Takes one INSERT, UPDATE or DELETE, which sees nothing of the
   * others.
   */
  defer(write: Statement): void;
  /** Tells whoever listens on a channel, in any process, once it is committed. */
  signal(channel: string): void;
}

/** What store functions work with: the rows as well. */
export interface Tx extends Writes {
  readonly db: Tables;
  /** Runs a statement that is written by hand, without Prisma's own work around it. Gives the rows as `pg` reads them. */
  query<Row>(statement: Statement): Promise<Row[]>;
  /** The same; gives how many rows it wrote. */
  execute(statement: Statement): Promise<number>;
}

/** Work whose last writes and signals are collected. */
export interface UnitOfWork<On extends object> {
  readonly tx: On & Writes;
  /** The writes that were put off, as one statement. */
  last(): Statement | undefined;
  /** The same after a claim, an UPDATE with RETURNING: the statement fails with {@link unclaimed} when that meets no row. */
  lastAfter(claim: Statement): Statement;
  readonly signals: ReadonlySet<string>;
}

/** PostgreSQL's code of a division by zero: here by the number of rows that were claimed. */
export const unclaimed = '22012';

/** Begins a unit of work. */
export function unitOfWork<On extends { readonly now: Date }>(on: On): UnitOfWork<On> {
  const writes: Prisma.Sql[] = [];
  const signals = new Set<string>();
  const named = () =>
    writes.map((write, index) => Prisma.sql`${Prisma.raw(`w${index}`)} AS (${write})`);
  return {
    tx: {
      ...on,
      defer: (write) => void writes.push(write),
      signal: (channel) => void signals.add(channel),
    },
    last() {
      const [only, ...more] = writes;
      if (!only || more.length === 0) return only;
      return Prisma.sql`WITH ${Prisma.join(named())} SELECT 1`;
    },
    lastAfter(claim) {
      const parts = [Prisma.sql`claimed AS (${claim})`, ...named()];
      return Prisma.sql`WITH ${Prisma.join(parts)} SELECT 1 / count(*) FROM claimed`;
    },
    signals,
  };
}
