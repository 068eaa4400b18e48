/**
 * Moves the app's time. The database's clock is the only one that decides anything; `shiftMs` is added
 * to it, so that tests and the sandbox can be a week ahead. Zero in production.
 */
export interface Clock {
  shiftMs: number;
}

/** The clock of the real world. */
export function realClock(): Clock {
  return { shiftMs: 0 };
}

/**
 * So far ahead may lie what was written as "now": whoever reads it may have begun a moment earlier. What lies further ahead
 * was written before the clock was set back, and says nothing of how long ago it was.
 */
export const aheadMs = 10_000;

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Reads a length of time such as `30s`, `12h` or `7d`, in milliseconds; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,7})([smhd])$/.exec(text);
  if (!match) return undefined;
  return Number(match[1]) * units[match[2] as keyof typeof units];
}

/** The moment that lies `ms` milliseconds after another. */
export function after(moment: Date, ms: number): Date {
  return new Date(moment.getTime() + ms);
}
