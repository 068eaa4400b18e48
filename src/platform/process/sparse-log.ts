import type { Logger } from './logger.ts';

/** Says why, and what else is to be known of it. */
export type SparseWarning = (kind: string, detail: object, text: string) => void;

const pauseMs = 60_000;

/**
 * Warns about what strangers can cause as often as they like, and so could fill the log with: of each kind the
 * first time at once, then once a minute at most, with how often it was since. `now` is in milliseconds.
 */
export function createSparseLog(log: Logger, now = () => performance.now()): SparseWarning {
  const kinds = new Map<string, { saidAt: number; times: number }>();
  return (kind, detail, text) => {
    const { saidAt, times } = kinds.get(kind) ?? { saidAt: Number.NEGATIVE_INFINITY, times: 0 };
    if (now() - saidAt < pauseMs) {
      kinds.set(kind, { saidAt, times: times + 1 });
      return;
    }
    log.warn({ ...detail, times: times + 1 }, text);
    kinds.set(kind, { saidAt: now(), times: 0 });
  };
}
