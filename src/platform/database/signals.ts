import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { nameOf } from './statement-name.ts';

const notify = 'SELECT pg_notify($1, $2)';
/** What follows a signal so soon is told by one. */
const togetherMs = 10;

/** What some work led to, and the channels on which others are to hear of it. */
export interface Signalling<T> {
  readonly result: T;
  readonly signals: ReadonlySet<string>;
}

/** Tells other processes of what was committed. */
export interface Signals {
  /** Does the work and then tells, without waiting for it; gives the result. */
  after<T>(work: () => Promise<Signalling<T>>): Promise<T>;
  /** Resolves when all has been told. */
  settle(): Promise<void>;
}

/**
 * Signals by NOTIFY. Not in the transaction that causes them: there it would make all that commit wait for each other.
 * One at a time on a channel: what comes meanwhile, or right after it, is told by the next, together. Whoever listens looks
 * for itself, too, every now and then, so a signal that is lost costs nothing but time.
 */
export function createSignals(pool: pg.Pool): Signals {
  /** The one that has begun, and whether another is to follow it. */
  const telling = new Map<string, { done: Promise<void>; again: boolean }>();

  function tell(channel: string): void {
    const running = telling.get(channel);
    if (running) {
      running.again = true;
      return;
    }
    const done = pool
      .query({ name: nameOf(notify), text: notify, values: [channel, ''] })
      .catch(() => undefined)
      .then(() => pause(togetherMs))
      .then(() => {
        const isToFollow = telling.get(channel)?.again;
        telling.delete(channel);
        if (isToFollow) tell(channel);
      });
    telling.set(channel, { done, again: false });
  }

  return {
    async after(work) {
      const { result, signals } = await work();
      for (const channel of signals) tell(channel);
      return result;
    },
    async settle() {
      while (telling.size > 0) await Promise.all([...telling.values()].map(({ done }) => done));
    },
  };
}
