import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addPerson,
  allRows,
  deliveriesAtRest,
  openDialog,
  sendDialog,
  wordsOf,
} from '../support/acts.ts';
import { secrets } from '../support/credentials.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
/** A submission that would invite somebody, were it Slack's. */
let body: string;
beforeAll(async () => {
  world = await startWorld();
  world.expectFaults();
  await openDialog(world);
  await sendDialog(world, 'U0ADAM', { email: 'first@example.com' });
  await deliveriesAtRest(world);
  const payload = wordsOf(world.slack.requests.at(-1)?.payload)
    .replaceAll('first@example.com', 'forged@example.com')
    .replace(/"view":\{"id":"[^"]+"/, '"view":{"id":"V0FORGED"');
  body = new URLSearchParams({ payload }).toString();
});
afterAll(() => world.stop());

function seconds(shift: number): number {
  return Math.floor(Date.now() / 1000) + shift;
}

function signed(secret: string, timestamp: number, text: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${text}`).digest('hex')}`;
}

type Forgery = Omit<Parameters<World['slack']['sendRaw']>[0], 'body'>;

const forgeries: readonly [string, () => Forgery][] = [
  ['no signature', () => ({ signature: null })],
  ['an empty signature', () => ({ signature: '' })],
  ['a wrong signature', () => ({ signature: `v0=${'0'.repeat(64)}` })],
  ['a signature of another length', () => ({ signature: 'v0=00' })],
  ['a signature of another version', () => ({ signature: `v1=${'0'.repeat(64)}` })],
  [
    'the signature of another body',
    () => ({ signature: signed(secrets.signingSecret, seconds(0), 'x') }),
  ],
  [
    'the signature of another secret',
    () => ({ signature: signed('another-secret', seconds(0), body) }),
  ],
  ['a request six minutes old', () => ({ timestamp: seconds(-360) })],
  ['a request from the future', () => ({ timestamp: seconds(360) })],
  ['no time', () => ({ timestamp: '' })],
  ['a time that is none', () => ({ timestamp: 'yesterday' })],
  ['an endless time', () => ({ timestamp: '1e99' })],
];

test.each(forgeries)('refuses %s', async (_what, forge) => {
  const before = await allRows(world);
  const reply = await world.slack.sendRaw({ body, ...forge() });
  expect(reply.status).toBe(401);
  expect(await allRows(world)).toEqual(before);
});

test.each([
  ['four minutes old', -240],
  ['four minutes ahead', 240],
])('takes a request that is %s', async (_what, shift) => {
  const text = new URLSearchParams({ command: '/other', team_id: 'T0SANDBOX', user_id: 'U0MIA' });
  const reply = await world.slack.sendRaw({ body: text.toString(), timestamp: seconds(shift) });
  expect(reply.status).not.toBe(401);
});

test('refuses a body over 256 kB', async () => {
  const reply = await world.slack.sendRaw({ body: `payload=${'x'.repeat(256 * 1024)}` });
  // The server may hang up while we are still sending.
  expect([0, 413]).toContain(reply.status);
});

test('knows only one address of Slack', async () => {
  for (const path of ['/slack/', '/slack/other', '/slack/events/x', '/slack//events']) {
    expect((await world.slack.sendRaw({ body, path })).status, path).toBe(404);
  }
  expect((await world.get('/slack/events')).status).toBe(405);
});

test('takes nothing from another team, though it is signed', async () => {
  const before = await allRows(world);
  const other = decodeURIComponent(body.replaceAll('+', ' ')).slice('payload='.length);
  const payload = other.replaceAll('T0SANDBOX', 'T0OTHER');
  const reply = await world.slack.sendRaw({ body: new URLSearchParams({ payload }).toString() });
  expect(reply.body).not.toContain('update');
  expect(await allRows(world)).toEqual(before);
  expect(world.logs).toContainEqual(
    expect.objectContaining({ level: 40, msg: 'request of another Slack team refused' }),
  );
});

const oddities: readonly [string, string, string?][] = [
  ['no fields', ''],
  ['a payload that is not JSON', 'payload=%7B'],
  ['a payload that is nothing', 'payload=null'],
  ['a payload that is a list', 'payload=%5B%5D'],
  ['a command without a user', 'command=%2Finvite&team_id=T0SANDBOX'],
  ['a command without a team', 'command=%2Finvite&user_id=U0ADAM'],
  ['JSON that is none', '{', 'application/json'],
  ['JSON of another kind', '[1]', 'application/json'],
  [
    'an event without an event',
    '{"type":"event_callback","team_id":"T0SANDBOX"}',
    'application/json',
  ],
];

test.each(oddities)('survives %s', async (_what, text, contentType) => {
  const before = await allRows(world);
  const request = { body: text, ...(contentType && { contentType }) };
  const reply = await world.slack.sendRaw(request);
  expect(reply.status).toBeGreaterThan(0);
  expect(await allRows(world)).toEqual(before);
  expect((await world.get('/healthz')).status).toBe(200);
});

/** The faults that were logged since, by their references. */
function faultsAfter(start: number): string[] {
  return world.logs
    .slice(start)
    .filter(({ level }) => Number(level) >= 50)
    .map(({ ref }) => String(ref));
}

async function shownRef(user: string, seen: number): Promise<string> {
  const answer = await world.slack.until(() => world.slack.ephemerals(user)[seen], 15_000);
  return /\(ref ([0-9a-f]+)\)/.exec(answer.text)?.[1] ?? `no reference in: ${answer.text}`;
}

test.each([
  ['Slack does not tell who somebody is', 'users.info', { error: 'fatal_error' }, 'on our side'],
  [
    'Slack has an outage',
    'users.info',
    { status: 503, times: 2 },
    "Slack isn't responding right now",
  ],
  ['Slack wants to be left alone', 'users.info', { retryAfter: 30 }, 'Slack asked us to slow down'],
  ['Slack does not take the dialog', 'views.open', { error: 'invalid_arguments' }, 'on our side'],
])('says so with a reference, and logs it once, when %s', async (what, method, how, words) => {
  const user = addPerson(world, { id: `U${what.length}${method.length}`, isAdmin: true });
  const start = world.logs.length;
  const seen = world.slack.ephemerals(user).length;
  world.slack.fail(method, how);
  const reply = await world.slack.command({ user, command: '/invite' });
  expect(reply.status).toBe(200);
  const ref = await shownRef(user, seen);
  expect(world.slack.ephemerals(user)[seen]?.text).toContain(words);
  expect(faultsAfter(start)).toEqual([ref]);
  expect(world.slack.modal(user)).toBeUndefined();
});

test('asks to try again when Slack did not wait for the dialog', async () => {
  const user = addPerson(world, { id: 'U0LATE', isAdmin: true });
  const start = world.logs.length;
  world.slack.fail('views.open', { error: 'expired_trigger_id' });
  await world.slack.command({ user, command: '/invite' });
  const answer = await world.slack.until(() => world.slack.ephemerals(user)[0], 15_000);
  expect(answer.text).toContain('Try again');
  expect(faultsAfter(start)).toEqual([]);
  expect((await openDialog(world, user)).view.title.text).toBe('Invite people');
});

test('says in the dialog that sending failed, with the reference that is logged', async () => {
  const user = addPerson(world, { id: 'U0FAULT', isAdmin: true });
  await openDialog(world, user);
  const start = world.logs.length;
  await world.database.query('ALTER TABLE invitations RENAME TO invitations_away');
  await sendDialog(world, user, { email: 'unlucky@example.com' });
  await world.database.query('ALTER TABLE invitations_away RENAME TO invitations');
  const [ref = ''] = faultsAfter(start);
  expect(faultsAfter(start)).toEqual([ref]);
  // At a field, so that the form can be sent again as it is.
  expect(wordsOf(world.slack.modal(user)?.errors)).toContain(`ref ${ref}`);
  expect(wordsOf(world.slack.modal(user)?.state)).toContain('unlucky@example.com');
});

test('shows a page with the reference when the web side fails', async () => {
  const start = world.logs.length;
  await world.database.query('ALTER TABLE sessions RENAME TO sessions_away');
  const response = await world.get('/account', { cookie: `invitations-session=${'A'.repeat(43)}` });
  await world.database.query('ALTER TABLE sessions_away RENAME TO sessions');
  expect(response.status).toBe(500);
  const html = await response.text();
  const [ref = ''] = faultsAfter(start);
  expect(faultsAfter(start)).toEqual([ref]);
  expect(html).toContain(`Reference: ${ref}`);
  expect(html).not.toMatch(/sessions|prisma|stack/i);
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
});
