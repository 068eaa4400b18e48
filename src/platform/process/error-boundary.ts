import { randomBytes } from 'node:crypto';
import type { Logger } from './logger.ts';
import { BusyError, Unavailable } from './turns.ts';

/** What was being done was cut short because the app stops: our own doing, and nobody's fault. */
export class AppStops extends Error {
  override readonly name = 'AppStops';
}

/**
 * Logs a fault once and returns the reference that the person is shown, so that the two can be matched. What a stop cut
 * short is no fault, nor what there was no room for. `where` says which way in it came by; never put user data into it.
 */
export function reportFault(log: Logger, error: unknown, where: Record<string, unknown>): string {
  const ref = randomBytes(4).toString('hex');
  if (isOfStop(error)) log.info({ ref, ...where }, 'cut short, as the app stops');
  else if (error instanceof Unavailable) log.warn({ reason: error.message, ref, ...where }, 'busy');
  else log.error({ err: error, ref, ...where }, 'fault');
  return ref;
}

/**
 * The same of work that nobody waits for. When people need the database's connections it gives way and is done later, and
 * the log has been told what it lacked.
 */
export function reportBackgroundFault(
  log: Logger,
  error: unknown,
  where: Record<string, unknown>,
): void {
  if (!(error instanceof BusyError)) reportFault(log, error, where);
}

/** Tells of work that is done again and again how it went: of several faults in a row the first one is logged. */
export function watchRepeated(
  log: Logger,
  where: Record<string, unknown>,
): { readonly failed: (error: unknown) => void; readonly worked: () => void } {
  let isFailing = false;
  return {
    failed(error) {
      if (error instanceof BusyError) return;
      if (!isFailing) reportFault(log, error, where);
      isFailing = true;
    },
    worked() {
      isFailing = false;
    },
  };
}

/** Whether something failed because the app stops. */
export function isOfStop(error: unknown, depth = 0): boolean {
  if (error instanceof AppStops) return true;
  const { cause } = Object(error) as { cause?: unknown };
  return cause !== undefined && depth < 5 && isOfStop(cause, depth + 1);
}

/** What a person reads when something of ours failed. */
export function faultText(ref: string): string {
  return `Something went wrong on our side (ref ${ref}). Please try again in a moment.`;
}
