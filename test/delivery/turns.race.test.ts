import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Claims, createClaims } from '../../src/delivery/claim.ts';
import type { DeliveryChannel } from '../../src/delivery/rules.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { slackPaces } from '../../src/platform/slack/paces.ts';
import { realClock } from '../../src/shared/clock.ts';
import { noPaces } from '../support/paces.ts';
import { makeTestDatabase, type TestDatabase } from '../support/test-database.ts';

// Whose delivery comes next, on both databases.

let database: TestDatabase;
let behind: readonly string[] | undefined;
beforeAll(async () => {
  database = await makeTestDatabase(realClock(), createLogger({ level: 'silent' }));
});
afterAll(async () => {
  await database.remove();
});
beforeEach(async () => {
  behind = undefined;
  await database.query('DELETE FROM workspaces');
});

function newClaims(): Claims {
  return createClaims({
    database: database.database,
    mail: {
      slots: 5,
      places: (inHand) => 5 - inHand,
      behind: () => behind as never,
      trouble: () => undefined,
      onChange: () => undefined,
      onLasting: () => undefined,
      isKnown: () => true,
      send: async () => undefined,
      close: () => undefined,
    },
    slack: {
      send: async () => ({ channel: 'D0SOMEBODY', messageTs: '1.000001' }),
      edit: async () => undefined,
      isHeld: () => false,
      onChange: () => undefined,
    },
    paces: { ...noPaces, dmPauseMs: slackPaces.dmPauseMs },
  });
}

interface Waiting {
  readonly team: string;
  readonly channel?: DeliveryChannel;
  readonly count?: number;
  /** `#` stands for the number of each. */
  readonly recipient?: string;
  readonly attempts?: number;
}

/** Puts deliveries into the queue, the first of them due longest. */
async function queue({
  team,
  channel = 'email',
  count = 1,
  recipient = '#@a.example',
  attempts = 0,
}: Waiting) {
  await database.query(
    `WITH workspace AS (
       INSERT INTO workspaces (id, slack_team_id, name, created_at)
       VALUES (gen_random_uuid(), $1, $1, now())
       ON CONFLICT (slack_team_id) DO UPDATE SET name = $1 RETURNING id)
     INSERT INTO deliveries (id, workspace_id, channel, notice, recipient, attempts, created_at, due_at, give_up_at)
     SELECT gen_random_uuid(), id, $2::delivery_channel, 'x', replace($4, '#', lpad(i::text, 6, '0')), $5,
       now(), now() - interval '1 hour' + i * interval '1 millisecond', now() + interval '1 day'
     FROM workspace, generate_series(1, $3::int) AS i`,
    [team, channel, count, recipient, attempts],
  );
}

/** Takes what comes next, and says of each the team and the recipient. */
async function next(
  claims: Claims,
  channel: DeliveryChannel = 'email',
  inHand = 0,
): Promise<string[]> {
  const taken = await claims.take(channel, inHand, 60_000);
  const rows = await database.query(
    `SELECT d.id, w.slack_team_id || ' ' || d.recipient AS what
     FROM deliveries d JOIN workspaces w ON w.id = d.workspace_id WHERE d.id = ANY($1::uuid[])`,
    [taken.map(({ id }) => id)],
  );
  return taken.map(({ id }) => String(rows.find((row) => row.id === id)?.what)).sort();
}

async function teamId(team: string): Promise<string> {
  const [row] = await database.query('SELECT id FROM workspaces WHERE slack_team_id = $1', [team]);
  return String(row?.id);
}

test('a single email of a workspace is sent at once, whatever waits of another', async () => {
  await queue({ team: 'T1', count: 3000 });
  await queue({ team: 'T2', recipient: 'ana@b.example' });
  await queue({ team: 'T3', recipient: 'bo@c.example' });

  const taken = await next(newClaims());

  expect(taken).toHaveLength(5);
  expect(taken).toEqual(expect.arrayContaining(['T2 ana@b.example', 'T3 bo@c.example']));
  expect(taken).toContain('T1 000001@a.example');
});

test('workspaces take turns when only one place is free, and each of them gets as many', async () => {
  for (const team of ['T1', 'T2', 'T3']) await queue({ team, count: 10 });
  const claims = newClaims();

  const teams: string[] = [];
  for (let each = 0; each < 9; each += 1) {
    teams.push(...(await next(claims, 'email', 4)).map((what) => what.slice(0, 2)));
  }

  expect(teams.sort()).toEqual(['T1', 'T1', 'T1', 'T2', 'T2', 'T2', 'T3', 'T3', 'T3']);
});

test('of one workspace what is due longest is sent first, and nothing twice by two processes', async () => {
  await queue({ team: 'T1', count: 10 });

  const taken = (await Promise.all([next(newClaims()), next(newClaims())])).flat();
  const rest = await next(newClaims());

  expect(new Set([...taken, ...rest]).size).toBe(taken.length + rest.length);
  expect(taken).toContain('T1 000001@a.example');
});

