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
  const cookie = await signIn('ana@example.com');
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
    'x-auth-team': 'T0SANDBOX',
    'x-auth-workspace-id': uuid,
    'x-auth-workspace': 'Sandbox',
  });
}

export async function keepsItsHeaders({ world, ask, asked, signIn }: ForwardAuth) {
  await joinAs(world, 'bea@example.com');
  const cookie = await signIn('bea@example.com');
  const reached = async (connection: string) => {
    asked.splice(0);
    const headers = { cookie, connection, upgrade: 'echo', 'x-own': '1' };
    expect((await ask('wiki.example.com', '/', headers)).status, connection).toBe(200);
    return Object.keys(ours(asked[0]));
  };
  const all = await reached('close');

  expect(all).toHaveLength(7);
  for (const connection of [
    'close, X-Auth-Role, X-Auth-Team',
    'x-auth-member',
    'close,X-AUTH-EMAIL ,\tX-Auth-Workspace-Id',
    'Upgrade, x-Auth-Name',
  ]) {
    expect(await reached(connection), connection).toEqual(all);
  }
}

export async function keepsTheSession({ world, ask, asked, signIn }: ForwardAuth) {
  await joinAs(world, 'cleo@example.com');
  const real = await signIn('cleo@example.com');
  const token = real.split('=')[1] ?? '';
  const get = async (cookie: string) => {
    asked.splice(0);
    const { status } = await ask('wiki.example.com', '/', { cookie });
    expect(JSON.stringify(asked), cookie).not.toContain(token);
    return { status, kept: asked[0]?.cookie ?? '' };
  };

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
    ['my-invitations-session=2; REAL; x=1', 'my-invitations-session=2; x=1'],
  ] as const) {
    expect(await get(sent.replace('REAL', real)), sent).toEqual({ status: 200, kept });
  }
  // Whatever a tool sets, on purpose too. Some of these sign the browser out, but none shows the tool the session.
  for (const sent of [
    'REAL; invitations-session=a',
    'invitations-session=a; REAL',
    'invitations-session=a; x=1; REAL; y=2',
    'REAL; x=1; invitations-session=a; y=2',
    '__Secure-invitations-session=a; REAL; __Host-invitations-session=b',
    'REAL; REAL; REAL',
    'x="; REAL; y="; invitations-session=',
    'invitations-session=; =invitations-session=b; REAL',
    'x=invitations-session=1; REAL',
  ]) {
    await get(sent.replaceAll('REAL', real));
  }
}

export async function sendsToSignIn({ ask, asked }: ForwardAuth) {
  asked.splice(0);
  const answer = await ask('wiki.example.com', '/page?a=1&b=2');

  expect(answer.status).toBe(302);
  const location = new URL(answer.headers.location ?? '');
  expect(location.host + location.pathname).toBe('team.example.com/sign-in');
  expect(location.searchParams.get('return')).toBe('http://wiki.example.com/page?a=1&b=2');
  expect(asked).toEqual([]);
  const page = await ask('team.example.com', location.pathname + location.search);
  expect(page.body).toContain('name="return" value="http://wiki.example.com/page?a=1&amp;b=2"');
  const cookie = 'invitations-session=made-up';
  expect((await ask('wiki.example.com', '/', { cookie })).status).toBe(302);
}

export async function refusesStrangers({ world, ask, asked, signIn }: ForwardAuth) {
  await joinAs(world, 'gone@example.com');
  const cookie = await signIn('gone@example.com');
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
