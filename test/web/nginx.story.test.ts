import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { freePort, type Nginx, startNginx } from '../support/nginx.ts';
import { root } from '../support/source-files.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let tool: Server;
let nginx: Nginx;
let port: number;
/** What the tool was asked for. */
let asked: IncomingMessage['headers'][] = [];

beforeAll(async () => {
  world = await startWorld({
    PUBLIC_URL: 'http://team.example.com',
    AUTH_RETURN_HOSTS: 'wiki.example.com',
    AUTH_COOKIE_DOMAIN: 'example.com',
    TRUST_PROXY: '1',
  });
  tool = createServer((incoming, answer) => {
    asked.push(incoming.headers);
    answer.end(`the wiki at ${incoming.url}`);
  }).listen(0, '127.0.0.1');
  await once(tool, 'listening');
  port = await freePort();
  nginx = await startNginx(await documentedConfiguration(), port);
});

afterAll(async () => {
  await nginx.stop();
  tool.closeAllConnections();
  tool.close();
  await world.stop();
});

/** The example of docs/forward-auth.md, with the ports of this test. */
async function documentedConfiguration(): Promise<string> {
  const document = await readFile(join(root, 'docs', 'forward-auth.md'), 'utf8');
  const [, example] = /```nginx\n(.*?)```/s.exec(document) ?? [];
  if (!example) throw new Error('no nginx example in docs/forward-auth.md');
  const { port: toolPort } = tool.address() as AddressInfo;
  return example
    .replaceAll('listen 80;', `listen 127.0.0.1:${port};`)
    .replaceAll('127.0.0.1:3000', new URL(world.url).host)
    .replaceAll('127.0.0.1:4000', `127.0.0.1:${toolPort}`);
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A browser's request to a host, by way of nginx. */
async function ask(
  host: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<Answer> {
  const sent = request({
    host: '127.0.0.1',
    port,
    path,
    method: body === undefined ? 'GET' : 'POST',
    headers: { host, ...headers },
  });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) };
}

async function signIn(email: string): Promise<string> {
  const form = new URLSearchParams({ email, password: goodPassword }).toString();
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'sec-fetch-site': 'same-origin',
  };
  const answer = await ask('team.example.com', '/sign-in', headers, form);
  expect(answer.status).toBe(303);
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

test('nginx lets a signed-in member through, and tells the tool who they are', async () => {
  await joinAs(world, 'ana@example.com', { displayName: 'Aña', role: 'admin' });
  const cookie = await signIn('ana@example.com');
  asked = [];

  const answer = await ask('wiki.example.com', '/page?a=1', {
    cookie: `theme=dark; ${cookie}; lang=en`,
    'x-auth-role': 'Owner',
    'x-auth-email': 'somebody@else.example',
  });

  expect([answer.status, answer.body]).toEqual([200, 'the wiki at /page?a=1']);
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({
    'x-auth-email': 'ana@example.com',
    'x-auth-name': 'A%C3%B1a',
    'x-auth-role': 'Admin',
    'x-auth-workspace': 'Sandbox',
    cookie: 'theme=dark; lang=en',
  });
});

test('nginx keeps the session from the tool, and leaves it its own cookies', async () => {
  await joinAs(world, 'cleo@example.com');
  const session = await signIn('cleo@example.com');
  const kept = async (cookie: string) => {
    asked = [];
    expect((await ask('wiki.example.com', '/', { cookie })).status).toBe(200);
    return asked[0]?.cookie?.trim();
  };

  expect(await kept(session)).toBeUndefined();
  expect(await kept(`theme=dark; ${session}`)).toBe('theme=dark;');
  expect(await kept(`${session}; theme=dark`)).toBe('theme=dark');
  expect(await kept(`mysession=2; ${session}`)).toBe('mysession=2;');
});

test('nginx sends whoever is signed out to sign in, and they come back to the same page', async () => {
  asked = [];
  const answer = await ask('wiki.example.com', '/page?a=1&b=2');

  expect(answer.status).toBe(302);
  const location = new URL(answer.headers.location ?? '');
  expect(location.host + location.pathname).toBe('team.example.com/sign-in');
  expect(location.searchParams.get('return')).toBe('http://wiki.example.com/page?a=1&b=2');
  expect(asked).toEqual([]);
  const page = await ask('team.example.com', location.pathname + location.search);
  expect(page.body).toContain('name="return" value="http://wiki.example.com/page?a=1&amp;b=2"');
});

test('nginx refuses a removed member at the next request', async () => {
  await joinAs(world, 'gone@example.com');
  const cookie = await signIn('gone@example.com');
  expect((await ask('wiki.example.com', '/', { cookie })).status).toBe(200);

  await world.database.query(
    "UPDATE members SET closed_at = now() WHERE address = 'gone@example.com'",
  );

  expect((await ask('wiki.example.com', '/', { cookie })).status).toBe(302);
});

test('nobody reaches the look-up through the tool, or makes it up', async () => {
  expect((await ask('wiki.example.com', '/auth/verify')).status).toBe(404);
  expect((await ask('wiki.example.com', '/', { cookie: 'session=made-up' })).status).toBe(302);
});
