import { reportBackgroundFault } from '../process/error-boundary.ts';
import type { Logger } from '../process/logger.ts';
import type { Database } from './database.ts';
import { countAct } from './rate-limit.ts';

/** Deletes up to `max` rows that nobody needs any more, and gives how many. */
export type Purge = (database: Database, max: number) => Promise<number>;

export interface RetentionDeps {
  readonly database: Database;
  readonly log: Logger;
  /** By what is deleted. */
  readonly purges: Readonly<Record<string, Purge>>;
}

const lookEveryMs = 3_600_000;
/** Small enough that nobody waits for a lock of ours. */
const batchSize = 500;
const onceADay = { name: 'retention', max: 1, windowMs: 24 * 3_600_000 };

/** Deletes what is too old once a day, now if it is time; of all processes only one does it. */
export function startRetention(deps: RetentionDeps): { stop(): Promise<void> } {
  let stopped = false;
  const isStopped = (): boolean => stopped;
  let running = run(deps, isStopped);
  const timer = setInterval(() => {
    running = running.then(() => run(deps, isStopped));
  }, lookEveryMs);
  timer.unref();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

async function run(deps: RetentionDeps, isStopped: () => boolean): Promise<void> {
  const { database, purges, log } = deps;
  try {
    if (await database.run((tx) => countAct(tx, onceADay, 'all'))) return;
    const deleted: Record<string, number> = {};
    for (const [what, purge] of Object.entries(purges)) {
      deleted[what] = await purgeAll(database, purge, isStopped);
    }
    log.info(deleted, 'old rows deleted');
  } catch (error) {
    // What is left is deleted the next time.
    reportBackgroundFault(log, error, { at: 'retention' });
  }
}

async function purgeAll(
  database: Database,
  purge: Purge,
  isStopped: () => boolean,
): Promise<number> {
  let total = 0;
  let count: number;
  do {
    count = await purge(database, batchSize);
    total += count;
  } while (count >= batchSize && !isStopped());
  return total;
}
