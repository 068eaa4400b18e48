import { setTimeout as pause } from 'node:timers/promises';
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import type { Logger } from '../process/logger.ts';

/** How long to wait where Slack asks for a pause without saying of how long. */
const unsaidPauseMs = 30_000;
/** A shorter pause would be none, and what waits for a longer one would be given up. */
const [shortestPauseMs, maxPauseMs] = [1000, 3_600_000];

/**
 * For how long Slack wants no such call any more; undefined when the failure is another one. It says so with status
 * 429, and now and then as an error. From a second to an hour, whatever it says.
 * https://docs.slack.dev/apis/web-api/rate-limits
 */
export function retryAfterMs(error: unknown): number | undefined {
  if (error instanceof WebAPIRateLimitedError) {
    return clampedPause(error.retryAfter * 1000);
  }
  const said = slackErrorName(error);
  return said === 'ratelimited' || said === 'rate_limited' ? unsaidPauseMs : undefined;
}

/** The same for a Retry-After as it stands in the answer; null where there is none. */
export function pauseAskedFor(retryAfter: string | null): number {
  return clampedPause(Number.parseInt(retryAfter ?? '', 10) * 1000);
}

function clampedPause(said: number): number {
  return Number.isNaN(said) ? unsaidPauseMs : Math.min(Math.max(said, shortestPauseMs), maxPauseMs);
}

/** Slack's name for what it refuses, such as `not_in_channel`; undefined when it didn't answer like that. */
export function slackErrorName(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}

/** Whether Slack knows nobody by that id, or shows nothing of them. https://docs.slack.dev/reference/methods/users.info#errors */
export function isOfNobody(error: unknown): boolean {
  return ['user_not_found', 'user_not_visible'].includes(slackErrorName(error) ?? '');
}

/** Errors of Slack's own that pass (docs.slack.dev/apis/web-api/#errors). */
const passingErrors: readonly unknown[] = [
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
];

/** Whether Slack has answered, if only with a no that stays; otherwise it can't answer at the moment. */
export function isSlacksWord(error: unknown): boolean {
  const name = slackErrorName(error);
  return name !== undefined && retryAfterMs(error) === undefined && !passingErrors.includes(name);
}

/** Whether it is Slack that can't do it at the moment, and may be able to later. */
export function isPassingTrouble(error: unknown): boolean {
  const isOfSlack =
    error instanceof WebAPIHTTPError ||
    error instanceof WebAPIRequestError ||
    error instanceof WebAPIRateLimitedError ||
    slackErrorName(error) !== undefined;
  return isOfSlack && !isSlacksWord(error);
}

/** Before each further try, unless Slack says how long to wait; whoever posted is still there after that. */
const waitsMs = [1000, 5000, 20_000];
const maxWaitMs = 60_000;

/** How a call of Slack's is made that nobody waits for. */
export interface RetryDeps {
  readonly log: Logger;
  /** Once the app stops, nothing is tried any more. */
  readonly stopping: AbortSignal;
}

/**
 * Calls Slack, and again when that helps. Gives what it answered; undefined when it refuses for good, which is logged
 * with `what` it was about, unless it was to be expected. Throws only what isn't about Slack.
 */
export async function callWithRetries<T>(
  { log, stopping }: RetryDeps,
  { what, expected }: { what: string; expected: ReadonlySet<string> },
  call: () => Promise<T>,
): Promise<T | undefined> {
  for (const nextWaitMs of [...waitsMs, undefined]) {
    try {
      return await call();
    } catch (err) {
      const error = slackErrorName(err);
      if (error !== undefined && expected.has(error)) return undefined;
      const waitMs = nextWaitMs && waitBeforeNext(err, nextWaitMs);
      if (waitMs === undefined || waitMs > maxWaitMs || stopping.aborted) {
        if (error === undefined && stopping.aborted) log.info({ what }, 'left, as the app stops');
        else log.warn({ what, ...(error === undefined ? { err } : { error }) }, 'Slack refuses');
        return undefined;
      }
      // Cut short when the app stops; the next try is then the last.
      await pause(waitMs, undefined, { signal: stopping }).catch(() => undefined);
    }
  }
  return undefined;
}

/** How long to wait before a call is made again; undefined when that won't help. Throws what isn't Slack's. */
export function waitBeforeNext(error: unknown, usualMs: number): number | undefined {
  const asked = retryAfterMs(error);
  if (asked !== undefined) return asked;
  if (error instanceof WebAPIHTTPError || error instanceof WebAPIRequestError) return usualMs;
  const name = slackErrorName(error);
  if (name === undefined) throw error;
  return isSlacksWord(error) ? undefined : usualMs;
}
