import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forwardCookie, joinAs } from '../support/acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({
    PUBLIC_URL: 'https://team.example.com',
    AUTH_RETURN_HOSTS: 'wiki.example.com, grafana.example.com:8443, elsewhere.example',
    AUTH_COOKIE_DOMAIN: 'example.com',
    AUTH_TEAMS: 'T0SANDBOX',
    TRUST_PROXY: '1',
  });
});
afterAll(() => world.stop());

/** Joins, and gives what the browser shows proxies. */
async function shown(email: string, how: Parameters<typeof joinAs>[2] = {}): Promise<string> {
  const { cookie } = await joinAs(world, email, how);
  return await forwardCookie(world, cookie);
}

describe('asked by a proxy', () => {
  test('tells who is signed in, in headers that hold any name', async () => {
    const displayName = 'Zoë "Z" 100% 日本\u2019s';
    const cookie = await shown('zoë@example.com', { displayName, role: 'admin' });

    const answer = await world.get('/auth/verify', { cookie });

    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-auth-member')).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers.get('x-auth-role')).toBe('Admin');
    expect(answer.headers.get('x-auth-workspace')).toBe('Sandbox');
    expect(answer.headers.get('x-auth-team')).toBe('T0SANDBOX');
    const [{ id } = {}] = await world.database.query('SELECT id::text FROM workspaces');
    expect(answer.headers.get('x-auth-workspace-id')).toBe(id);
    const name = answer.headers.get('x-auth-name') ?? '';
    expect(name).toMatch(/^[\x20-\x7e]+$/);
    expect(decodeURIComponent(name)).toBe(displayName);
    expect(decodeURIComponent(answer.headers.get('x-auth-email') ?? '')).toBe('zoë@example.com');
  });

  test.each([
    ['wiki.example.com', 'https', '/page?a=1&b=2', 'https://wiki.example.com/page?a=1&b=2'],
    ['grafana.example.com:8443', 'https', '/', 'https://grafana.example.com:8443/'],
    ['team.example.com', 'https', '/tool', '/tool'],
    ['grafana.example.com', 'https', '/', undefined],
    ['wiki.example.com', 'http', '/', undefined],
    ['evil.example', 'https', '/', undefined],
    ['wiki.example.com@evil.example', 'https', '/', undefined],
    ['evil.example/.wiki.example.com', 'https', '/', undefined],
  ])('about %s by %s, sends back there only if it may', async (host, proto, uri, expected) => {
    const answers = [
      await world.get('/auth/verify', { 'x-original-url': `${proto}://${host}${uri}` }),
      await world.get('/auth/verify', {
        'x-forwarded-host': host,
        'x-forwarded-proto': proto,
        'x-forwarded-uri': uri,
      }),
    ];

    for (const answer of answers) {
      expect(answer.status).toBe(401);
      const location = new URL(answer.headers.get('location') ?? '');
      expect(location.origin + location.pathname).toBe('https://team.example.com/auth/enter');
      expect(location.searchParams.get('return') ?? undefined).toBe(expected);
    }
  });

  test('redirects at once when the proxy hands the answer on to the browser', async () => {
    const answer = await world.get('/auth/verify?redirect', {
      'x-original-url': 'https://wiki.example.com/',
    });

    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toContain('/auth/enter?return=https');
  });

  test('knows a removed member no longer, at the very next question', async () => {
    const cookie = await shown('gone@example.com');
    expect((await world.get('/auth/verify', { cookie })).status).toBe(200);
    await world.database.query('UPDATE members SET closed_at = now() WHERE address = $1', [
      'gone@example.com',
    ]);

    const answer = await world.get('/auth/verify', { cookie });

    expect(answer.status).toBe(401);
    expect(answer.headers.get('x-auth-member')).toBeNull();
  });
});

test('asks the database once', async () => {
  const cookie = await shown('once@example.com');
  const { database } = world.database;
  const real = database.statement;
  const statements: string[] = [];
  Object.assign(database, {
    statement: (sql: string, parameters: unknown[]) => {
      statements.push(sql);
      return real(sql, parameters);
    },
  });

  expect((await world.get('/auth/verify', { cookie })).status).toBe(200);

  Object.assign(database, { statement: real });
  expect(statements).toHaveLength(1);
});

test.each([
  ['theme=dark; OURS; lang=en', 'theme=dark; lang=en'],
  ['OURS', ''],
  [
    'session=its-own; browser=its-own; OURS; csrf=a=b',
    'session=its-own; browser=its-own; csrf=a=b',
  ],
  ['__Host-browser=x; a=1; OURS', 'a=1'],
  ['a=1;b=2;;OURS;', 'a=1; b=2'],
  ['invitations-session=a; x="; OURS; y="; __Host-invitations-session=b', 'x="; y="'],
  ['__SECURE-invitations-forward=a; OURS; my-invitations-forward=1', 'my-invitations-forward=1'],
  [`OURS; =invitations-forward=b; ${'big'.repeat(2000)}=1`, `${'big'.repeat(2000)}=1`],
])('of %s the tool may have %s', async (sent, expected) => {
  const ours = await shown(`c-${expected.length}-${sent.length}@example.com`);
  const answer = await world.get('/auth/verify', { cookie: sent.replace('OURS', ours) });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cookie')).toBe(expected);
});
