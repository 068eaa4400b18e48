import { expect } from 'vitest';
import { joinAs } from './acts.ts';
import type { ForwardAuth } from './forward-auth.ts';

// What every proxy of docs/forward-auth.md must do.

/** The headers of ours that reached the tool, however they were written. */
function ours(headers: Record<string, unknown> = {}): Record<string, unknown> {
  const names = Object.keys(headers).filter((name) => /^x[-_]auth/i.test(name));
  return Object.fromEntries(names.map((name) => [name, headers[name]]));
}

export async function letsMembersThrough({ world, ask, asked, signIn }: ForwardAuth) {
  await joinAs(world, 'ana@example.com', { displayName: 'Aña', role: 'admin' });
  const { shown: cookie } = await signIn('ana@example.com');
  asked.splice(0);

  const answer = await ask('wiki.example.com', '/page?a=1', {
    cookie,
    'x-auth-role': 'Owner',
    'X-Auth-Team': 'T0BOSS',
    'x-auth-workspace-id': 'boss',
    X_Auth_Email: 'boss@else.example',
    x_auth_role: 'Owner',
    'X-Auth_Name': 'Boss',
    'X_AUTH-MEMBER': 'boss',
  });

  expect([answer.status, answer.body]).toEqual([200, 'the wiki at /page?a=1']);
  expect(asked).toHaveLength(1);
  const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/);
  expect(ours(asked[0])).toEqual({
    'x-auth-member': uuid,
    'x-auth-email': 'ana@example.com',
    'x-auth-name': 'A%C3%B1a',
    'x-auth-role': 'Admin',
    'x-auth-strength': 'sfa',
    'x-auth-team': 'T0SANDBOX',
    'x-auth-workspace-id': uuid,
    'x-auth-workspace': 'Sandbox',
  });
}

export async function letsNoHeaderIn({ world, ask, asked, signIn }: ForwardAuth) {
  await joinAs(world, 'bo@example.com');
  const { shown: cookie } = await signIn('bo@example.com');
  for (const name of [
    'X-Auth-Groups',
    'x-auth-request-email',
    'X_Auth_Groups',
    'X-Authentik-Uid',
  ]) {
    asked.splice(0);
    const { status } = await ask('wiki.example.com', '/', { cookie, [name]: 'boss' });
    // Where the proxy can't drop it, nobody gets through with it.
    expect([200, 403], name).toContain(status);
    expect(JSON.stringify(asked), name).not.toContain('boss');
  }
}

export async function keepsItsHeaders({ world, ask, asked, signIn }: ForwardAuth) {
  await joinAs(world, 'bea@example.com');
  const { shown: cookie } = await signIn('bea@example.com');
  const reached = async (connection: string) => {
    asked.splice(0);
    const headers = { cookie, connection, upgrade: 'echo', 'x-own': '1' };
    expect((await ask('wiki.example.com', '/', headers)).status, connection).toBe(200);
    return Object.keys(ours(asked[0]));
  };
  const all = await reached('close');

  expect(all).toHaveLength(8);
  for (const connection of [
    'close, X-Auth-Role, X-Auth-Team',
    'x-auth-member',
    'close,X-AUTH-EMAIL ,\tX-Auth-Workspace-Id',
    'Upgrade, x-Auth-Name',
  ]) {
    expect(await reached(connection), connection).toEqual(all);
  }
}