test('everything of more workspaces than are looked at for one claim is sent', async () => {
  for (let team = 0; team < 120; team += 1)
    await queue({ team: `T${team}`, recipient: 'ana@a.example' });
  const claims = newClaims();

  const taken = new Set<string>();
  for (let each = 0; each < 24; each += 1) for (const what of await next(claims)) taken.add(what);

  expect(taken.size).toBe(120);
});

test('workspaces whose time has not come yet are passed over', async () => {
  for (let team = 0; team < 120; team += 1) await queue({ team: `T${team}` });
  await database.query(`UPDATE deliveries SET due_at = now() + interval '1 hour', state = 'retrying'
    WHERE workspace_id <> (SELECT max(id::text)::uuid FROM workspaces)`);

  expect(await next(newClaims())).toHaveLength(1);
});

test('people whose time has not come yet are passed over', async () => {
  await queue({ team: 'T1', channel: 'slack_dm', count: 120, recipient: 'U#' });
  await database.query(
    `UPDATE deliveries SET due_at = now() + interval '1 hour', state = 'retrying'`,
  );
  await queue({ team: 'T1', channel: 'slack_dm', recipient: 'UZOE' });

  expect(await next(newClaims(), 'slack_dm')).toEqual(['T1 UZOE']);
});

test('it is known when the next of all comes due, whoever has something waiting', async () => {
  for (let team = 0; team < 120; team += 1) await queue({ team: `T${team}` });
  await database.query(
    `UPDATE deliveries SET due_at = now() + interval '1 hour', state = 'retrying'`,
  );
  await database.query(
    `UPDATE deliveries SET due_at = now() + interval '1 minute' WHERE id = (SELECT max(id::text)::uuid FROM deliveries)`,
  );
  const claims = newClaims();

  expect(await next(claims)).toEqual([]);
  expect(claims.nextInMs('email')).toBeGreaterThan(0);
  expect(claims.nextInMs('email')).toBeLessThan(65_000);
});

test('whoever is behind comes last, and of them who was tried least comes first', async () => {
  await queue({ team: 'T1', recipient: 'tried@a.example', attempts: 2 });
  await queue({ team: 'T1', recipient: 'new@a.example' });
  await queue({ team: 'T2', recipient: 'ana@b.example' });
  behind = [await teamId('T1')];
  const claims = newClaims();

  expect(await next(claims, 'email', 4)).toEqual(['T2 ana@b.example']);
  expect(await next(claims, 'email', 4)).toEqual(['T1 new@a.example']);
  expect(await next(claims, 'email', 4)).toEqual(['T1 tried@a.example']);
});

test('what a dead process left behind is taken when its time is over, and not before', async () => {
  for (const channel of ['email', 'slack_dm'] as const) await queue({ team: 'T1', channel });
  await database.query(
    `UPDATE deliveries SET state = 'sending', lease_until = now() + interval '1 hour'`,
  );
  expect([await next(newClaims()), await next(newClaims(), 'slack_dm')]).toEqual([[], []]);

  await database.query(`UPDATE deliveries SET lease_until = now() - interval '1 second'`);

  expect(await next(newClaims())).toHaveLength(1);
  expect(await next(newClaims(), 'slack_dm')).toHaveLength(1);
});

test('a person gets one direct message at a time, the oldest first, and others don’t wait for them', async () => {
  await queue({ team: 'T1', channel: 'slack_dm', count: 3000, recipient: 'U0ADAM' });
  await queue({ team: 'T1', channel: 'slack_dm', recipient: 'U0PIA' });
  await queue({ team: 'T2', channel: 'slack_dm', recipient: 'U0ZOE' });
  const claims = newClaims();

  expect(await next(claims, 'slack_dm')).toEqual(['T1 U0ADAM', 'T1 U0PIA', 'T2 U0ZOE']);
  expect(await next(claims, 'slack_dm')).toEqual([]);
  await database.query(
    `UPDATE deliveries SET state = 'sent', sent_at = now() WHERE state = 'sending'`,
  );
  expect(await next(claims, 'slack_dm')).toEqual([]);
  await database.query(
    `UPDATE deliveries SET sent_at = now() - interval '2 seconds' WHERE state = 'sent'`,
  );
  expect(await next(claims, 'slack_dm')).toEqual(['T1 U0ADAM']);

  const [first] = await database.query(
    `SELECT due_at = (SELECT min(due_at) FROM deliveries WHERE state = 'queued') - interval '1 millisecond' AS "isNext"
     FROM deliveries WHERE state = 'sending'`,
  );
  expect(first).toEqual({ isNext: true });
});

test('people of a workspace take turns, however many they are', async () => {
  await queue({ team: 'T1', channel: 'slack_dm', count: 130, recipient: 'U#' });
  await queue({ team: 'T2', channel: 'slack_dm', recipient: 'U0ZOE' });
  const claims = newClaims();

  expect(await next(claims, 'slack_dm')).toContain('T2 U0ZOE');
  const taken = new Set<string>();
  for (let each = 0; each < 40; each += 1) {
    for (const what of await next(claims, 'slack_dm')) taken.add(what);
  }

  expect(taken.size).toBe(130 - 4);
});
