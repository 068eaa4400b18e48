import { afterAll, beforeAll, expect, test } from 'vitest';
import { forwardCookie, goodPassword, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
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

// What browsers show proxies in front of other tools: made from the session, and never the session.

/** Joins, and gives what the browser shows proxies. */
async function shown(email: string, how: Parameters<typeof joinAs>[2] = {}): Promise<string> {
  const { cookie } = await joinAs(world, email, how);
  return await forwardCookie(world, cookie);
}

const back = 'https://wiki.example.com/page?a=1';
const enter = `/auth/enter?return=${encodeURIComponent(back)}`;

test('reaches the hosts below the domain; the session stays on this one', async () => {
  await joinAs(world, 'ida@example.com');
  const visitor = new Visitor(world);

  const signedIn = await visitor.signIn('ida@example.com', goodPassword);
  const entered = await visitor.get(enter);

  const cookies = signedIn.headers.getSetCookie();
  expect(cookies.map((each) => each.split('=')[0])).toEqual([
    '__Host-invitations-session',
    '__Host-browser',
  ]);
  expect(cookies.join()).not.toContain('Domain');
  expect(entered.status).toBe(303);
  expect(entered.headers.get('location')).toBe(back);
  expect(entered.headers.getSetCookie()).toEqual([
    expect.stringMatching(
      /^__Secure-invitations-forward=[\w-]{64}; Max-Age=2592000; Domain=example\.com; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    ),
  ]);
  const signedOut = await visitor.post('/sign-out', {});
  expect(signedOut.headers.getSetCookie()).toContainEqual(
    expect.stringMatching(/^__Secure-invitations-forward=;.*Max-Age=0;.*Domain=example\.com/),
  );
});

test('opens nothing of ours, under whatever name, and the session nothing of others', async () => {
  const { cookie } = await joinAs(world, 'kim@example.com');
  const pair = await forwardCookie(world, cookie);
  const value = pair.slice(pair.indexOf('=') + 1);

  for (const sent of [
    pair,
    `__Host-invitations-session=${value}`,
    `__Host-invitations-session=${value.slice(0, 43)}`,
    `__Secure-invitations-session=${value}; ${pair}`,
  ]) {
    expect((await world.get('/account', { cookie: sent })).status, sent).toBe(401);
    expect((await world.get(enter, { cookie: sent })).headers.getSetCookie(), sent).toEqual([]);
  }
  const token = cookie.slice(cookie.indexOf('=') + 1);
  for (const sent of [
    cookie,
    `__Secure-invitations-forward=${token}`,
    pair.replace('__Secure-', ''),
    pair.replace('__Secure-', '__Host-'),
    pair.slice(0, -1),
    `${pair}A`,
    `${pair.slice(0, -4)}AAAA`,
  ]) {
    expect((await world.get('/auth/verify', { cookie: sent })).status, sent).toBe(401);
  }
  expect((await world.get('/auth/verify', { cookie: pair })).status).toBe(200);
});

test('can be made of nothing that the database holds', async () => {
  const value = (await shown('dump@example.com')).split('=')[1] ?? '';
  const rows = JSON.stringify(await world.database.query('SELECT * FROM sessions'));
  const [{ id } = {}] = await world.database.query(
    "SELECT encode(s.id, 'hex') AS id FROM sessions s JOIN members m ON m.id = s.member_id WHERE m.address = 'dump@example.com'",
  );
  expect(rows).not.toContain(value);
  const made = Buffer.concat([Buffer.from(String(id), 'hex'), Buffer.alloc(16)]);
  const cookie = `__Secure-invitations-forward=${made.toString('base64url')}`;
  expect((await world.get('/auth/verify', { cookie })).status).toBe(401);
});

test('ends with the session, and comes back with the next without a form', async () => {
  await joinAs(world, 'lea@example.com');
  const visitor = new Visitor(world);
  await visitor.signIn('lea@example.com', goodPassword);
  await visitor.get(enter);
  const before = visitor.jar.header;
  expect((await world.get('/auth/verify', before)).status).toBe(200);

  // Signed in anew: the browser keeps nothing of the session before.
  await visitor.signIn('lea@example.com', goodPassword);
  expect(visitor.jar.get('__Secure-invitations-forward')).toBeUndefined();
  expect((await world.get('/auth/verify', before)).status).toBe(401);
  const asked = await visitor.get('/auth/verify?redirect', { 'x-original-url': back });
  const entered = await visitor.get(
    (asked.headers.get('location') ?? '').replace('https://team.example.com', ''),
  );
  expect(entered.headers.get('location')).toBe(back);
  expect((await visitor.get('/auth/verify')).status).toBe(200);
});

test('whoever is signed out signs in first, and comes back to the tool with it', async () => {
  await joinAs(world, 'tom@example.com');
  const visitor = new Visitor(world);
  const sent = await visitor.get(enter);
  expect(sent.status).toBe(303);
  const page = await visitor.get(sent.headers.get('location') ?? '');
  const [, returnTo = ''] =
    /name="return" value="([^"]+)"/.exec(await page.clone().text())?.map(String) ?? [];
  expect(page.headers.get('content-security-policy')).toContain(
    "form-action 'self' https://wiki.example.com https://grafana.example.com:8443 https://elsewhere.example;",
  );

  const signedIn = await visitor.post('/sign-in', {
    email: 'tom@example.com',
    password: goodPassword,
    return: returnTo,
  });

  expect(signedIn.headers.get('location')).toBe(enter);
  const entered = await visitor.get(enter);
  expect(entered.headers.get('location')).toBe(back);
  expect((await visitor.get('/auth/verify')).status).toBe(200);
});

test.each([
  'https://evil.example/',
  '//evil.example/',
  'https://wiki.example.com@evil.example/',
  'http://wiki.example.com/',
  'https://wiki.example.com:444/',
  'javascript:alert(1)',
  // Listed, but the cookie doesn't get there: to and fro for ever.
  'https://elsewhere.example/',
])('leads nobody to %s', async (address) => {
  const { cookie } = await joinAs(world, `to-${address.length}-${address.at(-2)}@example.com`);
  const answer = await world.get(`/auth/enter?return=${encodeURIComponent(address)}`, { cookie });
  expect(answer.headers.get('location')).toBe('/account');
});
