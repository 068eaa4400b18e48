import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  allRows,
  cookieOf,
  deliveriesAtRest,
  invite,
  joinAs,
  signUpForm,
} from '../support/acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let cookie: string;
let path: string;
beforeAll(async () => {
  world = await startWorld();
  cookie = (await joinAs(world, 'first@example.com')).cookie;
  path = (await invite(world, 'second@example.com')).path;
  await deliveriesAtRest(world);
});
afterAll(() => world.stop());

/** Sends bytes as they are and gives the status line of the answer; for what no client would send. */
function sendBytes(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(world.url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
      socket.end();
    });
    socket.on('close', () => resolve(answer.split('\r\n')[0] ?? ''));
    socket.on('error', reject);
    socket.write(text);
  });
}

const pages: readonly [string, () => Promise<Response>, number[]][] = [
  ['the front page', () => world.get('/'), [200]],
  ['the page about privacy', () => world.get('/privacy'), [200]],
  ['the page about help', () => world.get('/support'), [200]],
  ['a join page', () => world.get(path), [200]],
  ['a dead link', () => world.get(`/join/${'A'.repeat(43)}`), [404]],
  ['a refused form', () => world.post(path, new FormData()), [400]],
  ['the account', () => world.get('/account', { cookie }), [200]],
  ['somebody signed out', () => world.get('/account'), [303, 401]],
  ['no page', () => world.get('/no/such/page'), [404]],
  ['a form from elsewhere', () => fetch(world.url + path, { method: 'POST' }), [403]],
  ['health', () => world.get('/healthz'), [200]],
];

test.each(pages)('protects the answer of %s', async (_what, ask, statuses) => {
  const response = await ask();
  expect(statuses).toContain(response.status);
  const { headers } = response;
  const policy = headers.get('content-security-policy') ?? '';
  for (const part of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"]) {
    expect(policy).toContain(part);
  }
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect(headers.get('cache-control')).toContain('no-store');
  expect(headers.get('referrer-policy')).toMatch(/^(strict-origin|same-origin)$/);
  expect(headers.get('x-robots-tag')).toContain('noindex');
  expect(headers.get('strict-transport-security')).toBeNull();
  expect(headers.get('x-powered-by')).toBeNull();
});

test('lets browsers keep the files that carry their own digest', async () => {
  const html = await (await world.get('/')).text();
  const [, stylesheet = ''] = /href="(\/assets\/[^"]+\.css)"/.exec(html) ?? [];
  const file = await world.get(stylesheet);
  expect(file.status).toBe(200);
  expect(file.headers.get('content-type')).toBe('text/css; charset=utf-8');
  expect(file.headers.get('cache-control')).toContain('immutable');
  expect(file.headers.get('content-security-policy')).toContain("default-src 'none'");
  for (const other of ['/assets/style.css', '/assets/', '/assets/..%2fpage.tsx']) {
    expect((await world.get(other)).status).toBe(404);
  }
});

