import { expect, test } from 'vitest';
import { createDatabaseTime } from '../../src/platform/database/postgres-time.ts';

const noon = Date.parse('2026-12-01T12:00:00Z');

/** A database whose clock shows noon when ours shows 0, and answers that came so long after it had looked. */
function timeOf(...answers: { readonly askedAt: number; readonly tookMs: number }[]) {
  let at = 0;
  const time = createDatabaseTime(() => at);
  for (const { askedAt, tookMs } of answers) {
    at = askedAt + tookMs;
    time.learn(new Date(noon + askedAt));
  }
  return (readAt: number) => {
    at = readAt;
    const now = time.now();
    return now && now.getTime() - noon;
  };
}

test('knows nothing before the database has told', () => {
  expect(timeOf()(0)).toBeUndefined();
});

test('is behind the database by what the answer took, and runs on with it', () => {
  const now = timeOf({ askedAt: 100, tookMs: 3 });

  expect(now(103)).toBe(100);
  expect(now(1103)).toBe(1100);
});

test('believes the quickest answer', () => {
  const now = timeOf(
    { askedAt: 0, tookMs: 50 },
    { askedAt: 100, tookMs: 2 },
    { askedAt: 200, tookMs: 40 },
  );

  expect(now(1000)).toBe(998);
});

test('believes no answer for longer than half a minute', () => {
  const now = timeOf({ askedAt: 0, tookMs: 2 });

  expect(now(30_001)).toBe(29_999);
  expect(now(30_002)).toBeUndefined();
});

test('follows a database that has another time meanwhile', () => {
  let at = 0;
  const time = createDatabaseTime(() => at);
  time.learn(new Date(noon));
  at = 40_000;
  time.learn(new Date(noon - 3_600_000));

  expect(time.now()).toEqual(new Date(noon - 3_600_000));
});
