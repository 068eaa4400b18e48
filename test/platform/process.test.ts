import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PretendSlack, startPretendSlack } from 'pretend-slack';
import { fieldOf } from 'pretend-slack/driver';
import { type Mailbox, startMailbox } from 'pretend-slack/mailbox';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from '../../scripts/free-port.js';
import { adviceOn } from '../../src/platform/process/start-refused.ts';
import { linkIn } from '../support/acts.ts';
import { environmentOf, killAll, runScript, startBuiltApp } from '../support/app-process.ts';
import { secrets } from '../support/credentials.ts';
import { root } from '../support/source-files.ts';

// The built app as its own process, the way it runs for real. `npm test` builds it first.

let folder: string;
let slack: PretendSlack;
let mailbox: Mailbox;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'test-process-'));
  slack = await startPretendSlack({ ...secrets, ackTimeoutMs: 15_000 });
  mailbox = await startMailbox();
  // Not built from here: that may install packages anew, under the feet of the other tests.
  expect(existsSync(join(root, 'dist', 'main.js')), 'not built: npm run build').toBe(true);
});

afterAll(async () => {
  killAll();
  await Promise.all([slack.stop(), mailbox.stop()]);
  await rm(folder, { recursive: true });
});

const around = () => ({ slack, smtpUrl: mailbox.smtpUrl, folder });
const environment = () => environmentOf(around());
const startApp = () => startBuiltApp(around());

async function openDialog(user: string): Promise<string> {
  await slack.command({ user, command: '/invite' });
  const modal = await slack.until(() => slack.modal(user), 15_000);
  return fieldOf(modal, 'Email address');
}

async function letterTo(address: string): Promise<string> {
  return await new Promise((resolve) => {
    const look = (): void => {
      const letter = mailbox.letters.find(({ to }) => to === address);
      if (letter) resolve(letter.parsed.text ?? '');
    };
    mailbox.onLetter(look);
    look();
  });
}

/** Sends half a form; gives how to send the rest, and the answer. */
async function slowForm(
  url: string,
  path: string,
): Promise<{ rest(): void; answer: Promise<string> }> {
  const body = new URLSearchParams({
    displayName: 'Slow',
    password: 'a slow hand types',
  }).toString();
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: localhost:3000',
    'Sec-Fetch-Site: same-origin',
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${body.length}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, 10)}`);
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  const answer = once(socket, 'close').then(() => text);
  return { rest: () => socket.write(body.slice(10)), answer };
}

test('ends at once with everything that is wrong with its configuration', async () => {
  const app = runScript('dist/main.js', { SLACK_BOT_TOKEN: 'tell-nobody', PORT: 'x' });
  expect(await app.exit).toBe(1);
  const output = app.output();
  for (const name of [
    'APP_SECRET',
    'SLACK_SIGNING_SECRET',
    'SLACK_BOT_TOKEN',
    'PORT',
    'SMTP_URL',
  ]) {
    expect(output).toContain(`  - ${name} `);
  }
  expect(output).not.toContain('tell-nobody');
});

test('ends at once when it is told to stop while it still waits for its database', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const app = runScript('dist/main.js', {
    ...environment(),
    DATABASE_URL: `postgresql://127.0.0.1:${port}/silent`,
  });
  await once(silent, 'connection');

  app.child.kill('SIGTERM');

  // Not killed by the signal, which would be no exit code: it listened.
  expect(await app.exit, app.output()).toBe(0);
  silent.close();
});

