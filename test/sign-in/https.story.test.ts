import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  cookieOf,
  joinAs,
  linkIn,
  openDialog,
  sendDialog,
  sessionCookies,
  signUpForm,
} from '../support/acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ PUBLIC_URL: 'https://invites.example.com/', TRUST_PROXY: '1' });
});
afterAll(() => world.stop());

test('binds the session to https and this host, when that is where people come to', async () => {
  await openDialog(world);
  await sendDialog(world, 'U0ADAM', { email: 'ines@example.com' });
  const { parsed } = await world.letterTo('ines@example.com');
  expect(parsed.text).toContain('https://invites.example.com/join/');
  const { path } = linkIn(parsed.text ?? '');

  const page = await world.get(path);
  expect(page.headers.get('strict-transport-security')).toMatch(/max-age=\d{8}/);
  expect(page.headers.get('referrer-policy')).toBe('strict-origin');

  const joined = await world.post(path, signUpForm(), {
    'user-agent': 'Some Browser 1.0',
    'x-forwarded-for': '6.6.6.6, 203.0.113.7',
  });
  expect(joined.status).toBe(303);
  const [cookie = ''] = sessionCookies(joined);
  const [pair = '', ...attributes] = cookie.split('; ');
  expect(pair).toMatch(/^__Host-invitations-session=[\w-]{43}$/);
  expect(attributes.sort()).toEqual([
    'HttpOnly',
    'Max-Age=2592000',
    'Path=/',
    'SameSite=Lax',
    'Secure',
  ]);
  expect((await world.get('/account', { cookie: cookieOf(joined) })).status).toBe(200);
  const plain = cookieOf(joined).replace('__Host-', '');
  expect((await world.get('/account', { cookie: plain })).status).not.toBe(200);

  // The browser's address is what the trusted proxy saw, not what the browser said.
  const [session] = await world.database.query('SELECT user_agent, ip_address FROM sessions');
  expect(session).toEqual({ user_agent: 'Some Browser 1.0', ip_address: '203.0.113.7' });
});

test('where one host has everything, what proxies are shown stays there, too', async () => {
  const { cookie } = await joinAs(world, 'ona@example.com');

  const asked = await world.get('/auth/verify', {
    cookie,
    'x-original-url': 'https://invites.example.com/wiki/a?b',
  });
  expect(asked.headers.get('location')).toBe(
    'https://invites.example.com/auth/enter?return=%2Fwiki%2Fa%3Fb',
  );
  const entered = await world.get('/auth/enter?return=%2Fwiki%2Fa%3Fb', { cookie });

  expect(entered.headers.get('location')).toBe('/wiki/a?b');
  const [set = ''] = entered.headers.getSetCookie();
  expect(set).toMatch(/^__Host-invitations-forward=[\w-]{64}; Max-Age=2592000; Path=\/;/);
  expect(set).not.toContain('Domain');
  const [shown = ''] = set.split(';');
  const answer = await world.get('/auth/verify', { cookie: `${cookie}; a=1; ${shown}` });
  expect([answer.status, answer.headers.get('cookie')]).toEqual([200, 'a=1']);
});

test('takes forms of its own origin only', async () => {
  const post = (headers: Record<string, string>) =>
    fetch(`${world.url}/join/x`, { method: 'POST', body: signUpForm(), headers });
  expect((await post({ origin: 'https://invites.example.com' })).status).toBe(404);
  expect((await post({ origin: 'http://invites.example.com' })).status).toBe(403);
  expect((await post({ origin: 'https://evil.example' })).status).toBe(403);
  expect((await post({ origin: 'null' })).status).toBe(403);
  expect((await post({})).status).toBe(403);
});
