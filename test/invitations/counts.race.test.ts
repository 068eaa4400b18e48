import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { countEverywhere, findCounts } from '../../src/invitations/counts-store.ts';
import { findInvitationOfToken } from '../../src/invitations/token-store.ts';
import type { AdminReader } from '../../src/members/api.ts';
import type { Statement, Tx } from '../../src/platform/database/database.ts';
import { Prisma } from '../../src/platform/database/prisma-client/client.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { type Clock, realClock } from '../../src/shared/clock.ts';
import type { InvitationId } from '../../src/shared/ids.ts';
import { makeTestDatabase, type TestDatabase } from '../support/test-database.ts';

// What the database keeps by triggers is what there is, whatever is written and in whatever way.

const dayMs = 86_400_000;
const clock: Clock = { ...realClock(), shiftMs: 0 };
let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase(clock, createLogger({ level: 'silent' }));
});
afterAll(() => db.remove());

let ids: string[];
beforeEach(async () => {
  clock.shiftMs = 0;
  await db.query('DELETE FROM workspaces');
  const rows = await db.query(
    `INSERT INTO workspaces (id, slack_team_id, name, created_at)
     VALUES (gen_random_uuid(), 'T1', 'One', now()), (gen_random_uuid(), 'T2', 'Two', now()) RETURNING id`,
  );
  ids = rows.map(({ id }) => String(id));
});

const inDays = (days: number) => new Date(Date.now() + days * dayMs);
/** On any of these days, but in no moment at which the test may be looking. */
const moment = fc
  .double({ min: -3, max: 9, noNaN: true })
  .filter((days) => Math.abs(days - Math.round(days)) > 0.01)
  .map(inDays);
const maybe = fc.option(moment, { nil: null });
const change = fc.oneof(
  fc.record({ kind: fc.constant('invite' as const), of: fc.nat(1), moment, count: fc.nat(3) }),
  fc.record({
    kind: fc.constant('change' as const),
    moment,
    accepted: maybe,
    revoked: maybe,
    part: fc.nat(3),
  }),
  fc.record({ kind: fc.constant('join' as const), of: fc.nat(1), count: fc.nat(3) }),
  fc.record({ kind: fc.constant('close' as const), closed: maybe, part: fc.nat(3) }),
  fc.record({
    kind: fc.constant('delete' as const),
    table: fc.constantFrom('members', 'invitations'),
    part: fc.nat(5),
  }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** Some of the rows, whichever they are. */
const someRows = "get_byte(decode(md5(id::text), 'hex'), 0) % 4 = ";

async function write(change: Change): Promise<void> {
  switch (change.kind) {
    case 'invite':
      await db.query(
        `INSERT INTO invitations (id, workspace_id, email, address, role, invited_by_slack_user, invited_by_name,
           created_at, sent_at, expires_at)
         SELECT gen_random_uuid(), $1::uuid, gen_random_uuid(), gen_random_uuid(), 'member', 'U1', 'Ada', now(), now(), $2
         FROM generate_series(1, $3)`,
        [ids[change.of], change.moment, change.count],
      );
      return;
    case 'change':
      await db.query(
        `UPDATE invitations SET expires_at = $1, accepted_at = $2, revoked_at = $3 WHERE ${someRows} $4`,
        [change.moment, change.accepted, change.revoked, change.part],
      );
      return;
    case 'join':
      await db.query(
        `INSERT INTO members (id, workspace_id, email, address, display_name, role, password_hash, joined_at)
         SELECT gen_random_uuid(), $1::uuid, gen_random_uuid(), gen_random_uuid(), 'Ana', 'member', 'x', now()
         FROM generate_series(1, $2)`,
        [ids[change.of], change.count],
      );
      return;
    case 'close':
      await db.query(`UPDATE members SET closed_at = $1 WHERE ${someRows} $2`, [
        change.closed,
        change.part,
      ]);
      return;
    case 'delete':
      await db.query(`DELETE FROM ${change.table} WHERE ${someRows} $1`, [change.part]);
      return;
  }
}

/** Counted row by row. */
async function counted(where: string): Promise<unknown> {
  const open = 'accepted_at IS NULL AND revoked_at IS NULL';
  const now = `now() + ${clock.shiftMs} * interval '1 millisecond'`;
  const [row] = await db.query(
    `SELECT count(*) FILTER (WHERE ${open} AND expires_at > ${now})::int AS pending,
       count(*) FILTER (WHERE ${open} AND expires_at <= ${now})::int AS expired,
       count(*) FILTER (WHERE accepted_at IS NOT NULL)::int AS accepted,
       count(*) FILTER (WHERE accepted_at IS NULL AND revoked_at IS NOT NULL)::int AS revoked,
       (SELECT count(*)::int FROM members WHERE closed_at IS NULL AND ${where}) AS members
     FROM invitations WHERE ${where}`,
  );
  return row;
}

const kept = (id: string) =>
  db.database.run((tx) => findCounts({ tx, workspace: { id } } as unknown as AdminReader));

test('counts are what there is, in each workspace and everywhere, today and on other days', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { maxLength: 12 }),
      fc.integer({ min: -2, max: 8 }),
      async (changes, days) => {
        await db.query('DELETE FROM invitations');
        await db.query('DELETE FROM members');
        clock.shiftMs = 0;
        for (const each of changes) await write(each);
        clock.shiftMs = days * dayMs;
        for (const id of ids)
          expect(await kept(id)).toEqual(await counted(`workspace_id = '${id}'`));
        expect(await db.database.run(countEverywhere)).toEqual(await counted('TRUE'));
      },
    ),
    { numRuns: 60 },
  );
});

