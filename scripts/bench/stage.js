import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startMailbox } from '../../dist/sandbox/mailbox.js';
import { startPretendSlack } from '../../dist/sandbox/slack/pretend-slack.js';
import { root } from '../prepare.js';

const secrets = { signingSecret: 'bench-signing-secret', botToken: 'xoxb-bench' };

/** A pretend Slack and a mail server in this process, for an app in another. */
export async function setStage() {
  const slack = await startPretendSlack(secrets);
  const mailbox = await startMailbox();
  return {
    slack,
    mailbox,
    env: {
      SLACK_SIGNING_SECRET: secrets.signingSecret,
      SLACK_BOT_TOKEN: secrets.botToken,
      SLACK_API_URL: slack.apiUrl,
      SMTP_URL: mailbox.smtpUrl,
      MAIL_FROM: 'invites@example.com',
      APP_SECRET: 'bench-secret-bench-secret-bench-secret',
      LOG_LEVEL: 'error',
    },
    stop: () => Promise.all([slack.stop(), mailbox.stop()]),
  };
}

/** The built app in a process of its own, ready; DATABASE_URL in `env` or an embedded database. */
export async function startBuiltApp(env) {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-'));
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const url = `http://127.0.0.1:${port}`;
  const child = run([join(root, 'dist', 'main.js')], {
    ...env,
    DATA_DIR: dataDir,
    PORT: String(port),
    PUBLIC_URL: url,
  });
  await untilReady(child, `${url}/readyz`);
  return { url, stop: () => end(child).then(() => rm(dataDir, { recursive: true, force: true })) };
}

/** The bare Bolt app to compare with. */
export async function startBareBolt(env) {
  const child = run([join(root, 'scripts', 'bench', 'bare-bolt.js')], env, 'pipe');
  const [line] = await once(child.stdout, 'data');
  const url = `http://127.0.0.1:${/port (\d+)/.exec(String(line))[1]}`;
  return { url, stop: () => end(child) };
}

function run(args, env, stdout = 'ignore') {
  return spawn(process.execPath, args, {
    stdio: ['ignore', stdout, 'ignore'],
    env: { PATH: process.env.PATH, ...env },
  });
}

async function untilReady(child, url) {
  const deadline = Date.now() + 30_000;
  while (child.exitCode === null && Date.now() < deadline) {
    const ready = await fetch(url)
      .then(({ ok }) => ok)
      .catch(() => false);
    if (ready) return;
    await wait(50);
  }
  throw new Error('the app did not start');
}

async function end(child) {
  child.kill('SIGTERM');
  if (child.exitCode === null) await once(child, 'exit');
}
