import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PretendSlack, startPretendSlack } from 'pretend-slack';
import { type Mailbox, startMailbox } from 'pretend-slack/mailbox';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { environmentOf, killAll, startBuiltApp } from '../support/app-process.ts';
import { secrets } from '../support/credentials.ts';
import { root } from '../support/source-files.ts';

// How a start ends: in words for a person at a terminal, in JSON and nothing else for programs.

let folder: string;
let slack: PretendSlack;
let mailbox: Mailbox;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'test-start-'));
  slack = await startPretendSlack({ ...secrets, ackTimeoutMs: 15_000 });
  mailbox = await startMailbox();
  expect(existsSync(join(root, 'dist', 'main.js')), 'not built: npm run build').toBe(true);
});
afterAll(async () => {
  killAll();
  await Promise.all([slack.stop(), mailbox.stop()]);
  await rm(folder, { recursive: true });
});

const around = (name: string) => ({ slack, smtpUrl: mailbox.smtpUrl, folder: join(folder, name) });

test('whatever goes wrong with Slack and the mail server, programs get JSON and nothing else', async () => {
  slack.fail('users.info', { status: 500 });
  const app = await startBuiltApp(around('json'), { SMTP_URL: 'smtp://127.0.0.1:1' });
  await slack.command({ user: 'U0ADAM', command: '/invite' });
  await slack.sendRaw({ body: 'a=b', signature: `v0=${'0'.repeat(64)}` });
  await fetch(`${app.url}/nowhere`);
  app.child.kill('SIGTERM');
  expect(await app.exit, app.output()).toBe(0);

  const lines = app.output().split('\n');
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.filter((line) => !isLogLine(line))).toEqual([]);
  expect(app.output()).toContain("no email can be sent, as the mail server can't be reached");
}, 120_000);

function isLogLine(line: string): boolean {
  try {
    return typeof (JSON.parse(line) as { level?: unknown }).level === 'number';
  } catch {
    return false;
  }
}

// script(1) is a terminal.
test.runIf(existsSync('/usr/bin/script'))(
  'on a terminal a start ends in a few lines that say where everything is, and what is missing',
  async () => {
    const env = { ...environmentOf(around('terminal')), SHELL: '/bin/sh' };
    const command = `exec ${process.execPath} ${join(root, 'dist', 'main.js')}`;
    const terminal = spawn('/usr/bin/script', ['-qfc', command, '/dev/null'], {
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let output = '';
    terminal.stdout.on('data', (chunk) => {
      output += String(chunk);
    });
    const words = () => expect(output).toContain('Socket Mode (SLACK_APP_TOKEN)');
    await vi.waitFor(words, { timeout: 100_000, interval: 50 });
    terminal.kill('SIGTERM');

    const lines = output.slice(output.indexOf('The app is running')).split('\r\n');
    expect(lines.slice(0, 8).map((line) => line.trim())).toEqual([
      'The app is running, but what has a ! before it needs you:',
      '',
      'Team    Sandbox',
      "Next    Type /invite-member in any channel, or open the app's Home tab (in Slack, under Apps)",
      'Email   127.0.0.1 lets the app in. Emails come from invites@example.com',
      "! Slack   Can't reach http://localhost:3000, which is this machine only.",
      'Set PUBLIC_URL to the https address that leads here, or use Socket Mode (SLACK_APP_TOKEN).',
      '',
    ]);
    expect(output).not.toContain(secrets.botToken);
  },
  120_000,
);
