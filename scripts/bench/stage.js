import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startPretendSlack } from 'pretend-slack';
import { startMailbox } from 'pretend-slack/mailbox';
import { root } from '../prepare.js';

const secrets = { signingSecret: 'be'.repeat(16), botToken: 'xoxb-bench' };

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
  return {
    url,
    pid: child.pid,
    stop: () => end(child).then(() => rm(dataDir, { recursive: true, force: true })),
  };
}

/** Invites somebody from Slack; gives the path of their link. */
export async function linkFor({ slack, mailbox }, user, email) {
  await slack.command({ user, command: '/invite' });
  const modal = await slack.until(() => slack.modal(user));
  const block = modal.view.blocks.find(({ label }) => label?.text === 'Email address');
  await slack.submit({ user, values: { [block.block_id]: email } });
  const letter = await arrived(mailbox, email);
  await slack.close({ user, all: true });
  return /https?:\/\/[^/\s]+(\/join\/\S+)/.exec(letter.parsed.text)?.[1];
}

/** Somebody is invited and joins; gives their session's cookie. */
export async function signUp(stage, app, user, email) {
  const path = await linkFor(stage, user, email);
  const form = new FormData();
  form.set('displayName', 'Ana');
  form.set('password', 'correct horse battery staple');
  const joined = await fetch(app.url + path, {
    method: 'POST',
    body: form,
    headers: { 'sec-fetch-site': 'same-origin' },
    redirect: 'manual',
  });
  return joined.headers.getSetCookie()[0].split(';')[0];
}

function arrived(mailbox, email) {
  return new Promise((resolve) => {
    const look = () => {
      const letter = mailbox.letters.find(({ to }) => to === email);
      if (letter) resolve(letter);
    };
    mailbox.onLetter(look);
    look();
  });
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
