import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

/** How long something may take; as long as the other side takes when undefined. */
export interface Patience {
  readonly within?: number;
}

/** For what must be known before Slack gets its answer, which it waits 3 s for. */
export const beforeAnswer = { within: 1200 } as const satisfies Patience;

/** Somebody else didn't answer in time. */
export class TookTooLong extends Error {
  override readonly name = 'TookTooLong';
}

/**
 * What the promise gives, if it does within `ms`; throws TookTooLong otherwise. Whatever it waits for goes on, and may
 * be of use to whoever asks next.
 */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TookTooLong(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

/** What may end much at once: all of it listens, and of more than ten Node would warn. */
export function createEnding(): AbortController {
  const ending = new AbortController();
  setMaxListeners(0, ending.signal);
  return ending;
}

/**
 * Does work that a signal ends: after `ms`, with a TookTooLong as its reason, and when `other` fires. The same by AbortSignal.any
 * and AbortSignal.timeout need not end: Node collects such a timeout as garbage.
 */
export async function endedAfter<T>(
  ms: number,
  other: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const end = () => ending.abort(other.reason);
  const timer = setTimeout(() => ending.abort(new TookTooLong(`not done within ${ms} ms`)), ms);
  other.addEventListener('abort', end, { once: true });
  if (other.aborted) end();
  try {
    return await work(ending.signal);
  } finally {
    clearTimeout(timer);
    other.removeEventListener('abort', end);
  }
}

/** Waits, but no longer than the app runs; gives whether it still does. */
export async function waited(ms: number, stopping: AbortSignal): Promise<boolean> {
  await pause(ms, undefined, { signal: stopping }).catch(() => undefined);
  return !stopping.aborted;
}
