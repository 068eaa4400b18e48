import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PretendSlack, startPretendSlack } from 'pretend-slack';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { slotsPerChannel } from '../../src/delivery/rules.ts';
import { killAll, type Running, startBuiltApp } from '../support/app-process.ts';
import { secrets } from '../support/credentials.ts';
import { type OddMailServer, startOddMailServer } from '../support/odd-mail-server.ts';
import { root } from '../support/source-files.ts';

// SIGTERM while others keep the app waiting, the built app as its own process.

let folder: string;
let slack: PretendSlack;
let mail: OddMailServer;
let app: Running & { url: string };
const sockets: Socket[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'test-told-to-stop-'));
  slack = await startPretendSlack({ ...secrets, ackTimeoutMs: 15_000 });
  mail = await startOddMailServer();
});
afterAll(async () => {
  killAll();
  for (const socket of sockets) socket.destroy();
  mail.calmDown();
  await Promise.all([slack.stop(), mail.stop()]);
  await rm(folder, { recursive: true });
});

async function start(): Promise<void> {
  app = await startBuiltApp({ slack, smtpUrl: mail.smtpUrl, folder });
}

/** Connects to the app, and sends something. */
async function send(text: string): Promise<Socket> {
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

async function inviteAll(addresses: readonly string[]): Promise<void> {
  const before = slack.ephemerals('U0ADAM').length;
  await slack.command({ user: 'U0ADAM', command: '/invite', text: addresses.join(' ') });
  await slack.until(() => slack.ephemerals('U0ADAM')[before], 15_000);
}

/** Waits for the end; it must be a good one, and leave nobody to kill the app. */
async function expectGoodEnd(since: number): Promise<void> {
  expect(await app.exit, app.output()).toBe(0);
  expect(performance.now() - since).toBeLessThan(10_000);
  expect(app.output()).toContain('"msg":"stopped"');
  expect(app.output()).not.toMatch(/"level":[56]0/);
}

test('waits for no client that is slow to ask, and sends nothing more meanwhile', async () => {
  await start();
  const form = 'POST /sign-in HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\n';
  const type = 'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n';
  const slow = [
    await send('GET /sign-in HTTP/1.1\r\nHost: x\r\nX-Slow: '),
    await send(`${form}${type}email=a`),
  ];
  const drip = setInterval(() => {
    for (const socket of slow) socket.write('a');
  }, 200);
  const gone = Promise.all(slow.map((socket) => once(socket, 'close')));
  const idle = await send('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(idle, 'data');
  // Every place is taken, and one more email waits for one.
  await inviteAll(Array.from({ length: slotsPerChannel }, (_, index) => `hang${index}@a.example`));
  await vi.waitFor(() => expect(mail.waiting()).toBe(slotsPerChannel), { timeout: 15_000 });
  await inviteAll(['next@a.example']);

  const told = performance.now();
  app.child.kill('SIGTERM');
  await app.logged('stopping');
  await once(idle, 'close');
  mail.release();
  await gone;
  clearInterval(drip);
  await expectGoodEnd(told);
  expect(mail.taken()).toEqual([]);

  await start();
  await vi.waitFor(() => expect(mail.taken()).toEqual(['next@a.example']), { timeout: 30_000 });
  app.child.kill('SIGTERM');
  await expectGoodEnd(performance.now());
}, 120_000);

test('gives up an email over which the mail server thinks for too long, and ends well', async () => {
  // Those of before are tried again.
  mail.calmDown();
  await start();
  await inviteAll(['think@b.example']);
  await vi.waitFor(() => expect(mail.waiting()).toBe(1), { timeout: 15_000 });

  const told = performance.now();
  app.child.kill('SIGTERM');
  await expectGoodEnd(told);
  expect(app.output()).toContain('emails are cut off, and may be sent again');
}, 120_000);

test('is kept by nothing that waits for Slack: a command, Home, a posted link, an answer', async () => {
  await start();
  await inviteAll(['link@c.example']);
  await inviteAll(['link', 'link@c.example']);
  const [link = 'none'] =
    /https?:[^\s"|>]+\/join\/[\w-]+/.exec(JSON.stringify(slack.ephemerals('U0ADAM').at(-1))) ?? [];
  const seen = slack.calls.length;
  for (const method of ['*', 'response_url']) {
    slack.fail(method, { delayMs: 60_000, times: Number.POSITIVE_INFINITY });
  }
  const asked = [
    slack.post({ user: 'U0MIA', channel: 'C0GENERAL', text: link }),
    slack.openHome('U0OLGA'),
    slack.command({ user: 'U0ADAM', command: '/invite', text: 'more@c.example' }),
    slack.command({ user: 'U0MIA', command: '/invite', text: 'help' }),
  ];
  // Events are answered only after a while when they wait.
  await Promise.all(asked.slice(2));
  // Each waits for something, and has nothing yet.
  expect(slack.calls).toHaveLength(seen);

  const told = performance.now();
  app.child.kill('SIGTERM');
  await expectGoodEnd(told);
  slack.heal();
}, 120_000);

test('a stop that never comes to its end is cut short before anybody kills the app', () => {
  const program = `
    import { createLogger } from './dist/platform/process/logger.js';
    import { runUntilStopped } from './dist/platform/process/process.js';
    const never = new Promise(() => {});
    setInterval(() => undefined, 1000);
    setTimeout(() => process.kill(process.pid, 'SIGTERM'), 100);
    await runUntilStopped(createLogger({ level: 'silent' }), async () => ({
      stop: () => never,
      failed: never,
    }));`;
  const start = performance.now();
  const args = ['--input-type=module', '--eval', program];
  const { status } = spawnSync(process.execPath, args, { cwd: root, timeout: 60_000 });
  expect(status).toBe(1);
  expect(performance.now() - start).toBeLessThan(10_000);
});