test.each<[string, Record<string, string>]>([
  ['another site', { 'sec-fetch-site': 'cross-site' }],
  ['a sibling of this host', { 'sec-fetch-site': 'same-site' }],
  ['no page at all, as browsers say', { 'sec-fetch-site': 'none' }],
  ['another origin', { origin: 'https://evil.example' }],
  ['a nameless origin', { origin: 'null' }],
  ['nobody knows where', {}],
  [
    'another site that forges its origin',
    { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:3000' },
  ],
])('refuses a form from %s, and does nothing', async (_what, headers) => {
  const before = await allRows(world);
  const body = signUpForm();
  const response = await fetch(world.url + path, { method: 'POST', body, headers });
  expect(response.status).toBe(403);
  expect(await response.text()).toContain('This form came from somewhere else');
  expect(await allRows(world)).toEqual(before);
});

test.each<[string, Record<string, string>, number]>([
  ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
  ['this site', { 'sec-fetch-site': 'same-origin' }, 400],
])('leads from no refused form of %s to another host', async (_what, headers, status) => {
  for (const slashes of ['//', '///', '/\\', '/%5C']) {
    const address = `${world.url}${slashes}evil.example/form?x=%01`;
    const request = { method: 'POST', body: new URLSearchParams({ a: 'b' }), headers };
    const answer = await fetch(address, request);
    expect(answer.status, slashes).toBe(status);
    const links = [...(await answer.text()).matchAll(/href="([^"]*)"/g)].map(([, to = '']) => to);
    const hosts = links.map((to) => new URL(to, world.url).host);
    expect(new Set(hosts), slashes).toEqual(new Set([new URL(world.url).host]));
  }
});

test('takes a form from an older browser, which only tells the origin', async () => {
  const headers = { origin: 'http://localhost:3000' };
  const response = await fetch(`${world.url}/join/x`, {
    method: 'POST',
    body: signUpForm(),
    headers,
  });
  expect(response.status).toBe(404);
});

test.each(['told', 'untold'])('joins without a picture of 21 MB, %s, and says so', async (how) => {
  const { path: link } = await invite(world, `${how}@example.com`);
  const large = new File([new Uint8Array(21 * 1024 * 1024)], 'me.png');
  const form = new Request(world.url + link, {
    method: 'POST',
    body: signUpForm({ displayName: 'Una', avatar: large }),
    headers: { 'sec-fetch-site': 'same-origin' },
  });

  // A stream has no length that could be told.
  const answer = await fetch(
    how === 'told' ? form : new Request(form, { body: form.body, duplex: 'half' } as RequestInit),
    { redirect: 'manual' },
  );

  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe('/account?joined&picture=too_large');
  const page = await world.get('/account?joined&picture=too_large', { cookie: cookieOf(answer) });
  const html = await page.text();
  expect(html).toContain('Una');
  expect(html).toMatch(/id="avatar-problem"[^>]*>You joined without your picture. .*20 MB/);
});

const part = '--x\r\ncontent-disposition: form-data; name="displayName"\r\n\r\nAna\r\n';

test.each([
  ['no boundary', 400, 'multipart/form-data', part],
  ['another boundary', 400, 'multipart/form-data; boundary=y', part],
  ['no end', 400, 'multipart/form-data; boundary=x', part],
  ['no names', 400, 'multipart/form-data; boundary=x', '--x\r\n\r\nhello\r\n--x--\r\n'],
  ['garbage', 400, 'multipart/form-data; boundary=x', '\u0000\u0001\u0002'],
  ['nothing', 400, 'multipart/form-data; boundary=x', ''],
  ['JSON', 415, 'application/json', '{"displayName":"Ana"}'],
  ['plain text', 415, 'text/plain', 'displayName=Ana'],
  ['bad escapes', 400, 'application/x-www-form-urlencoded', 'displayName=%E0%A4%A&password=%'],
  ['an odd charset', 400, 'application/x-www-form-urlencoded; charset=utf-7', 'displayName=+ADw-'],
  ['a prototype', 400, 'application/x-www-form-urlencoded', '__proto__[x]=1&constructor=2'],
  ['no type', 415, '', 'displayName=Ana'],
])('refuses a form with %s calmly', async (_what, status, type, body) => {
  const before = await allRows(world);
  const response = await fetch(world.url + path, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin', 'content-type': type },
    body,
    redirect: 'manual',
  });
  expect(response.status).toBe(status);
  expect(await response.text()).toMatch(/^<!doctype html>/);
  expect(await allRows(world)).toEqual(before);
});

test.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS'])('does nothing on %s', async (method) => {
  const before = await allRows(world);
  const headers = { 'sec-fetch-site': 'same-origin' };
  const response = await fetch(world.url + path, { method, headers, redirect: 'manual' });
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
  expect(await response.text()).toMatch(/^<!doctype html>/);
  expect(await allRows(world)).toEqual(before);
});

test.each([
  ['GET //evil.example HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 404 /],
  ['GET http://evil.example/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 [24]/],
  ['GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 404 /],
  ['GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 [24]/],
  ['GET / HTTP/1.1\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 [24]/],
  ['GARBAGE\r\n\r\n', /^HTTP\/1\.1 400 /],
])('answers %j without a fault', async (bytes, status) => {
  expect(await sendBytes(bytes)).toMatch(status);
});

test('says that the process is up, and that it can do its work', async () => {
  const health = await world.get('/healthz');
  expect([health.status, await health.text()]).toEqual([200, 'ok\n']);
  const ready = await world.get('/readyz');
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({ ready: true, database: true, deliveries: true });
});

test('shows a page of its own for an address that is none', async () => {
  const response = await world.get('/wp-admin/<script>');
  expect(response.status).toBe(404);
  const html = await response.text();
  expect(html).toContain('<h1>Page not found</h1>');
  expect(html).not.toContain('<script>');
});

test('logs requests by route, never with what lets somebody in', async () => {
  await world.get(`${path}?secret=1`, { cookie });
  const lines = world.logs
    .filter(({ msg }) => msg === 'request')
    .map((line) => JSON.stringify(line));
  expect(lines.join('\n')).toContain('/join/:token');
  for (const secret of [path.slice(6), cookie.slice(8), 'secret=1']) {
    expect(lines.join('\n')).not.toContain(secret);
  }
});
