import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hash } from '@node-rs/argon2';
import type pg from 'pg';
import { linesOf } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { inviteToken } from '../../src/invitations/invite-link.ts';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';
import { applyMigrations } from '../../src/platform/database/migrations.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import type { InvitationId } from '../../src/shared/ids.ts';
import { cookieOf, deliveriesAtRest, goodPassword, joinAs, signUpForm } from '../support/acts.ts';
import { formOf, textOf } from '../support/browser-acts.ts';
import { openHome } from '../support/slack-acts.ts';
import { startWorld, testConfig, type World } from '../support/world.ts';

// What each earlier version left in the database works in this one: of a team that has lived through all of them.

const ours = 'prisma/migrations';
const names = (await readdir(ours)).filter((name) => /^\d/.test(name)).sort();
/** The last version in which nothing said to which address a link had been sent. */
const beforeFormerAddresses = names.findIndex((name) => name.endsWith('former_addresses'));
const secrets = createSecrets(testConfig({ SMTP_URL: 'none' }).appSecrets);

let world: World;
beforeAll(async () => {
  world = await startWorld({}, undefined, everyVersion);
});
afterEach(async () => {
  await world.database.query('DELETE FROM rate_limits');
});
afterAll(() => world.stop());

const idOf = (kind: string, version: number, number = 0) =>
  `${kind.repeat(8)}-0000-4000-8000-${`${version}`.padStart(8, '0')}000${number}`;
const workspaceId = idOf('a', 0);
const invitations = { open: 1, used: 2, revoked: 3, expired: 4, moved: 5 } as const;
type State = keyof typeof invitations;

/** To whom a version had sent the invitation. */
const addressOf = (state: State, version: number) => `${state}-${version}@example.com`;

function pathOf(state: State, version: number): string {
  const id = idOf('c', version, invitations[state]) as InvitationId;
  return `/join/${inviteToken(secrets, { id, generation: 2 })}`;
}

type Row = Record<string, unknown>;

const now = Date.now();
const yesterday = new Date(now - 86_400_000);
const tomorrow = new Date(now + 86_400_000);

