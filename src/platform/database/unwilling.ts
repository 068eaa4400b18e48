import type { Logger } from '../process/logger.ts';
import { createSparseLog } from '../process/sparse-log.ts';
import { BusyError, Unavailable } from '../process/turns.ts';

/**
 * The database can be read only, at the moment: its server became a standby, somebody has set it so, or its disk is full.
 */
export class DatabaseReadOnly extends Unavailable {
  override readonly name = 'DatabaseReadOnly';
}

/**
 * What the operator is told, by PostgreSQL's codes and Prisma's, for what passes by itself and for what takes no changes.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const noMoreConnections =
  'PostgreSQL gives this app no more connections: set DATABASE_POOL_SIZE lower, or let the role, the database or the server have more';
const lacks = new Map<unknown, string>([
  ['53300', noMoreConnections],
  ['P2037', noMoreConnections],
  ['53200', 'the database has no memory left: give its server more, or set its work_mem lower'],
]);
const refusals = new Map<unknown, string>([
  ['53100', "the database's disk is full: nothing can be changed until there is room on it"],
  [
    '25006',
    'the database takes no changes: its server is a standby, or default_transaction_read_only is set',
  ],
]);

/** For so long after a change was refused others are taken to be refused, too. */
const refusingMs = 60_000;

/** What the database is willing to do. */
export interface Willingness {
  /**
   * Does work on the database. When that gives no more connections, or has no memory, it is as if too many people came
   * (BusyError), when it takes no changes it is a DatabaseReadOnly; whoever runs the app is told what to do.
   */
  on<T>(work: () => Promise<T>): Promise<T>;
  /** Whether it refused a change within the last minute. */
  refusesChanges(): boolean;
}

/** @param now in milliseconds */
export function watchWillingness(log: Logger, now = () => performance.now()): Willingness {
  const warn = createSparseLog(log);
  let refusedAt = Number.NEGATIVE_INFINITY;

  function named(cause: unknown): unknown {
    for (const code of codesOf(cause)) {
      const refusal = refusals.get(code);
      const why = refusal ?? lacks.get(code);
      if (!why) continue;
      warn(why, {}, why);
      if (!refusal) return new BusyError(why, { cause });
      refusedAt = now();
      return new DatabaseReadOnly(why, { cause });
    }
    return cause;
  }

  return {
    async on(work) {
      try {
        return await work();
      } catch (cause) {
        throw named(cause);
      }
    },
    refusesChanges: () => now() - refusedAt < refusingMs,
  };
}

/** The codes of an error and of what it was caused by, as Prisma wraps PostgreSQL's. */
function codesOf(error: unknown, depth = 0): unknown[] {
  if (typeof error !== 'object' || error === null || depth > 5) return [];
  const { code, originalCode, cause, meta } = error as Record<string, unknown>;
  const { driverAdapterError } = Object(meta) as { driverAdapterError?: unknown };
  const within = [cause, driverAdapterError].flatMap((each) => codesOf(each, depth + 1));
  return [code, originalCode, ...within];
}
