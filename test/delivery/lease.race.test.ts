import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { openMailGate } from '../../src/delivery/mail-gate.ts';
import {
  type DeliveryWorker,
  type DeliveryWorkerDeps,
  startDeliveryWorker,
} from '../../src/delivery/worker.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { realClock } from '../../src/shared/clock.ts';
import { noPaces } from '../support/paces.ts';
import { makeTestDatabase, type TestDatabase } from '../support/test-database.ts';

const log = createLogger({ level: 'silent' });
// Long enough for a busy machine to renew it in time.
const leaseMs = 4000;
let database: TestDatabase;
const workers: DeliveryWorker[] = [];

beforeAll(async () => {
  database = await makeTestDatabase(realClock(), log);
  await database.query(
    `INSERT INTO workspaces (id, slack_team_id, name, created_at)
     VALUES (gen_random_uuid(), 'T0SLOW', 'Slow', now())`,
  );
});
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
});
afterAll(async () => {
  await database.remove();
});

/** What a worker sends with; the mail server thinks for so long. */
function depsWith(sent: string[], thinkMs: number, lease: number): DeliveryWorkerDeps {
  const mail = openMailGate({
    connections: 5,
    connectionsNow: () => 5,
    async send(to) {
      sent.push(to);
      await pause(thinkMs);
    },
    look: () => Promise.reject(new Error('nobody looks')),
    close: () => undefined,
  });
  const letter = { subject: 's', text: 't', html: 'h' };
  return {
    database: database.database,
    log,
    mail,
    leaseMs: lease,
    paces: noPaces,
    slack: {
      send: async () => ({ channel: 'D0SOMEBODY', messageTs: '1.000001' }),
      edit: async () => undefined,
      isHeld: () => false,
      onChange: () => undefined,
    },
    tools: { send: () => Promise.reject(new Error('nobody calls')) },
    mailHost: 'localhost',
    notices: { slow: async () => ({ kind: 'email' as const, letter }) },
    whenFailed: {},
    whenPosted: {},
    whenTried: {},
    attempted: () => undefined,
  };
}

async function queueEmail(to: string): Promise<void> {
  await database.query(
    `INSERT INTO deliveries (id, workspace_id, channel, notice, recipient, created_at, due_at, give_up_at)
     SELECT gen_random_uuid(), id, 'email', 'slow', $1, now(), now(), now() + interval '1 day'
     FROM workspaces`,
    [to],
  );
}

async function becomesSent(to: string): Promise<void> {
  const state = 'SELECT state::text, attempts FROM deliveries WHERE recipient = $1';
  await vi.waitFor(
    async () => expect(await database.query(state, [to])).toEqual([{ state: 'sent', attempts: 1 }]),
    { timeout: 18_000, interval: 50 },
  );
}

test('an email over which the mail server thinks for longer than a lease lasts is sent once', async () => {
  const sent: string[] = [];
  await queueEmail('ana@example.com');

  for (let each = 0; each < 2; each += 1) {
    workers.push(await startDeliveryWorker(depsWith(sent, 2.5 * leaseMs, leaseMs)));
  }

  await becomesSent('ana@example.com');
  expect(sent).toEqual(['ana@example.com']);
});

test('an email that was sent when the disk was full is noted once there is room, and not sent again', async () => {
  const sent: string[] = [];
  await database.query(
    `CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$`,
  );
  await database.query(
    `CREATE TRIGGER no_room BEFORE UPDATE ON deliveries FOR EACH ROW
     WHEN (NEW.state = 'sent') EXECUTE FUNCTION no_room()`,
  );
  const shortLeaseMs = 500;
  await queueEmail('bo@example.com');
  workers.push(await startDeliveryWorker(depsWith(sent, 0, shortLeaseMs)));

  // Its lease is over for long by then, and others came due.
  await vi.waitFor(() => expect(sent).toContain('bo@example.com'));
  await queueEmail('cem@example.com');
  await pause(6 * shortLeaseMs);
  expect(sent).toEqual(['bo@example.com']);
  await database.query('DROP FUNCTION no_room CASCADE');

  await becomesSent('bo@example.com');
  await becomesSent('cem@example.com');
  expect(sent).toEqual(['bo@example.com', 'cem@example.com']);
});
