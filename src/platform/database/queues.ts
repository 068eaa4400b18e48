import { BusyError } from '../process/turns.ts';

/**
 * Does a piece of work when fewer than the most of its queue are being done, and tells it how many milliseconds it has
 * waited. @throws BusyError
 */
export type InQueue = <T>(queue: string, work: (waitedMs: number) => Promise<T>) => Promise<T>;

interface Queue {
  running: number;
  readonly waiting: (() => void)[];
}

/**
 * Lets so much work of each queue be done at once; the rest waits here, in the order in which it came, and is refused
 * when it has waited for too long.
 */
export function createQueues(limits: { maxAtOnce: number; maxWaitMs: number }): InQueue {
  const queues = new Map<string, Queue>();

  async function turn(queue: Queue): Promise<void> {
    if (queue.running < limits.maxAtOnce) {
      queue.running += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const begin = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        queue.waiting.splice(queue.waiting.indexOf(begin), 1);
        reject(new BusyError('too many wait'));
      }, limits.maxWaitMs);
      queue.waiting.push(begin);
    });
  }

  return async (name, work) => {
    const queue = queues.get(name) ?? { running: 0, waiting: [] };
    queues.set(name, queue);
    const cameAt = performance.now();
    await turn(queue);
    try {
      return await work(performance.now() - cameAt);
    } finally {
      const next = queue.waiting.shift();
      if (next) next();
      else queue.running -= 1;
      if (queue.running === 0) queues.delete(name);
    }
  };
}

/**
 * Of those who want the same lock only one waits in the database: for a second one PostgreSQL counts the time anew when
 * the first one gives up.
 */
const maxConnectionsOfQueue = 1;
/** A wait that isn't worth a statement. */
const shortWaitMs = 200;

/**
 * Lets one at a time ask for the lock of a queue; the work begins its transaction with the settings that it is told, so
 * that the waits here and there together take no longer than one may.
 */
export function createLockQueues(
  maxWaitMs: number,
): <T>(queue: string, work: (settings: string) => Promise<T>) => Promise<T> {
  const inQueue = createQueues({ maxAtOnce: maxConnectionsOfQueue, maxWaitMs });
  return (queue, work) =>
    inQueue(queue, (waitedMs) => {
      const leftMs = Math.ceil(Math.max(maxWaitMs - waitedMs, 1));
      return work(waitedMs > shortWaitMs ? `SET LOCAL lock_timeout = ${leftMs};` : '');
    });
}
