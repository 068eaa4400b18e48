import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hash } from '@node-rs/argon2';
import type pg from 'pg';
import { rowOf } from 'pretend-slack/driver';
import { afterEach, expect, test } from 'vitest';
import { inviteToken } from '../../src/invitations/invite-link.ts';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';
import { applyMigrations } from '../../src/platform/database/migrations.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import type { InvitationId } from '../../src/shared/ids.ts';
import { cookieOf, deliveriesAtRest, goodPassword, joinAs, signUpForm } from '../support/acts.ts';
import { formOf, textOf } from '../support/browser-acts.ts';
import { openHome } from '../support/slack-acts.ts';
import { startWorld, testConfig, type World } from '../support/world.ts';

// What an earlier version left in its database works in this one, whichever version it was.

const ours = 'prisma/migrations';
const names = (await readdir(ours)).filter((name) => /^\d/.test(name)).sort();
const secrets = createSecrets(testConfig({ SMTP_URL: 'none' }).appSecrets);

let world: World;
afterEach(() => world.stop());

const idOf = (kind: string, number: number) =>
  `${kind.repeat(8)}-0000-4000-8000-00000000000${number}`;
const workspaceId = idOf('a', 0);
const anaId = idOf('b', 1);
const invitations = { open: 1, used: 2, revoked: 3, expired: 4 } as const;
type State = keyof typeof invitations;

function pathOf(state: State): string {
  const id = idOf('c', invitations[state]) as InvitationId;
  return `/join/${inviteToken(secrets, { id, generation: 2 })}`;
}

type Row = Record<string, unknown>;

const now = Date.now();
const yesterday = new Date(now - 86_400_000);
const tomorrow = new Date(now + 86_400_000);

function invitationRow([state, number]: [string, number]): Row {
  return {
    id: idOf('c', number),
    workspace_id: workspaceId,
    email: `${state}@example.com`,
    address: `${state}@example.com`,
    role: 'member',
    generation: 2,
    invited_by_slack_user: 'U0ADAM',
    invited_by_name: 'Adam Admin',
    created_at: yesterday,
    sent_at: yesterday,
    expires_at: state === 'expired' ? yesterday : tomorrow,
    accepted_at: state === 'used' ? yesterday : null,
    revoked_at: state === 'revoked' ? yesterday : null,
  };
}

/** Those of a member who joined by the used invitation. */
async function anasRows(): Promise<[string, Row][]> {
  const member = {
    id: anaId,
    workspace_id: workspaceId,
    email: 'used@example.com',
    address: 'used@example.com',
    display_name: 'Ana',
    role: 'admin',
    // As cheap as it has ever been.
    password_hash: await hash(goodPassword, { memoryCost: 19_456, timeCost: 2, parallelism: 1 }),
    joined_at: yesterday,
    invitation_id: idOf('c', invitations.used),
  };
  const session = {
    id: Buffer.alloc(32, 7),
    workspace_id: workspaceId,
    member_id: anaId,
    created_at: yesterday,
    last_seen_at: yesterday,
    expires_at: tomorrow,
    user_agent: 'Firefox',
    ip_address: '192.0.2.1',
  };
  return [
    ['members', member],
    ['sessions', session],
  ];
}

const waitingLetter: Row = {
  id: idOf('d', 1),
  workspace_id: workspaceId,
  invitation_id: idOf('c', invitations.open),
  channel: 'email',
  notice: 'invitations.invite_email',
  recipient: 'open@example.com',
  payload: {},
  created_at: new Date(now - 60_000),
  due_at: new Date(now - 60_000),
  give_up_at: tomorrow,
};

/** A team as the version with these tables would have left it: their columns, no others. */
async function fill(pool: pg.Pool): Promise<void> {
  const workspace = {
    id: workspaceId,
    slack_team_id: 'T0SANDBOX',
    name: 'Northwind',
    created_at: yesterday,
  };
  const rows: [string, Row][] = [
    ['workspaces', workspace],
    ...Object.entries(invitations).map((each): [string, Row] => [
      'invitations',
      invitationRow(each),
    ]),
    ...(await anasRows()),
    ['deliveries', waitingLetter],
  ];
  for (const [table, row] of rows) await insert(pool, table, row);
}

