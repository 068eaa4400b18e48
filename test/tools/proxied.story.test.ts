import { personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forwardCookie, goodPassword, joinAs, wordsOf } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { openHome, removeMember } from '../support/slack-acts.ts';
import { connectProxied, showTools } from '../support/tool-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Tools behind a proxy stand in the list of tools: who may use them, the lines for the proxy, and their use.

let world: World;
beforeAll(async () => {
  world = await startWorld({
    PUBLIC_URL: 'https://team.example.com',
    AUTH_RETURN_HOSTS:
      'wiki.example.com, board.example.com:8443, tv.example.com, elsewhere.example, plain.example.com',
    AUTH_COOKIE_DOMAIN: 'example.com',
    AUTH_TEAMS: 'T0SANDBOX',
    TRUST_PROXY: '1',
  });
});
afterAll(() => world.stop());

const adam = () => personIn(world.slack, 'U0ADAM');

async function join(name: string, role: 'member' | 'admin' = 'member'): Promise<string> {
  const email = `${name.toLowerCase()}@example.com`;
  const { cookie } = await joinAs(world, email, { displayName: name, role });
  return await forwardCookie(world, cookie);
}

/** What a proxy is answered that asks for a host, in each of the ways. */
async function asked(cookie: string, host: string): Promise<number[]> {
  const answers = await Promise.all([
    world.get('/auth/verify', { cookie, 'x-original-url': `https://${host}/` }),
    world.get('/auth/verify', { cookie, 'x-forwarded-host': host, 'x-forwarded-uri': '/' }),
  ]);
  return answers.map(({ status }) => status);
}

test('shows the lines for the proxy, and stands in the list with its use', async () => {
  const cookie = await join('Ana');
  const shown = await connectProxied(world);
  expect(shown).toContain('server_name wiki.example.com;');
  expect(shown).toContain('X-Original-URL $scheme://wiki.example.com$request_uri');
  expect(shown).toContain('forward_auth 127.0.0.1:3000');
  expect(shown).not.toContain('secret');
  await showTools(world);
  await adam().waitsFor('home', ['Wiki', 'for all members', 'not used yet']);
  expect(adam().reads('home')).not.toContain('New secret…');

  expect(await asked(cookie, 'wiki.example.com')).toEqual([200, 200]);
  expect(await asked(cookie, 'wiki.example.com')).toEqual([200, 200]);

  await openHome(world, 'U0ADAM', 'Wiki');
  await adam().waitsFor('home', ['Wiki', '1 person · last used']);
  expect(await world.database.query('SELECT sid FROM tool_sign_ins')).toHaveLength(1);
  await adam().presses('Activity');
  await adam().waitsFor('home', 'Wiki');
});

test('whoever is sent away to prove more has not used it', async () => {
  const cookie = await join('Ziv');
  const asks = { cookie, 'x-original-url': 'https://wiki.example.com/' };
  const uses = () =>
    world.database.query(
      `SELECT u.sid FROM tool_sign_ins u JOIN members m ON m.id = u.member_id
       WHERE m.display_name = 'Ziv'`,
    );

  expect((await world.get('/auth/verify?strength=mfa', asks)).status).toBe(401);
  expect(await uses()).toEqual([]);
  expect((await world.get('/auth/verify?strength=sfa', asks)).status).toBe(200);
  expect(await uses()).toHaveLength(1);
});

test('lets through only those who may use it, and others where nothing is listed', async () => {
  const [bo, cy] = [await join('Bo'), await join('Cy', 'admin')];
  await connectProxied(world, {
    Name: 'Board',
    Address: 'https://Board.example.com:8443/d/1',
    'Who can use it?': 'Admins',
  });

  for (const host of [
    'board.example.com:8443',
    'board.example.com',
    'board.example.com:1',
    'BOARD.example.com',
    'board.example.com.',
    'board.example.com..:8443',
    'plain.example.com, board.example.com',
  ]) {
    expect(await asked(bo, host), host).toEqual([403, 403]);
  }
  expect(await asked(cy, 'board.example.com:8443')).toEqual([200, 200]);
  for (const host of ['plain.example.com', 'tv.example.com', 'xboard.example.com']) {
    expect(await asked(bo, host), host).toEqual([200, 200]);
  }
  const closed = await world.get('/auth/verify?redirect', {
    cookie: bo,
    'x-original-url': 'https://board.example.com/',
  });
  expect([...closed.headers.keys()].filter((name) => /^x-auth|cookie|location/.test(name))).toEqual(
    [],
  );
});