export async function keepsOurCookies({ world, ask, asked, signIn }: ForwardAuth) {
  await joinAs(world, 'cleo@example.com');
  const { session, shown } = await signIn('cleo@example.com');
  const secrets = [session, shown].map((pair) => pair.split('=')[1] ?? '');
  const get = async (cookie: string) => {
    asked.splice(0);
    const { status } = await ask('wiki.example.com', '/', { cookie });
    for (const secret of secrets) expect(JSON.stringify(asked), cookie).not.toContain(secret);
    return { status, kept: asked[0]?.cookie ?? '' };
  };
  const fill = (text: string) => text.replaceAll('REAL', shown).replaceAll('SESSION', session);

  for (const [sent, kept] of [
    ['REAL', ''],
    ['theme=dark; REAL', 'theme=dark'],
    ['REAL; theme=dark', 'theme=dark'],
    ['theme=dark; REAL; lang=en', 'theme=dark; lang=en'],
    [
      'REAL; session=of-the-tool; __Secure-session=too',
      'session=of-the-tool; __Secure-session=too',
    ],
    ['session=of-the-tool; csrf=a=b; REAL', 'session=of-the-tool; csrf=a=b'],
    ['my-invitations-forward=2; REAL; x=1', 'my-invitations-forward=2; x=1'],
    // As where one host has everything.
    ['x=1; SESSION; y=2; REAL; z=3; browser=known', 'x=1; y=2; z=3'],
    ['REAL; X-Auth-Cookie=1; Cookie=2', 'X-Auth-Cookie=1; Cookie=2'],
    [`REAL; big=${'b'.repeat(6000)}`, `big=${'b'.repeat(6000)}`],
  ] as const) {
    expect(await get(fill(sent)), sent).toEqual({ status: 200, kept });
  }
  // Whatever a tool sets, on purpose too. Some of these sign the browser out of it, but none shows the tool what is ours.
  for (const sent of [
    'REAL; invitations-forward=a',
    'invitations-forward=a; REAL',
    'invitations-session=a; x=1; REAL; y=2; SESSION',
    'REAL; x=1; invitations-forward=a; y=2',
    '__Secure-invitations-session=a; REAL; __Host-invitations-session=b; SESSION',
    'REAL; REAL; SESSION; REAL',
    'x="; REAL; y="; invitations-forward=',
    'invitations-forward=; =invitations-forward=b; REAL',
    'x=invitations-forward=1; REAL',
  ]) {
    await get(fill(sent));
  }
  for (const header of ['X-Auth-Cookie', 'X_Auth_Cookie', 'x-auth_cookie']) {
    asked.splice(0);
    await ask('wiki.example.com', '/', { cookie: fill('REAL; x=1'), [header]: 'made=up' });
    for (const { cookie } of asked) expect(cookie, header).toBe('x=1');
    expect(JSON.stringify(asked), header).not.toContain('made=up');
  }
}

export async function takesNoSession({ world, ask, asked, signIn }: ForwardAuth) {
  await joinAs(world, 'dora@example.com');
  const { session, shown } = await signIn('dora@example.com');
  asked.splice(0);

  expect((await ask('wiki.example.com', '/', { cookie: session })).status).toBe(302);
  expect((await ask('team.example.com', '/account', { cookie: shown })).status).toBe(401);
  expect(asked).toEqual([]);
}

export async function sendsToSignIn({ world, ask, asked, signIn }: ForwardAuth) {
  const page = 'http://wiki.example.com/page?a=1&b=2';
  await joinAs(world, 'emil@example.com');
  const { session } = await signIn('emil@example.com');
  asked.splice(0);
  const answer = await ask('wiki.example.com', '/page?a=1&b=2');

  expect(answer.status).toBe(302);
  const location = new URL(answer.headers.location ?? '');
  expect(location.host + location.pathname).toBe('team.example.com/auth/enter');
  expect(location.searchParams.get('return')).toBe(page);
  expect(asked).toEqual([]);
  const enter = location.pathname + location.search;
  const signedOut = await ask('team.example.com', enter);
  expect([signedOut.status, signedOut.headers.location]).toEqual([
    303,
    `/sign-in?return=${encodeURIComponent(enter)}`,
  ]);
  const signedIn = await ask('team.example.com', enter, { cookie: session });
  expect([signedIn.status, signedIn.headers.location]).toEqual([303, page]);
  const cookie = 'invitations-forward=made-up';
  expect((await ask('wiki.example.com', '/', { cookie })).status).toBe(302);
}

export async function refusesStrangers({ world, ask, asked, signIn }: ForwardAuth) {
  await joinAs(world, 'gone@example.com');
  const { shown: cookie } = await signIn('gone@example.com');
  const move = (team: string) =>
    world.database.query('UPDATE workspaces SET slack_team_id = $1', [team]);
  expect((await ask('wiki.example.com', '/', { cookie })).status).toBe(200);
  asked.splice(0);

  await move('T0ELSEWHERE');
  expect((await ask('wiki.example.com', '/', { cookie })).status).toBe(403);
  await move('T0SANDBOX');
  await world.database.query(
    "UPDATE members SET closed_at = now() WHERE address = 'gone@example.com'",
  );

  expect((await ask('wiki.example.com', '/', { cookie })).status).toBe(302);
  expect(asked).toEqual([]);
}

export async function keepsFiguresInside({ world, ask }: ForwardAuth) {
  expect((await world.get('/metrics')).status).toBe(200);
  for (const path of [
    '/metrics',
    '//metrics',
    '/metrics?a',
    '/%6Detrics',
    '/./metrics',
    '/x/../metrics',
  ]) {
    const { status, body } = await ask('team.example.com', path);
    expect([status, body.includes('process_')], path).toEqual([404, false]);
  }
}
