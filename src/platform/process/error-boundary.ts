import { randomBytes } from 'node:crypto';
import type { Logger } from './logger.ts';

/**
 * Logs a fault once and returns the reference that the person is shown, so that the two can be matched.
 * `where` says which way in it came by; never put user data into it.
 */
export function reportFault(log: Logger, error: unknown, where: Record<string, unknown>): string {
  const ref = randomBytes(4).toString('hex');
  log.error({ err: error, ref, ...where }, 'fault');
  return ref;
}

/** What a person reads when something of ours failed. */
export function faultText(ref: string): string {
  return `Something went wrong on our side (ref ${ref}). Please try again in a moment.`;
}
