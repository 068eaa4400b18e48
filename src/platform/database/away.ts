import { type Patience, TookTooLong, within } from '../process/deadline.ts';
import type { Database } from './database.ts';
import { DatabaseReadOnly } from './unwilling.ts';

/** Whether the database answers anything, within so many milliseconds. */
export async function answersInTime(database: Database, ms: number): Promise<boolean> {
  return await within(ms, database.statement('SELECT 1', [])).then(
    () => true,
    () => false,
  );
}

/** Whether work failed because the database is away or takes no changes: then it may be done once it is back. */
export async function isAway(database: Database, failedWith: unknown): Promise<boolean> {
  return failedWith instanceof DatabaseReadOnly || !(await answersInTime(database, 1000));
}

/** The database took longer than whoever asked can wait. */
class DatabaseSilent extends Error {
  override readonly name = 'DatabaseSilent';
}

/** What the database gives. @throws DatabaseSilent when that takes longer than the patience. */
export async function unlessSilent<T>(asked: Promise<T>, patience: Patience): Promise<T> {
  if (patience.within === undefined) return await asked;
  try {
    return await within(patience.within, asked);
  } catch (cause) {
    if (!(cause instanceof TookTooLong)) throw cause;
    throw new DatabaseSilent('the database does not answer in time', { cause });
  }
}
