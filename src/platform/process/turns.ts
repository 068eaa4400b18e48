import { currentRequest } from './request-context.ts';

/** Nothing was done, for a reason that passes and of which the log is told where it is found: later it may work. */
export class Unavailable extends Error {}

/** Too many wait already, or whoever asked has hung up. */
export class BusyError extends Unavailable {
  override readonly name = 'BusyError';
}

/** Who asks: whoever has proved something, or anybody. */
export type Asker = 'known' | 'stranger';

/** Does a piece of work when it is its turn, and gives what came of it. @throws BusyError */
export type InTurn = <T>(work: () => Promise<T>, asker?: Asker) => Promise<T>;

/**
 * Lets heavy work be done a few at once, in the order in which it came. Whoever comes when too many wait is
 * refused, and work whose request was given up meanwhile is left out. Strangers wait in a line of their own, and the two
 * lines have their turns by turns: so no crowd of them keeps the others waiting.
 */
export function createTurns(limits: { maxAtOnce: number; maxWaiting: number }): InTurn {
  let running = 0;
  const lines: Record<Asker, (() => void)[]> = { known: [], stranger: [] };
  let last: Asker = 'stranger';

  /** Whoever is next: of the other line than the one before, if somebody waits there. */
  function next(): (() => void) | undefined {
    const other = last === 'known' ? 'stranger' : 'known';
    last = lines[other].length > 0 ? other : last;
    return lines[last].shift();
  }

  /** Takes a place among those that are done, when there is one. */
  function turn(asker: Asker): Promise<void> {
    const waiting = lines[asker];
    const hungUp = currentRequest()?.hungUp;
    if (hungUp?.aborted) throw new BusyError('nobody waits for it any more');
    if (running < limits.maxAtOnce) {
      running += 1;
      return Promise.resolve();
    }
    if (waiting.length >= limits.maxWaiting) throw new BusyError('too many wait');
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        hungUp?.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        waiting.splice(waiting.indexOf(begin), 1);
        reject(new BusyError('nobody waits for it any more'));
      };
      hungUp?.addEventListener('abort', giveUp, { once: true });
      waiting.push(begin);
    });
  }

  return async (work, asker = 'known') => {
    await turn(asker);
    try {
      return await work();
    } finally {
      const begin = next();
      if (begin) begin();
      else running -= 1;
    }
  };
}