async function insert(pool: pg.Pool, table: string, row: Row): Promise<void> {
  const { rows } = await pool.query(
    'SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1',
    [table],
  );
  const known = new Set(rows.map(({ name }) => name));
  const columns = Object.keys(row).filter((name) => known.has(name));
  const places = columns.map((_, index) => `$${index + 1}`);
  await pool.query(
    `INSERT INTO ${table} (${columns}) VALUES (${places})`,
    columns.map((name) => row[name]),
  );
}

/** Migrates with the first of our migrations only, and fills the tables as they are then. */
async function asOfVersion(pool: pg.Pool, migrations: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'test-upgrade-'));
  for (const name of names.slice(0, migrations)) {
    await cp(join(ours, name), join(folder, name), { recursive: true });
  }
  const session = await pool.connect();
  await applyMigrations(session, folder, { log: createLogger({ level: 'silent' }) });
  session.release();
  await rm(folder, { recursive: true });
  await fill(pool);
}

test.each(names.map((name, index) => [name, index + 1] as const))(
  'what a version of up to %s left goes on',
  async (_name, migrations) => {
    world = await startWorld({}, undefined, (pool) => asOfVersion(pool, migrations));

    // The letter that waited, and its link, which is the one that was copied before.
    const letter = await world.letterTo('open@example.com');
    expect(letter.parsed.text).toContain(pathOf('open'));
    const joined = await world.post(pathOf('open'), signUpForm());
    expect(joined.status).toBe(303);
    expect(await textOf(await world.get('/account', { cookie: cookieOf(joined) }))).toContain(
      'Northwind',
    );

    // Dead links say what they died of.
    const said = async (state: State) => textOf(await world.get(pathOf(state)));
    expect(await said('used')).toContain('This invitation has been used');
    expect(await said('revoked')).toContain('This invitation was revoked');
    expect(await said('expired')).toContain('expired');

    // Who was a member is one, with the password of then; the admin's screens show everybody.
    const form = formOf({ email: 'used@example.com', password: goodPassword });
    expect((await world.post('/sign-in', form)).status).toBe(303);
    const home = await openHome(world, 'U0ADAM', 'expired@example.com');
    expect(rowOf(home, 'expired@example.com')).toContain('Expired');

    await deliveriesAtRest(world);
    const letters = world.mailbox.letters.filter(({ to }) => to === 'open@example.com');
    expect(letters).toHaveLength(1);
  },
);

test('a link to an address from which an invitation was moved before the update is known as such', async () => {
  const before = names.findIndex((name) => name.endsWith('former_addresses'));
  world = await startWorld({}, undefined, async (pool) => {
    await asOfVersion(pool, before);
    await pool.query(
      "UPDATE invitations SET generation = generation + 1 WHERE address = 'open@example.com'",
    );
    await pool.query(
      `INSERT INTO audit_entries (id, workspace_id, actor, act, subject, detail, at)
       SELECT gen_random_uuid(), workspace_id, 'Adam Admin', 'invited_address_changed', email,
         '{"was": "former@example.com"}', now()
       FROM invitations WHERE address = 'open@example.com'`,
    );
  });
  expect(await textOf(await world.get(pathOf('open')))).toContain('This link was replaced');
});

test('a process of the version before goes on writing deliveries while an update is under way', async () => {
  world = await startWorld();
  await joinAs(world, 'ana@example.com');
  // Of two that wait only the newer one would be sent.
  await deliveriesAtRest(world);
  // Its very statement, which names a column that nobody reads any more.
  await world.database.query(
    `INSERT INTO deliveries (id, workspace_id, invitation_id, channel, notice, recipient, payload,
       created_at, due_at, give_up_at)
     SELECT gen_random_uuid(), workspace_id, id, 'slack_dm', 'invitations.joined_dm', 'U0ADAM', '{}',
       now(), now(), now() + interval '1 day'
     FROM invitations`,
  );
  await deliveriesAtRest(world);
  const states = "SELECT state::text FROM deliveries WHERE notice = 'invitations.joined_dm'";
  expect(await world.database.query(states)).toEqual([{ state: 'sent' }, { state: 'sent' }]);
});
