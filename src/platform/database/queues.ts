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
