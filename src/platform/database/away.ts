import { within } from '../process/deadline.ts';
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
