import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createLogger } from '../../src/platform/process/logger.ts';
import { createSparseLog } from '../../src/platform/process/sparse-log.ts';
import * as slackBody from '../../src/platform/slack/body.ts';
import * as slackPayload from '../../src/platform/slack/payload.ts';
import { startWorld, type World } from '../support/world.ts';

// What somebody without the signing secret can have the app do: look at headers, hash 256 kB, and nothing else.

vi.mock('../../src/platform/slack/body.ts', { spy: true });
vi.mock('../../src/platform/slack/payload.ts', { spy: true });

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** As the attack was found: many fields are slow to parse. */
const manyFields = Array.from({ length: 60_000 }, (_, index) => index.toString(36)).join('&');
const someMac = `v0=${'0'.repeat(64)}`;
const now = (shift = 0): number => Math.floor(Date.now() / 1000) + shift;

const formHead = {
  'content-type': 'application/x-www-form-urlencoded',
  'content-length': '200000',
  'x-slack-signature': someMac,
  'x-slack-request-timestamp': String(now()),
};

/** Sends a request's head and none of its body. */
function sendHead(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
): Socket {
  const socket = connect(port, '127.0.0.1');
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`${method} ${path} HTTP/1.1\r\nhost: x\r\n${lines.join('')}\r\n`);
  return socket;
}

/** All that comes back until the other side hangs up. */
async function untilClosed(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

test.each([
  ['no signature', 401, { 'x-slack-signature': '' }],
  ['a signature of another version', 401, { 'x-slack-signature': `v1=${'0'.repeat(64)}` }],
  ['a signature of another length', 401, { 'x-slack-signature': 'v0=00' }],
  ['no time', 401, { 'x-slack-request-timestamp': '' }],
  ['a time that is none', 401, { 'x-slack-request-timestamp': '1e9' }],
  ['a time in the past', 401, { 'x-slack-request-timestamp': String(now(-400)) }],
  ['a time to come', 401, { 'x-slack-request-timestamp': String(now(400)) }],
  ['a body of another type', 415, { 'content-type': 'text/plain' }],
  ['no type', 415, { 'content-type': '' }],
  ['a body over 256 kB', 413, { 'content-length': String(256 * 1024 + 1) }],
  ['another method', 405, {}, 'PUT'],
  ['another address', 404, {}, 'POST', '/slack/other'],
] as [string, number, object, string?, string?][])(
  'refuses %s without a byte of the body, and hangs up',
  async (_what, status, headers, method = 'POST', path = '/slack/events') => {
    const { port } = new URL(world.url);
    const answer = await untilClosed(
      sendHead(Number(port), method, path, { ...formHead, ...headers }),
    );
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/\r\nConnection: close\r\n/i);
  },
);

test('parses nothing of what is not signed, however much of it comes, while Slack is answered', async () => {
  const { port } = new URL(world.url);
  vi.mocked(slackBody.parseBody).mockClear();
  vi.mocked(slackPayload.readSlackPayload).mockClear();
  const waiting = Array.from({ length: 100 }, () =>
    sendHead(Number(port), 'POST', '/slack/events', formHead),
  );
  const forged = Array.from({ length: 30 }, () =>
    world.slack.sendRaw({ body: manyFields, signature: someMac }),
  );
  const reply = await world.slack.command({ user: 'U0ADAM', command: '/invite', text: 'help' });
  expect(reply.status).toBe(200);
  expect((await Promise.all(forged)).map(({ status }) => status)).toEqual(forged.map(() => 401));
  for (const socket of waiting) socket.destroy();
  expect(slackBody.parseBody).toHaveBeenCalledTimes(1);
  expect(slackPayload.readSlackPayload).toHaveBeenCalledTimes(1);
});

test('says once that signatures are wrong, however many are', async () => {
  for (let index = 0; index < 5; index += 1) {
    await world.slack.sendRaw({ body: 'a=b', signature: someMac });
  }
  const said = world.logs.filter(({ msg }) => String(msg).includes('SLACK_SIGNING_SECRET'));
  // That the secret fits was said when Slack verified the address.
  expect(said.map(({ level }) => level)).toEqual([30, 40]);
});

/** What `/readyz` and `/metrics` say about the clock. */
async function clock(): Promise<unknown[]> {
  const ready = Object(await (await world.get('/readyz')).json());
  const metrics = await (await world.get('/metrics')).text();
  return [ready.clock, /^slack_clock_trouble (\d)$/m.exec(metrics)?.[1]];
}

/** What the log says about clocks. */
function clockLines(): string[] {
  return world.logs.map(({ msg }) => String(msg)).filter((msg) => msg.includes('clock is '));
}

test('says which way and how far the clock may be off, and not again and again', async () => {
  const body = 'command=%2Finvite&team_id=T0SANDBOX&user_id=U0ADAM';
  const isOff = (shift: number) => world.slack.sendRaw({ body, timestamp: now(shift) });
  for (const shift of [400, 400, 7200, -400, -400]) {
    expect((await isOff(shift)).status).toBe(401);
  }
  expect(await clock()).toEqual(['wrong', '1']);
  const said = clockLines().map(
    (line) => /if Slack sent it, this machine's clock is \d+ s (.*) Slack's$/.exec(line)?.[1],
  );
  expect(said.sort()).toEqual(['ahead of', 'behind']);

  await world.slack.command({ user: 'U0ADAM', command: '/invite', text: 'help' });
  expect((await clock())[0]).toBe('ok');
});

test('Slack’s look at the certificate is answered', async () => {
  expect((await world.get('/slack/events?ssl_check=1&token=x')).status).toBe(200);
  expect((await world.slack.sendRaw({ body: 'ssl_check=1&token=x' })).status).toBe(200);
});

test.each([
  ['too much', 'too_large', { bytes: 4, ms: 10_000 }],
  ['too slow', 'too_slow', { bytes: 1000, ms: 50 }],
] as const)('reads no further in a body that is %s', async (_what, refusal, max) => {
  const server = createServer();
  const read = new Promise((resolve, reject) => {
    server.on('request', (request, response) => {
      slackBody.readBody(request, max).then((result) => {
        resolve([result, request.isPaused()]);
        response.end();
      }, reject);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const socket = sendHead(port, 'POST', '/', { 'content-length': '100' });
  socket.write('12345');
  expect(await read).toEqual([refusal, true]);
  socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

test('what strangers cause is said at once, then once a minute, with how often it was', () => {
  const lines: { msg: string; times: number }[] = [];
  const log = createLogger({
    level: 'info',
    sink: { write: (line) => void lines.push(JSON.parse(line)) },
  });
  let at = 0;
  const warn = createSparseLog(log, () => at);
  for (at of [0, 1, 59_999, 60_000, 60_001, 130_000]) warn('one', {}, `one at ${at}`);
  warn('another', {}, 'another');
  expect(lines.map(({ msg, times }) => [msg, times])).toEqual([
    ['one at 0', 1],
    ['one at 60000', 3],
    ['one at 130000', 2],
    ['another', 1],
  ]);
});
