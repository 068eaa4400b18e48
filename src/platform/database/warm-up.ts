import { BusyError } from '../process/turns.ts';
import type { Database } from './database.ts';

/** Uses a database once, as the first time is slow. Where there is no room for it just now, nothing is lost. */
export async function warmUp(database: Database): Promise<void> {
  try {
    await database.transaction(async () => undefined);
  } catch (error) {
    if (!(error instanceof BusyError)) throw error;
  }
}
