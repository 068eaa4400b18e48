import type { Logger } from '../process/logger.ts';
import { createSparseLog } from '../process/sparse-log.ts';
import { BusyError } from '../process/turns.ts';

/**
 * The database can be read only, at the moment: its server became a standby, somebody has set it so, or its disk is full.
 */
export class DatabaseReadOnly extends Error {
  override readonly name = 'DatabaseReadOnly';
}

/** PostgreSQL's codes, and Prisma's for the first. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const tooManyConnections: readonly unknown[] = ['53300', 'P2037'];
const readOnly: readonly unknown[] = ['25006'];
/** The disk is full. */
const noRoom: readonly unknown[] = ['53100'];

/**
 * Does work on the database. When that gives no more connections it is as if too many people came (BusyError), when
 * it takes no changes it is a DatabaseReadOnly; whoever runs the app is told what to do.
 */
export function namingUnwillingness(log: Logger): <T>(work: () => Promise<T>) => Promise<T> {
  const warn = createSparseLog(log);
  return async (work) => {
    try {
      return await work();
    } catch (cause) {
      const codes = codesOf(cause);
      if (codes.some((code) => readOnly.includes(code))) {
        throw new DatabaseReadOnly('the database takes no changes: it can be read only', { cause });
      }
      if (codes.some((code) => noRoom.includes(code))) {
        warn('room', {}, makeRoom);
        throw new DatabaseReadOnly('the database takes no changes: its disk is full', { cause });
      }
      if (!codes.some((code) => tooManyConnections.includes(code))) throw cause;
      warn('connections', {}, noMoreConnections);
      throw new BusyError('PostgreSQL gives no more connections', { cause });
    }
  };
}

const makeRoom = "the database's disk is full: nothing can be changed until there is room on it";
const noMoreConnections =
  'PostgreSQL gives this app no more connections: set DATABASE_POOL_SIZE lower, or let the role, the database or the server have more';

/** The codes of an error and of what it was caused by, as Prisma wraps PostgreSQL's. */
function codesOf(error: unknown, depth = 0): unknown[] {
  if (typeof error !== 'object' || error === null || depth > 5) return [];
  const { code, originalCode, cause, meta } = error as Record<string, unknown>;
  const { driverAdapterError } = Object(meta) as { driverAdapterError?: unknown };
  const within = [cause, driverAdapterError].flatMap((each) => codesOf(each, depth + 1));
  return [code, originalCode, ...within];
}