test('many at once leave the counts right', async () => {
  const [one = '', two = ''] = ids;
  const invite = (of: number) => write({ kind: 'invite', of, moment: inDays(7), count: 2 });
  const accept = (part: number) =>
    write({ kind: 'change', moment: inDays(6), accepted: new Date(), revoked: null, part });
  await Promise.all(Array.from({ length: 20 }, (_, index) => invite(index % 2)));
  await Promise.all(
    [0, 1, 2, 3].map(accept).concat(Array.from({ length: 20 }, (_, i) => invite(i % 2))),
  );
  for (const id of [one, two])
    expect(await kept(id)).toEqual(await counted(`workspace_id = '${id}'`));
});

test('a workspace that is deleted takes its counts along', async () => {
  await write({ kind: 'invite', of: 0, moment: inDays(7), count: 3 });
  await write({ kind: 'join', of: 0, count: 3 });
  await db.query('DELETE FROM workspaces WHERE id = $1::uuid', [ids[0]]);

  expect(await db.query('SELECT count FROM kept_counts')).toEqual([]);
  expect(await db.database.run(countEverywhere)).toEqual(await counted('TRUE'));
});

test('whether there is a seat is looked up, not counted, however many members there are', async () => {
  const [id] = ids;
  await db.query("UPDATE workspaces SET seat_limit = 3000 WHERE slack_team_id = 'T1'");
  await db.query(
    `INSERT INTO members (id, workspace_id, email, address, display_name, role, password_hash, joined_at)
     SELECT gen_random_uuid(), $1::uuid, i || '@example.com', i || '@example.com', 'Person', 'member', 'x', now()
     FROM generate_series(1, 3000) AS i`,
    [id],
  );
  const [invitation] = await db.query(
    `INSERT INTO invitations (id, workspace_id, email, address, role, generation, invited_by_slack_user, invited_by_name, created_at, sent_at, expires_at)
     VALUES (gen_random_uuid(), $1::uuid, 'ana@example.com', 'ana@example.com', 'member', 1, 'U0ADAM', 'Adam', now(), now(), now() + interval '7 days')
     RETURNING id`,
    [id],
  );
  const invitationId = String(invitation?.id) as InvitationId;
  const statements: Statement[] = [];
  const asking = { query: async (asked: Statement) => [statements.push(asked)].slice(1) };
  await findInvitationOfToken(asking as unknown as Tx, invitationId);
  const [{ text, values } = Prisma.empty] = statements;
  const hasSeat = () =>
    db.database.run(async (tx) => (await findInvitationOfToken(tx, invitationId))?.hasSeat);

  const plan = JSON.stringify(await db.query(`EXPLAIN (ANALYZE) ${text}`, [...values]));
  expect(plan).not.toMatch(/rows=3000/);
  expect(await hasSeat()).toBe(false);
  await db.query("UPDATE members SET closed_at = now() WHERE address = '1@example.com'");
  expect(await hasSeat()).toBe(true);
});