function invitationRow(state: State, version: number): Row {
  const address = addressOf(state, version);
  return {
    id: idOf('c', version, invitations[state]),
    workspace_id: workspaceId,
    email: address,
    address,
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

// As cheap as it has ever been.
const passwordHash = hash(goodPassword, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });

/** Those of a member who joined by the used invitation. */
async function membersRows(version: number): Promise<[string, Row][]> {
  const address = addressOf('used', version);
  const member = {
    id: idOf('b', version),
    workspace_id: workspaceId,
    email: address,
    address,
    display_name: 'Ana',
    role: 'admin',
    password_hash: await passwordHash,
    joined_at: yesterday,
    invitation_id: idOf('c', version, invitations.used),
  };
  const session = {
    id: Buffer.alloc(32, version),
    workspace_id: workspaceId,
    member_id: member.id,
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

function waitingLetter(version: number): Row {
  return {
    id: idOf('d', version),
    workspace_id: workspaceId,
    invitation_id: idOf('c', version, invitations.open),
    channel: 'email',
    notice: 'invitations.invite_email',
    recipient: addressOf('open', version),
    payload: {},
    created_at: new Date(now - 60_000),
    due_at: new Date(now - 60_000),
    give_up_at: tomorrow,
  };
}

/** What the version with these tables would have left: their columns, no others. */
async function fill(pool: pg.Pool, version: number): Promise<void> {
  const workspace = {
    id: workspaceId,
    slack_team_id: 'T0SANDBOX',
    name: 'Northwind',
    created_at: yesterday,
  };
  const states = Object.keys(invitations) as State[];
  const rows: [string, Row][] = [
    ...(version === 1 ? [['workspaces', workspace] satisfies [string, Row]] : []),
    ...states.map((state): [string, Row] => ['invitations', invitationRow(state, version)]),
    ...(await membersRows(version)),
    ['deliveries', waitingLetter(version)],
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

/** Sends an invitation to another address, as it was done when only the record said so. */
async function moveTo(pool: pg.Pool, address: string): Promise<void> {
  await pool.query('UPDATE invitations SET generation = generation + 1 WHERE address = $1', [
    address,
  ]);
  await pool.query(
    `INSERT INTO audit_entries (id, workspace_id, actor, act, subject, detail, at)
     SELECT gen_random_uuid(), workspace_id, 'Adam Admin', 'invited_address_changed', email,
       '{"was": "former@example.com"}', now()
     FROM invitations WHERE address = $1`,
    [address],
  );
}

/** Migrates by one migration after the other, and fills the tables as they are then. */
async function everyVersion(pool: pg.Pool): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'test-upgrade-'));
  for (const [index, name] of names.entries()) {
    const version = index + 1;
    await cp(join(ours, name), join(folder, name), { recursive: true });
    const session = await pool.connect();
    await applyMigrations(session, folder, { log: createLogger({ level: 'silent' }) });
    session.release();
    await fill(pool, version);
    if (version === beforeFormerAddresses) await moveTo(pool, addressOf('moved', version));
  }
  await rm(folder, { recursive: true });
}

test.each(names.map((name, index) => [name, index + 1] as const))(
  'what a version of up to %s left goes on',
  async (_name, version) => {
    // The letter that waited, and its link, which is the one that was copied before.
    const letter = await world.letterTo(addressOf('open', version));
    expect(letter.parsed.text).toContain(pathOf('open', version));
    const joined = await world.post(pathOf('open', version), signUpForm());
    expect(joined.status).toBe(303);
    expect(await textOf(await world.get('/account', { cookie: cookieOf(joined) }))).toContain(
      'Northwind',
    );

    // Dead links say what they died of.
    const said = async (state: State) => textOf(await world.get(pathOf(state, version)));
    expect(await said('used')).toContain('This invitation has been used');
    expect(await said('revoked')).toContain('This invitation was revoked');
    expect(await said('expired')).toContain('expired');

    // Who was a member is one, with the password of then; admins see how everybody stands.
    const form = formOf({ email: addressOf('used', version), password: goodPassword });
    expect((await world.post('/sign-in', form)).status).toBe(303);
    await openHome(world, 'U0ADAM', 'Expired (');
    const find = { user: 'U0ADAM', in: 'home', actionId: 'home.find_person' } as const;
    const query = addressOf('expired', version);
    const [found] = await world.slack.suggest({ ...find, query });
    expect(linesOf(found)).toEqual([query, 'Expired']);

    await deliveriesAtRest(world);
    const to = addressOf('open', version);
    expect(world.mailbox.letters.filter((each) => each.to === to)).toHaveLength(1);
  },
);

test('a link to an address from which an invitation was moved before the update is known as such', async () => {
  const page = await world.get(pathOf('moved', beforeFormerAddresses));
  expect(await textOf(page)).toContain('This link was replaced');
});

test('a process of the version before goes on writing deliveries while an update is under way', async () => {
  await joinAs(world, 'ana@example.com');
  // Of two that wait only the newer one would be sent.
  await deliveriesAtRest(world);
  // Its very statement, which names a column that nobody reads any more.
  const anas = "SELECT id FROM invitations WHERE address = 'ana@example.com'";
  await world.database.query(
    `INSERT INTO deliveries (id, workspace_id, invitation_id, channel, notice, recipient, payload,
       created_at, due_at, give_up_at)
     SELECT gen_random_uuid(), workspace_id, id, 'slack_dm', 'invitations.joined_dm', 'U0ADAM', '{}',
       now(), now(), now() + interval '1 day'
     FROM invitations WHERE id = (${anas})`,
  );
  await deliveriesAtRest(world);
  const states = `SELECT state::text FROM deliveries
    WHERE notice = 'invitations.joined_dm' AND invitation_id = (${anas})`;
  expect(await world.database.query(states)).toEqual([{ state: 'sent' }, { state: 'sent' }]);
});
