import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterFailure } from '../../src/delivery/rules.ts';
import { slackFailure } from '../../src/delivery/slack-sender.ts';

const start = new Date('2026-11-29T12:00:00Z');
const second = 1000;
const hour = 3600 * second;
const giveUpAt = new Date(start.getTime() + 24 * hour);
const temporary = { reason: 'busy', permanent: false };

/** How long the wait is after so many attempts; undefined when there is no other. */
function waitAfter(attempts: number, random: number, sinceStart = 0): number | undefined {
  const now = new Date(start.getTime() + sinceStart);
  const next = afterFailure(temporary, { attempts, giveUpAt }, now, random);
  return next.state === 'retrying' ? next.dueAt.getTime() - now.getTime() : undefined;
}

test.each([
  [1, 30],
  [2, 60],
  [3, 120],
  [7, 1920],
  [8, 3600],
  [9, 3600],
  [1000, 3600],
])('waits after attempt %i at least %i seconds, a fifth more at most', (attempts, seconds) => {
  expect(waitAfter(attempts, 0)).toBe(seconds * second);
  expect(waitAfter(attempts, 1)).toBeCloseTo(seconds * second * 1.2, 3);
  expect(waitAfter(attempts, 0.5)).toBeCloseTo(seconds * second * 1.1, 3);
});

test('goes on for a day and no longer', () => {
  expect(waitAfter(20, 0, 23 * hour)).toBe(hour);
  expect(waitAfter(20, 0.01, 23 * hour)).toBeUndefined();
  expect(waitAfter(20, 0, 23 * hour + 1)).toBeUndefined();
  expect(waitAfter(1, 0, 24 * hour - 30 * second)).toBe(30 * second);
  expect(waitAfter(1, 0, 25 * hour)).toBeUndefined();
});

test('does not try again what can not work', () => {
  const failure = { reason: 'no such person', permanent: true };
  expect(afterFailure(failure, { attempts: 1, giveUpAt }, start, 0)).toEqual({
    state: 'failed',
  });
});

test('never waits longer than an hour and a fifth, nor past the day', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.integer({ min: 0, max: 48 * hour }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempts, since, random) => {
        const wait = waitAfter(attempts, random, since);
        if (wait === undefined) return;
        expect(wait).toBeGreaterThanOrEqual(30 * second);
        expect(wait).toBeLessThanOrEqual(1.2 * hour);
        expect(since + wait).toBeLessThanOrEqual(24 * hour);
      },
    ),
    { numRuns: 1000, seed: 2 },
  );
});

test.each([
  ['users_not_found', true],
  ['user_not_found', true],
  ['user_disabled', true],
  ['cannot_dm_bot', true],
  ['messages_tab_disabled', false],
  ['msg_blocks_too_long', true],
  ['missing_scope', false],
  ['team_not_found', false],
  ['account_inactive', false],
  ['token_revoked', false],
  ['token_expired', false],
  ['invalid_auth', false],
  ['org_login_required', false],
  ['internal_error', false],
  ['fatal_error', false],
  ['something_new', false],
])('knows whether it is final that Slack says %s', (error, permanent) => {
  const refusal = new WebAPIPlatformError({ ok: false, error });
  expect(slackFailure(refusal)).toEqual({ reason: `Slack said ${error}`, permanent });
});

test.each([
  [Number.NaN, 30_000],
  [-1, 1000],
  [0, 1000],
  [0.5, 1000],
  [59, 59_000],
  [90_000, 3_600_000],
  [1e16, 3_600_000],
  [Number.POSITIVE_INFINITY, 3_600_000],
])('waits for a second at least and an hour at most when Slack says %d s', (said, retryAfterMs) => {
  expect(slackFailure(new WebAPIRateLimitedError(said))).toMatchObject({ retryAfterMs });
});

test.each([
  new WebAPIRateLimitedError(30),
  new WebAPIPlatformError({ ok: false, error: 'ratelimited' }),
])('waits for as long as Slack asks, however it says so', (refusal) => {
  expect(slackFailure(refusal)).toEqual({
    reason: 'Slack asked us to wait',
    permanent: false,
    retryAfterMs: 30_000,
  });
});
