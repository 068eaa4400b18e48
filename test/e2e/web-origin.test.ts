import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import {
  createServer as createHttp,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { freePort } from '../../scripts/free-port.js';
import { goodPassword, invite, joinAs } from '../support/acts.ts';
import { launchChromium } from '../support/chromium.ts';
import { resetPath } from '../support/page-states.ts';
import { choosePassword } from '../support/password-way.ts';
import { startWorld, type World } from '../support/world.ts';

// Over https, behind a proxy that strips the Sec-Fetch- headers: as older browsers are all the time.

interface Passed {
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  status?: number | undefined;
}

let world: World;
let proxy: Server;
let stranger: Server;
let browser: Browser;
let own: string;
/** What came through the proxy. */
const seen: Passed[] = [];
let strangersPage = '';

beforeAll(async () => {
  const port = await freePort();
  own = `https://localhost:${port}`;
  world = await startWorld({ PUBLIC_URL: own, TRUST_PROXY: '1' });
  proxy = createServer(await certificate(), passOn).listen(port, '127.0.0.1');
  stranger = createHttp((_, answer) => {
    answer.setHeader('Content-Type', 'text/html');
    answer.end(strangersPage);
  }).listen(0, '127.0.0.1');
  await Promise.all([once(proxy, 'listening'), once(stranger, 'listening')]);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  for (const server of [proxy, stranger]) {
    server.closeAllConnections();
    server.close();
  }
  await world.stop();
});

/** A certificate for localhost that nobody vouches for. */
async function certificate(): Promise<{ key: Buffer; cert: Buffer }> {
  const folder = await mkdtemp(join(tmpdir(), 'test-certificate-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync(
    'openssl',
    `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout ${key} -out ${cert}`.split(
      ' ',
    ),
    { stdio: 'ignore' },
  );
  const pair = { key: await readFile(key), cert: await readFile(cert) };
  await rm(folder, { recursive: true });
  return pair;
}

function passOn(incoming: IncomingMessage, answer: ServerResponse): void {
  const { url = '', method = '' } = incoming;
  const entries = Object.entries(incoming.headers).filter(
    ([name]) => !name.startsWith('sec-fetch'),
  );
  const headers = Object.fromEntries(entries);
  const passed: Passed = { path: url, method, headers };
  seen.push(passed);
  const sent = request(world.url + url, { method, headers }, (response) => {
    passed.status = response.statusCode;
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  });
  incoming.pipe(sent);
}

async function newPage(): Promise<Page> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  return await context.newPage();
}

async function fill(page: Page, label: string, value: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(value);
}

async function press(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('button', { name }).click();
}

test('every form of ours is taken, and no address that is a key goes anywhere', async () => {
  const page = await newPage();
  const { path, email } = await invite(world, 'ana@example.com');
  await page.goto(own + path);
  await fill(page, 'Your name', 'Ana');
  await choosePassword(page);
  await fill(page, 'Password', goodPassword);
  await press(page, /^Join/);
  await page.getByRole('link', { name: 'your account' }).click();
  await fill(page, 'Your name', 'Ana Two');
  await press(page, 'Save name');
  await page.getByText('Name saved.').waitFor();
  const other = await invite(world, 'bob@example.com');
  await page.goto(own + other.path);
  await press(page, /^Sign out/);
  await page.getByRole('heading', { name: /^Join/ }).waitFor();
  await page.goto(`${own}/sign-in`);
  await fill(page, 'Email address', email);
  await fill(page, 'Password', goodPassword);
  await press(page, /^Sign in$/);
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
  await press(page, /^Sign out$/);
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await fill(page, 'Email address', email);
  await press(page, 'Email me a link');
  await page.getByRole('heading', { name: 'Check your email' }).waitFor();
  await world.letterTo(email);
  const reset = await resetPath(world, email);
  await page.goto(own + reset);
  await fill(page, 'New password', 'quite another set of words');
  await press(page, 'Save and sign in');
  await page.getByText('Password changed.').waitFor();

  const posts = seen.filter(({ method }) => method === 'POST');
  expect(posts.map(({ headers }) => headers.origin)).toEqual(posts.map(() => own));
  expect(posts.length).toBeGreaterThanOrEqual(7);
  const told = seen.map(({ headers }) => headers.referer ?? '');
  for (const key of [path, other.path, reset]) {
    expect(told.filter((referer) => referer.includes(key))).toEqual([]);
  }
  await page.context().close();
});

test.each([
  ['a page', (form: string) => form],
  [
    'a sandboxed frame',
    (form: string) => `<iframe sandbox="allow-forms allow-scripts" srcdoc='${form}'></iframe>`,
  ],
])("%s of a stranger can't send our forms", async (_what, framed) => {
  const page = await newPage();
  const { email } = await joinAs(world, `member${seen.length}@example.com`);
  strangersPage = framed(
    `<form method="post" action="${own}/sign-in"><input name="email" value="${email}"><input name="password" value="${goodPassword}"></form><script>document.forms[0].submit()</script>`,
  );
  const { port } = stranger.address() as AddressInfo;
  const before = seen.length;
  await page.goto(`http://127.0.0.1:${port}/`, { waitUntil: 'commit' });

  // Browsers don't show what is refused inside of a frame, so the proxy says what became of it.
  const sent = await vi.waitFor(() => {
    const post = seen.slice(before).find(({ method, status }) => method === 'POST' && status);
    if (!post) throw new Error('not sent yet');
    return post;
  }, 15_000);
  expect(sent).toMatchObject({ path: '/sign-in', status: 403 });
  expect(sent.headers.origin).toMatch(/^(null|http:\/\/127\.0\.0\.1:\d+)$/);
  expect(await page.context().cookies(own)).toEqual([]);
  await page.context().close();
});
