import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openMailGate } from '../../src/delivery/mail-gate.ts';
import { type DeliveryWorker, startDeliveryWorker } from '../../src/delivery/worker.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { realClock } from '../../src/shared/clock.ts';
import { makeTestDatabase, type TestDatabase } from '../support/test-database.ts';

const log = createLogger({ level: 'silent' });
// Long enough for a busy machine to renew it in time.
const leaseMs = 4000;
let database: TestDatabase;
const workers: DeliveryWorker[] = [];
const sent: string[] = [];

beforeAll(async () => {
  database = await makeTestDatabase(realClock(), log);
});
afterAll(async () => {
  for (const worker of workers) await worker.stop();
  await database.remove();
});

test('an email over which the mail server thinks for longer than a lease lasts is sent once', async () => {
  const mail = openMailGate({
    async send(to) {
      sent.push(to);
      await pause(2.5 * leaseMs);
    },
    look: () => Promise.reject(new Error('nobody looks')),
    close: () => undefined,
  });
  const letter = { subject: 's', text: 't', html: 'h' };
  const deps = {
    database: database.database,
    log,
    mail,
    leaseMs,
    slack: { send: async () => true, isHeld: () => false, onChange: () => undefined },
    mailHost: 'localhost',
    notices: { slow: async () => ({ kind: 'email' as const, letter }) },
    whenFailed: {},
    attempted: () => undefined,
  };
  await database.query(
    `WITH workspace AS (
       INSERT INTO workspaces (id, slack_team_id, name, created_at)
       VALUES (gen_random_uuid(), 'T0SLOW', 'Slow', now()) RETURNING id)
     INSERT INTO deliveries (id, workspace_id, channel, notice, recipient, created_at, due_at, give_up_at)
     SELECT gen_random_uuid(), id, 'email', 'slow', 'ana@example.com', now(), now(), now() + interval '1 day'
     FROM workspace`,
  );

  for (let each = 0; each < 2; each += 1) workers.push(await startDeliveryWorker(deps));

  await vi.waitFor(
    async () =>
      expect(await database.query('SELECT state::text, attempts FROM deliveries')).toEqual([
        { state: 'sent', attempts: 1 },
      ]),
    { timeout: 18_000, interval: 50 },
  );
  expect(sent).toEqual(['ana@example.com']);
});
