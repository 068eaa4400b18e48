import { watchRepeated } from './error-boundary.ts';
import type { Logger } from './logger.ts';
import type { Plans } from './plans.ts';

/** Work that waits in the database, of which each process takes some. */
export interface Waiting<Due> {
  /** For the log. */
  readonly at: string;
  readonly log: Logger;
  /** Takes what has waited longest, for a while in which no other process does; undefined when nothing is due. */
  take(): Promise<Due | undefined>;
  work(due: Due): Promise<void>;
  /** In how many milliseconds the next is due; undefined when nothing waits. */
  untilNext(): Promise<number | undefined>;
  /** Calls back when there may be something; gives how to stop. */
  listen(onSignal: () => void): Promise<() => Promise<void>>;
}

/** How long a signal may be missed for. */
const maxPollMs = 5000;
/** The rest of the app starts first: a database may give us few connections. */
const startMs = 200;

/** Does what waits, one after the other, until the plans are stopped. Gives how to hear of no more signals. */
export async function takeTurns<Due>(
  plans: Plans,
  waiting: Waiting<Due>,
): Promise<() => Promise<void>> {
  let isRunning = false;
  let isSignalled = false;
  const turns = watchRepeated(waiting.log, { at: waiting.at });

  function wake(): void {
    isSignalled = true;
    if (!isRunning) plans.plan('run', 0, run);
  }

  async function run(): Promise<void> {
    isRunning = true;
    isSignalled = false;
    let waitMs = 0;
    try {
      const due = await waiting.take();
      if (due === undefined) waitMs = Math.min((await waiting.untilNext()) ?? maxPollMs, maxPollMs);
      else await waiting.work(due);
      turns.worked();
    } catch (error) {
      // Nothing is lost: once its lease is over, it is taken again.
      turns.failed(error);
      waitMs = maxPollMs;
    }
    isRunning = false;
    plans.plan('run', isSignalled ? 0 : waitMs, run);
  }

  const unlisten = await waiting.listen(wake);
  plans.plan('run', startMs, run);
  return unlisten;
}
