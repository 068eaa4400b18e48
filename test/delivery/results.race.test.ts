import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createResults } from '../../src/delivery/results.ts';
import type { Delivery, DeliveryResult } from '../../src/delivery/rules.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { Prisma } from '../../src/platform/database/prisma-client/client.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { realClock } from '../../src/shared/clock.ts';
import { makeTestDatabase, type TestDatabase } from '../support/test-database.ts';

// How what ends at the same time is written down, on both databases.

const log = createLogger({ level: 'silent' });
let database: TestDatabase;
beforeAll(async () => {
  database = await makeTestDatabase(realClock(), log);
  await database.query(
    `INSERT INTO workspaces (id, slack_team_id, name, created_at)
     VALUES (gen_random_uuid(), 'T1', 'One', now())`,
  );
});
afterAll(() => database.remove());
beforeEach(async () => {
  await database.query('DELETE FROM deliveries');
});

/** So many that are being sent. */
async function sending(count: number): Promise<Delivery[]> {
  const rows = await database.query(
    `INSERT INTO deliveries (id, workspace_id, channel, notice, recipient, state, attempts, lease_until, created_at, due_at, give_up_at)
     SELECT gen_random_uuid(), id, 'email', 'x', i || '@example.com', 'sending', 1, now() + interval '1 minute',
       now(), now(), now() + interval '1 day'
     FROM workspaces, generate_series(1, $1::int) AS i
     RETURNING id, workspace_id AS "workspaceId", recipient, notice, attempts`,
    [count],
  );
  return rows as unknown as Delivery[];
}

/** Saves all at the same time; gives how each ended, and how often the database was asked. */
async function saveAll(ended: readonly [Delivery, DeliveryResult][]) {
  let asked = 0;
  const counting: Database = Object.create(database.database, {
    run: {
      value: (work: Parameters<Database['run']>[0]) => {
        asked += 1;
        return database.database.run(work);
      },
    },
  });
  const hooks = { whenFailed: {}, whenPosted: {}, whenTried: {} };
  // One that is about to stop tries once.
  const results = createResults({ database: counting, log, ...hooks }, () => true);
  const saved = await Promise.allSettled(ended.map((each) => results.save(...each)));
  return { asked, statuses: saved.map(({ status }) => status) };
}

async function rows(): Promise<Record<string, unknown>[]> {
  return await database.query(
    `SELECT state::text, reason, sent_at IS NOT NULL AS "isSent", due_at > now() AS "isLater", lease_until AS lease
     FROM deliveries ORDER BY length(recipient), recipient`,
  );
}

test('what ends at the same time is written together, each as it ended', async () => {
  const [first, second, third, ...others] = await sending(40);
  if (!first || !second || !third) throw new Error('none');
  const dueAt = new Date(Date.now() + 60_000);

  const { asked, statuses } = await saveAll([
    [first, { state: 'sent' }],
    [second, { state: 'retrying', reason: 'not now', dueAt }],
    [third, { state: 'cancelled', reason: 'not needed' }],
    ...others.map((each) => [each, { state: 'sent' }] as [Delivery, DeliveryResult]),
  ]);

  expect(new Set(statuses)).toEqual(new Set(['fulfilled']));
  expect(asked).toBeLessThan(5);
  const [one, two, three, ...rest] = await rows();
  const sent = { state: 'sent', reason: null, isSent: true, isLater: false, lease: null };
  expect([one, ...rest]).toEqual([one, ...rest].map(() => sent));
  expect(two).toEqual({
    ...sent,
    state: 'retrying',
    reason: 'not now',
    isSent: false,
    isLater: true,
  });
  expect(three).toEqual({ ...sent, state: 'cancelled', reason: 'not needed', isSent: false });
});

test('what cannot be written costs no other', async () => {
  const all = await sending(3);

  const { statuses } = await saveAll(
    all.map((each, index) => [
      each,
      index === 1 ? { state: 'cancelled', reason: 'no text of a database: \0' } : { state: 'sent' },
    ]),
  );

  expect(statuses).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await rows()).toMatchObject([{ state: 'sent' }, { state: 'sending' }, { state: 'sent' }]);
});

test('nothing is written of what somebody else has taken over', async () => {
  const all = await sending(2);
  const [theirs] = all;
  await database.query('UPDATE deliveries SET attempts = 2 WHERE id = $1::uuid', [theirs?.id]);

  await saveAll(all.map((each) => [each, { state: 'sent' }]));

  expect(await rows()).toMatchObject([{ state: 'sending' }, { state: 'sent' }]);
});

test('what somebody else has locked is written once they are done, and nothing waits for it', async () => {
  const all = await sending(3);
  const [theirs] = all;
  let saved: ReturnType<typeof saveAll> | undefined;

  // With one session nobody can hold a row while others are asked.
  if (database.url === undefined) saved = saveAll(all.map((each) => [each, { state: 'sent' }]));
  else {
    await database.database.transaction(async (tx) => {
      await tx.query(
        Prisma.sql`SELECT 1 FROM deliveries WHERE id = ${theirs?.id}::uuid FOR UPDATE`,
      );
      saved = saveAll(all.map((each) => [each, { state: 'sent' }]));
      await vi.waitFor(async () =>
        expect((await rows()).map(({ state }) => state)).toEqual(['sending', 'sent', 'sent']),
      );
    });
  }

  expect((await saved)?.statuses).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
  expect((await rows()).map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']);
});
