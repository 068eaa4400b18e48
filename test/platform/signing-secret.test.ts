import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askForOurselves, challenge } from '../../src/platform/slack/reach.ts';
import { secrets } from '../support/credentials.ts';
import { typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// A signing secret that isn't Slack's, and how the app finds out whether Slack can reach it.

let world: World;
beforeAll(async () => {
  world = await startWorld({}, { ...secrets, isVerified: false });
});
afterAll(() => world.stop());

async function signature(): Promise<unknown> {
  const ready = await world.get('/readyz');
  expect(ready.status).toBe(200);
  return ((await ready.json()) as { signature: unknown }).signature;
}

async function metric(): Promise<string | undefined> {
  const metrics = await (await world.get('/metrics')).text();
  return /^slack_signature_trouble (\d)$/m.exec(metrics)?.[1];
}

/** What the log has said of the secret. */
function said(): unknown[] {
  return world.logs
    .filter(({ msg }) => String(msg).includes('SLACK_SIGNING_SECRET'))
    .map(({ level, msg }) => [level, String(msg).slice(0, 42)]);
}

const forged = () =>
  world.slack.sendRaw({ body: 'command=%2Finvite', signature: `v0=${'0'.repeat(64)}` });

const none = [40, 'no request so far fits SLACK_SIGNING_SECRET'.slice(0, 42)];
const sparse = [40, 'request with a wrong signature refused: if'];

test('what the app asks itself says nothing about Slack', async () => {
  expect(await signature()).toBe('unknown');
  expect(await challenge(world.url, secrets.signingSecret)).toEqual({ kind: 'answers' });
  // What looks at the address alone is no more than that.
  const looked = await world.slack.sendRaw({ body: 'ssl_check=1' });
  expect(looked.status).toBe(200);
  expect(await signature()).toBe('unknown');
  expect(said()).toEqual([]);
});

test('a secret that never fits is said once, with where the right one is, and stands on /readyz', async () => {
  expect(await metric()).toBe('0');
  for (let times = 0; times < 3; times += 1) expect((await forged()).status).toBe(401);
  expect(await signature()).toBe('wrong');
  expect(said()).toEqual([none]);
  const [line] = world.logs.filter(({ msg }) => String(msg).startsWith('no request so far'));
  expect(line?.msg).toContain('Basic Information → App Credentials → Signing Secret');
});

test('once a request fits it is forgotten, and strangers change nothing any more', async () => {
  await typeCommand(world, 'help');
  expect(await signature()).toBe('ok');
  await forged();
  expect(await signature()).toBe('ok');
  expect(said()).toEqual([none, [30, 'requests fit SLACK_SIGNING_SECRET now'], sparse]);
});

/** What the app finds where this answers. */
async function found(answer: RequestListener): Promise<unknown> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const reach = await challenge(`http://127.0.0.1:${port}`, secrets.signingSecret);
  await new Promise((resolve) => server.close(resolve));
  return reach;
}

test.each([
  [401, { kind: 'asks_password' }],
  [301, { kind: 'redirects', status: 301 }],
  [404, { kind: 'not_found', status: 404 }],
  [403, { kind: 'guarded', status: 403 }],
  [503, { kind: 'guarded', status: 503 }],
  [502, { kind: 'finds_no_app', status: 502 }],
  [504, { kind: 'finds_no_app', status: 504 }],
  // Something else answers, and knows no challenge.
  [200, { kind: 'odd', status: 200 }],
] as const)('an answer of %s tells what stands in between', async (status, reach) => {
  const answer: RequestListener = (_, response) => {
    response.writeHead(status, status === 301 ? { Location: 'https://elsewhere.example' } : {});
    response.end('<title>Just a moment…</title>');
  };
  expect(await found(answer)).toEqual(reach);
});

test.each([
  [{}, 'other_secret'],
  [{ 'WWW-Authenticate': 'Basic' }, 'asks_password'],
])('a bare 401 with %j is from one that is %s', async (headers, kind) => {
  expect(await found((_, response) => void response.writeHead(401, headers).end())).toEqual({
    kind,
  });
});

test('says what the connection says where nothing answers', async () => {
  const reach = await found((request) => request.destroy());
  expect(reach).toMatchObject({ kind: 'unreachable' });
  expect(JSON.stringify(reach)).not.toContain('fetch failed');
  expect(await challenge('http://127.0.0.1:1', secrets.signingSecret)).toMatchObject({
    kind: 'unreachable',
  });
});

test.each([
  ['http://localhost:3000', 'this_machine'],
  ['https://127.0.0.1', 'this_machine'],
  ['http://invites.example.com', 'not_https'],
])('asks nobody about %s, which Slack sends nothing to', async (url, kind) => {
  expect(await askForOurselves(url, secrets.signingSecret)).toEqual({ kind });
});
