import { Prisma } from './prisma-client/client.ts';

/** A statement that is written by hand, with what it is about. */
export type Statement = Prisma.Sql;

/** The tables, as Prisma reads and writes them. What is written by hand goes by {@link Tx.query}. */
export type Tables = Pick<
  Prisma.TransactionClient,
  Exclude<keyof Prisma.TransactionClient, `$${string}`>
>;

/** What store functions work with: the rows, and the one moment that everything in it happens at. */
export interface Tx {
  readonly db: Tables;
  /** Runs a statement that is written by hand, without Prisma's own work around it. Gives the rows as `pg` reads them. */
  query<Row>(statement: Statement): Promise<Row[]>;
  /** The same; gives how many rows it wrote. */
  execute(statement: Statement): Promise<number>;
  /** The database's clock (plus the clock's shift) when the work began. */
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

/** Work whose last writes and signals are collected. */
export interface UnitOfWork {
  readonly tx: Tx;
  /** The writes that were put off, as one statement. */
  last(): Statement | undefined;
  readonly signals: ReadonlySet<string>;
}

/** Begins a unit of work. */
export function unitOfWork(on: Pick<Tx, 'db' | 'query' | 'execute' | 'now'>): UnitOfWork {
  const writes: Prisma.Sql[] = [];
  const signals = new Set<string>();
  return {
    tx: {
      ...on,
      defer: (write) => void writes.push(write),
      signal: (channel) => void signals.add(channel),
    },
    last() {
      const [only, ...more] = writes;
      if (!only || more.length === 0) return only;
      const parts = writes.map(
        (write, index) => Prisma.sql`${Prisma.raw(`w${index}`)} AS (${write})`,
      );
      return Prisma.sql`WITH ${Prisma.join(parts)} SELECT 1`;
    },
    signals,
  };
}
