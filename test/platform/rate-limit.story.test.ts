import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  countAct,
  countWithin,
  forgiveActs,
  networkOf,
  type RateLimit,
  roomWithin,
} from '../../src/platform/database/rate-limit.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { realClock } from '../../src/shared/clock.ts';
import { makeTestDatabase, type TestDatabase } from '../support/test-database.ts';

const clock = realClock();
let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase(clock, createLogger({ level: 'silent' }));
});
afterAll(async () => {
  await db.database.close();
  await db.remove();
});

const limit: RateLimit = { name: 'tried', max: 2, windowMs: 600_000, byNetwork: true };

/** Whether something may be done once more from an address. */
function tryFrom(address: string, within = limit): Promise<boolean> {
  return db.database.run(async (tx) => (await countAct(tx, within, networkOf(address))) === 0);
}

test('an IPv6 site has ten times as much as one of its networks, however many it has', async () => {
  const passed: string[] = [];
  for (let network = 0; network < 30; network += 1) {
    const address = `2001:db8:7:${network.toString(16)}::1`;
    if (await tryFrom(address)) passed.push(address);
  }

  expect(passed).toHaveLength(20);
  // The other ten left nothing behind.
  expect(await db.query("SELECT key FROM rate_limits WHERE key LIKE 'tried:%'")).toHaveLength(20);
  expect(await tryFrom('2001:db8:8::1')).toBe(true);
});

test('one network has no more than its own, and what is taken back is taken back from both', async () => {
  const address = '2001:db8:9:1::1';
  expect([await tryFrom(address), await tryFrom(address), await tryFrom(address)]).toEqual([
    true,
    true,
    false,
  ]);

  for (let i = 0; i < 3; i += 1) {
    const takenBack = [{ limit, subject: networkOf(address) }];
    await db.database.run((tx) => forgiveActs(tx, { takenBack }));
  }

  expect(await tryFrom(address)).toBe(true);
  const sites = await db.query(
    "SELECT acts FROM rate_limits WHERE key LIKE 'tried\\_site:%' ORDER BY acts",
  );
  expect(sites).toEqual([{ acts: 1 }, { acts: 1 }, { acts: 20 }]);
});

test('IPv4 networks, and doers that are none, have nothing around them', async () => {
  for (let i = 1; i <= 30; i += 1) expect(await tryFrom(`203.0.113.${i}`)).toBe(true);
  const plain = { name: 'plain', max: 2, windowMs: 600_000 };
  for (let i = 1; i <= 30; i += 1) expect(await tryFrom(`2001:db8:1:${i}::`, plain)).toBe(true);
});

test('a limit that was reached before the clock was set back by hours is not reached for hours', async () => {
  const within = { name: 'set_back', max: 2, windowMs: 600_000 };
  const acts = [{ limit: within, subject: networkOf('192.0.2.7') }];
  const room = async () => (await db.database.run((tx) => roomWithin(tx, acts)))[0]?.left;
  const tryOnce = () => tryFrom('192.0.2.7', within);
  expect([await tryOnce(), await tryOnce(), await tryOnce()]).toEqual([true, true, false]);
  expect(await room()).toBe(0);

  clock.shiftMs -= 5 * 3_600_000;
  expect(await room()).toBe(2);
  expect([await tryOnce(), await tryOnce(), await tryOnce()]).toEqual([true, true, false]);

  clock.shiftMs -= 5 * 3_600_000;
  await db.database.transaction(async (tx) =>
    countWithin(tx, [{ limit: within, subject: networkOf('192.0.2.7'), times: 1 }]),
  );
  expect(await room()).toBe(1);

  // A moment is no reason: who counts may have begun before the one who counted last.
  clock.shiftMs -= 5000;
  expect([await tryOnce(), await tryOnce()]).toEqual([true, false]);
  clock.shiftMs = 0;
});