test.each([
  ['nothing', {}],
  ['what can be no address', { 'x-original-url': 'https://board.example.com:99999999/' }],
  [
    'an open one, made up beside it',
    {
      'x-original-url': 'https://board.example.com:8443/',
      'x-forwarded-host': 'plain.example.com',
    },
  ],
  [
    'an open one, made up in the other header',
    {
      'x-original-url': 'https://plain.example.com/',
      'x-forwarded-host': 'board.example.com',
      'x-forwarded-uri': '/',
    },
  ],
  [
    'an open one, beside what can be none',
    {
      'x-original-url': 'https://board.example.com:99999999/',
      'x-forwarded-host': 'plain.example.com',
    },
  ],
  ['an empty one', { 'x-original-url': '', 'x-forwarded-host': 'plain.example.com' }],
])('a proxy that names %s closes what is closed anywhere', async (_, headers) => {
  const name = `n${Object.values(headers).join().length}`;
  const cookie = await join(name);
  expect((await world.get('/auth/verify', { cookie, ...headers })).status).toBe(403);
});

test('closes with the next request for whom it is no more, and opens once it is not listed', async () => {
  const [di, eve] = [await join('Di', 'admin'), await join('Eve')];
  expect(await asked(di, 'board.example.com')).toEqual([200, 200]);
  await world.database.query("UPDATE members SET role = 'member' WHERE display_name = 'Di'");
  expect(await asked(di, 'board.example.com')).toEqual([403, 403]);
  expect(await asked(eve, 'wiki.example.com')).toEqual([200, 200]);

  await removeMember(world, 'U0ADAM', 'Eve');
  expect(await asked(eve, 'wiki.example.com')).toEqual([401, 401]);

  await showTools(world);
  await adam().presses('Disconnect…', { of: 'Board' });
  await adam().waitsFor('modal', 'Your proxy then lets all members in to Board');
  await adam().submits();
  await adam().waitsFor('home', 'Board was disconnected');
  expect(await asked(di, 'board.example.com')).toEqual([200, 200]);
});

test('a changed one shows its lines again, and goes by its new host', async () => {
  const fay = await join('Fay');
  await showTools(world);
  await adam().presses('Change…');
  await adam().waitsFor('modal', 'Who can use it?');
  await adam().submits({ Address: 'https://tv.example.com', 'Who can use it?': 'Admins' });
  await adam().waitsFor('modal', 'Wiki was changed');
  expect(wordsOf(world.slack.modal('U0ADAM')?.view)).toContain('server_name tv.example.com;');
  await adam().closes();

  expect(await asked(fay, 'tv.example.com')).toEqual([403, 403]);
  expect(await asked(fay, 'wiki.example.com')).toEqual([200, 200]);
});

test.each([
  ['https://tv.example.com/other', 'has this host already'],
  ['https://elsewhere.example', 'AUTH_COOKIE_DOMAIN and name this host in AUTH_RETURN_HOSTS'],
  ['https://unknown.example.com', 'name this host in AUTH_RETURN_HOSTS'],
])('refuses %s, which can come to nothing', async (Address, problem) => {
  const fields = { Name: 'No', 'What is it?': 'Behind your proxy (forward auth)', Address };
  await showTools(world);
  await adam().presses('Connect a tool…');
  await adam().waitsFor('modal', 'What is it?');
  await adam().submits(fields);
  expect(world.slack.modal('U0ADAM')?.errors).toEqual({
    address: expect.stringContaining(problem),
  });
  await adam().closes();
});

test('is no client of OpenID Connect', async () => {
  const [{ id } = {}] = await world.database.query('SELECT id::text FROM tools');
  expect((await world.get('/oidc/.well-known/openid-configuration')).status).toBe(404);
  const visitor = new Visitor(world);
  await joinAs(world, 'gil@example.com');
  await visitor.signIn('gil@example.com', goodPassword);
  await world.database.query(
    `INSERT INTO tools (id, workspace_id, name, address, preset, access, created_at)
     SELECT gen_random_uuid(), id, 'Real', 'https://real.example.com', 'other', 'everybody', now() FROM workspaces`,
  );
  const query = new URLSearchParams({
    client_id: String(id),
    response_type: 'code',
    scope: 'openid',
    redirect_uri: 'https://tv.example.com/',
  });
  expect((await visitor.get(`/oidc/auth?${query}`)).status).toBe(400);
});