test('finishes what it has begun when it is told to stop, and loses nothing', async () => {
  const app = await startApp();
  const opened = await app.logged('embedded database opened');
  expect(opened).toMatchObject({ folder: join(folder, 'data', 'db') });

  // A second process on the same folder is refused; the first one goes on.
  const second = runScript('dist/main.js', environment());
  expect(await second.exit).toBe(1);
  expect(second.output()).toMatch(/in use by another running copy of this app/);
  expect((await fetch(`${app.url}/readyz`)).status).toBe(200);

  // Somebody got a link and is signing up, slowly.
  const field = await openDialog('U0ADAM');
  await slack.submit({ user: 'U0ADAM', values: { [field]: 'slow@example.com' } });
  const { path } = linkIn(await letterTo('slow@example.com'));
  const form = await slowForm(app.url, path);

  // Slack takes its time to show Olga a dialog. Adam's second invitation has just been acknowledged.
  await slack.submit({ user: 'U0ADAM' });
  const again = slack.modal('U0ADAM');
  slack.fail('views.open', { delayMs: 1500 });
  const typed = await slack.command({ user: 'U0OLGA', command: '/invite' });
  expect(typed.status).toBe(200);
  const next = again ? fieldOf(again, 'Email address') : '';
  await slack.submit({ user: 'U0ADAM', values: { [next]: 'next@example.com' } });
  expect(slack.modal('U0ADAM')?.view.submit?.text).toBe('Invite another');

  const told = performance.now();
  app.child.kill('SIGTERM');
  await app.logged('stopping');
  form.rest();
  expect(await form.answer).toMatch(/^HTTP\/1\.1 303 /);
  expect(await app.exit, app.output()).toBe(0);
  expect(performance.now() - told).toBeLessThan(10_000);
  expect(slack.modal('U0OLGA')?.view.title.text).toBe('Invite people');
  expect(app.output()).not.toContain('"level":50');

  // The next process finds everything, and the folder free.
  const restarted = await startApp();
  expect((await fetch(restarted.url + path)).status).toBe(410);
  const other = linkIn(await letterTo('next@example.com'));
  expect((await fetch(restarted.url + other.path)).status).toBe(200);
  restarted.child.kill('SIGINT');
  expect(await restarted.exit, restarted.output()).toBe(0);
  expect(mailbox.letters.map(({ to }) => to).sort()).toEqual([
    'next@example.com',
    'slow@example.com',
  ]);
}, 120_000);

test('goes on when nobody reads its log any more', async () => {
  const app = await startApp();
  app.child.stdout?.destroy();
  app.child.stderr?.destroy();
  expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
  // The log says that it stops, to nobody.
  app.child.kill('SIGTERM');
  expect(await app.exit).toBe(0);
}, 120_000);

test('without a terminal, as under nohup, a hang-up is none', async () => {
  const app = await startApp();
  app.child.kill('SIGHUP');
  await app.logged('SIGHUP ignored: SIGTERM stops the app');
  expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
  app.child.kill('SIGTERM');
  expect(await app.exit).toBe(0);
}, 120_000);

// script(1) is a terminal that can be closed.
test.runIf(existsSync('/usr/bin/script'))(
  'stops when its terminal is closed',
  async () => {
    const port = await freePort();
    const command = `exec ${process.execPath} ${join(root, 'dist', 'main.js')}`;
    const terminal = spawn('/usr/bin/script', ['-qfc', command, '/dev/null'], {
      env: { ...environment(), PORT: String(port), SHELL: '/bin/sh' },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const isUp = async (): Promise<boolean> =>
      (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.status === 200;
    await vi.waitFor(async () => expect(await isUp()).toBe(true), {
      timeout: 100_000,
      interval: 50,
    });
    // Whoever is killed leaves it.
    const lock = join(folder, 'data', 'db.lock');
    expect(existsSync(lock)).toBe(true);
    terminal.kill('SIGKILL');
    await vi.waitFor(async () => expect(await isUp()).toBe(false), {
      timeout: 15_000,
      interval: 50,
    });
    await vi.waitFor(() => expect(existsSync(lock)).toBe(false), { timeout: 15_000 });
  },
  120_000,
);

test.each([
  [{ code: 'EADDRINUSE', port: 3000 }, /^Port 3000 is in use/],
  [{ code: 'EACCES', port: 80 }, /^This account may not listen on port 80: set PORT/],
  [{ code: 'EACCES' }, undefined],
  [new TypeError('x is not a function'), undefined],
])('says in words what to do about a start that fails with %o', (error, words) => {
  if (words) expect(adviceOn(error)).toMatch(words);
  else expect(adviceOn(error)).toBeUndefined();
});

// /dev/full takes nothing, as a full disk.
test.runIf(process.platform === 'linux')(
  'goes on when the disk of its log is full',
  async () => {
    const port = await freePort();
    const full = await open('/dev/full', 'w');
    const child = spawn(process.execPath, [join(root, 'dist', 'main.js')], {
      env: { ...environment(), PORT: String(port) },
      stdio: ['ignore', full.fd, full.fd],
    });
    const exit = once(child, 'exit');
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await full.close();
    });
    const look = async (): Promise<void> => {
      expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    };
    await vi.waitFor(look, { timeout: 100_000, interval: 50 });
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  },
  120_000,
);
