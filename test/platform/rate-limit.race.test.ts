import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Counted,
  countInAll,
  forgiveActs,
  type RateLimit,
} from '../../src/platform/database/rate-limit.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { realClock } from '../../src/shared/clock.ts';
import { makeTestDatabase, type TestDatabase } from '../support/test-database.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase(realClock(), createLogger({ level: 'silent' }));
});
afterAll(() => db.remove());

const limits: readonly RateLimit[] = ['a', 'b', 'c', 'd'].map((name) => ({
  name,
  max: 1_000_000,
  windowMs: 600_000,
}));

test('who counts and who forgives the same several limits never wait for each other in a circle', async () => {
  const all = limits.map((limit): Counted => ({ limit, subject: 'everybody' }));
  const [a, b, c, d] = all as [Counted, Counted, Counted, Counted];
  const orders = [all, [d, c, b, a], [b, d, a, c], [c, a, d, b]];
  const counting = Array.from({ length: 400 }, (_, index) =>
    db.database.transaction(async (tx) => {
      const acts = orders[index % orders.length] ?? all;
      await countInAll(tx, Object.fromEntries(acts.map((act) => [act.limit.name, act])));
    }),
  );
  const forgiving = Array.from({ length: 400 }, (_, index) =>
    db.database.transaction((tx) =>
      forgiveActs(tx, index % 2 ? { takenBack: [d, b, a, c] } : { takenBack: [c, a, d, b] }),
    ),
  );

  const ends = await Promise.allSettled([...counting, ...forgiving]);

  expect(ends.filter(({ status }) => status === 'rejected')).toEqual([]);
  const rows = (await db.query('SELECT acts FROM rate_limits')) as { acts: number }[];
  expect(rows).toHaveLength(4);
  // Each was counted and forgiven with all of the others.
  expect(new Set(rows.map(({ acts }) => acts)).size).toBe(1);
});
