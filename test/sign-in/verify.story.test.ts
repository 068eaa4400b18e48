import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({
    PUBLIC_URL: 'https://team.example.com',
    AUTH_RETURN_HOSTS: 'wiki.example.com, grafana.example.com:8443',
    AUTH_COOKIE_DOMAIN: 'example.com',
    AUTH_TEAMS: 'T0SANDBOX',
    TRUST_PROXY: '1',
  });
});
afterAll(() => world.stop());

describe('asked by a proxy', () => {
  test('tells who is signed in, in headers that hold any name', async () => {
    const displayName = 'Zoë "Z" 100% 日本\u2019s';
    const { cookie } = await joinAs(world, 'zoë@example.com', { displayName, role: 'admin' });

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
      expect(location.origin + location.pathname).toBe('https://team.example.com/sign-in');
      expect(location.searchParams.get('return') ?? undefined).toBe(expected);
    }
  });

  test('redirects at once when the proxy hands the answer on to the browser', async () => {
    const answer = await world.get('/auth/verify?redirect', {
      'x-original-url': 'https://wiki.example.com/',
    });

    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toContain('/sign-in?return=https');
  });

  test('knows a removed member no longer, at the very next question', async () => {
    const { cookie, email } = await joinAs(world, 'gone@example.com');
    expect((await world.get('/auth/verify', { cookie })).status).toBe(200);
    await world.database.query('UPDATE members SET closed_at = now() WHERE address = $1', [email]);

    const answer = await world.get('/auth/verify', { cookie });

    expect(answer.status).toBe(401);
    expect(answer.headers.get('x-auth-member')).toBeNull();
  });
});

test('asks the database once', async () => {
  const { cookie } = await joinAs(world, 'once@example.com');
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

test('the session reaches the hosts below the domain; the rest stays on this one', async () => {
  await joinAs(world, 'ida@example.com');
  const visitor = new Visitor(world);

  const answer = await visitor.signIn('ida@example.com', 'correct horse battery staple');

  const cookies = answer.headers.getSetCookie();
  expect(cookies).toContainEqual(
    expect.stringMatching(/^__Secure-invitations-session=[\w-]{43};.*Domain=example\.com/),
  );
  expect(cookies.find((each) => each.startsWith('__Host-browser='))).not.toContain('Domain');
  const signedOut = await visitor.post('/sign-out', {});
  expect(signedOut.headers.getSetCookie()).toContainEqual(
    expect.stringMatching(/^__Secure-invitations-session=;.*Max-Age=0;.*Domain=example\.com/),
  );
});

test('signing in leads back to a tool, and the form may be sent for it', async () => {
  await joinAs(world, 'tom@example.com');
  const back = 'https://wiki.example.com/page?a=1';
  const visitor = new Visitor(world);
  const page = await visitor.get(`/sign-in?return=${encodeURIComponent(back)}`);
  expect(page.headers.get('content-security-policy')).toContain(
    "form-action 'self' https://wiki.example.com https://grafana.example.com:8443;",
  );

  const answer = await visitor.post('/sign-in', {
    email: 'tom@example.com',
    password: 'correct horse battery staple',
    return: back,
  });

  expect(answer.headers.get('location')).toBe(back);
});
