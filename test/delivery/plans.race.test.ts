import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimDms, renewLease } from '../../src/delivery/claim-store.ts';
import type { Delivery } from '../../src/delivery/rules.ts';
import { cancelWaitingAbout, cancelWaitingOf, saveResults } from '../../src/delivery/store.ts';
import { findFirstToPeople, putOff } from '../../src/delivery/turn-store.ts';
import type { Statement, Tx } from '../../src/platform/database/database.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { realClock } from '../../src/shared/clock.ts';
import type { DeliveryId, InvitationId, WorkspaceId } from '../../src/shared/ids.ts';
import { makeTestDatabase, type TestDatabase } from '../support/test-database.ts';

// How the queue is read by statements that were planned on a quiet day, when next to nothing waited.

let database: TestDatabase;
let workspaceId: WorkspaceId;
beforeAll(async () => {
  database = await makeTestDatabase(realClock(), createLogger({ level: 'silent' }));
  const [workspace] = await database.query(
    `INSERT INTO workspaces (id, slack_team_id, name, created_at)
     VALUES (gen_random_uuid(), 'T1', 'One', now()) RETURNING id`,
  );
  workspaceId = String(workspace?.id) as WorkspaceId;
});
afterAll(() => database.remove());

async function addDms(count: number, state: 'queued' | 'sent'): Promise<void> {
  await database.query(
    `INSERT INTO deliveries (id, workspace_id, channel, notice, recipient, state, created_at, due_at, give_up_at)
     SELECT gen_random_uuid(), $1::uuid, 'slack_dm', 'x', 'U' || i, $2::delivery_state, now(), now(), now()
     FROM generate_series(1, $3::int) AS i`,
    [workspaceId, state, count],
  );
}

const now = new Date();
const id = '00000000-0000-4000-8000-000000000001' as DeliveryId;

async function planOf(act: (tx: Tx) => unknown): Promise<string> {
  const asked: Statement[] = [];
  const keep = (statement: Statement) => void asked.push(statement);
  await act({
    now,
    defer: keep,
    signal: () => undefined,
    query: async (statement: Statement) => [keep(statement)].slice(1),
    execute: async (statement: Statement) => Number(keep(statement) ?? 0),
  } as unknown as Tx);
  const [only, ...more] = asked;
  if (!only || more.length > 0) throw new Error('not one statement');
  return JSON.stringify(await database.query(`EXPLAIN ${only.text}`, [...only.values]));
}

test('the first message to each person is found among theirs in the first minutes, too', async () => {
  await addDms(800, 'queued');

  const plan = await planOf((tx) => findFirstToPeople(tx, [{ id: workspaceId, last: '' }], 1000));

  expect(plan).toMatch(/deliveries_waiting_by_person/);
  expect(plan).not.toMatch(/deliveries_waiting_by_workspace/);
});

const delivery = () => ({ id, workspaceId, attempts: 1 }) as Delivery;
const about = () => ({ workspaceId, id: id as string as InvitationId, notices: ['x'] });

test.each<[string, (tx: Tx) => unknown]>([
  ['how it ended', (tx) => saveResults(tx, [{ delivery: delivery(), result: { state: 'sent' } }])],
  [
    'how several ended',
    (tx) =>
      saveResults(
        tx,
        [1, 2].map(() => ({ delivery: delivery(), result: { state: 'sent' } })),
      ),
  ],
  ['that it is still being sent', (tx) => renewLease(tx, delivery(), 1000)],
  ['that it is taken', (tx) => claimDms(tx, [id], { leaseMs: 1000 })],
  ['that it is put off', (tx) => putOff(tx, [{ id, ms: 1000 }])],
  ['that it is cancelled', (tx) => cancelWaitingOf(tx, about(), 'gone')],
  [
    'that another comes instead',
    (tx) =>
      cancelWaitingAbout(tx, { workspaceId, channel: 'slack_dm', notice: 'x' }, [
        { invitationId: about().id, recipient: 'U1' },
      ]),
  ],
])('%s is written without reading what waits', async (_what, act) => {
  await database.query('DELETE FROM deliveries');
  await addDms(5000, 'sent');
  await database.query('ANALYZE deliveries');

  expect(await planOf(act)).not.toMatch(/deliveries_(?:waiting|due|sending)/);
});
