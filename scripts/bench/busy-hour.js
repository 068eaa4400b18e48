import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { defaultUsers, readManifest, slackTiers, startPretendSlack } from 'pretend-slack';
import { startApp } from '#built/app.js';
import { loadConfig } from '#built/config.js';
import { createLogger } from '#built/platform/process/logger.js';
import { realClock } from '#built/shared/clock.js';
import { root } from '../prepare.js';
import { startMailServer } from '../stage/mail-server.js';
import { joinForm } from '../stage/people.js';
import { percentileInWords, table } from './measure.js';

/** @import { PretendSlack } from 'pretend-slack' */

const admins = 20;
const joins = 500;
const hourMs = 3_600_000;
/** Of a team of 50,000, five an hour each. */
const statusChanges = 250_000;
const commandTakes = 25;

/**
 * An hour in a busy team, with Slack's own limits and the app's clock sped up: everybody waits as they would, but nobody
 * waits for the hour.
 */
export async function measureBusyHour() {
  const hour = await setHour();
  const { slack, clock } = hour;
  const paths = await inviteAll(hour);
  for (let n = 0; n < admins; n += 1) await openHome(slack, adminId(n));
  slack.calls.length = 0;
  slack.requests.length = 0;
  /** @type {number[]} */
  const opened = [];
  const start = Date.now() + clock.shiftMs;
  for (const [n, path] of paths.entries()) {
    await joinBy(hour.url, path);
    for (let change = 0; change < statusChanges / joins; change += 1) {
      await slack.changePerson('U0MIA', { displayName: `Status ${change}` });
    }
    if (n % 5 === 0) opened.push(await openHome(slack, adminId((n / 5) % admins)));
    const dueAt = start + ((n + 1) * hourMs) / joins;
    clock.shiftMs += Math.max(0, dueAt - Date.now() - clock.shiftMs);
  }
  const calls = [...slack.calls];
  const told = slack.requests.filter(({ payload }) =>
    JSON.stringify(payload).includes('user_change'),
  );
  await hour.stop();
  return report(
    opened.sort((a, b) => a - b),
    calls,
    told.length,
  );
}

const adminId = (/** @type {number} */ n) => `U0BUSY${String(n).padStart(2, '0')}`;

/** The app, built, in this process, in a Slack that keeps to its limits. */
async function setHour() {
  const clock = realClock();
  const secrets = { signingSecret: 'fa'.repeat(16), botToken: 'xoxb-hour' };
  const people = Array.from({ length: admins }, (_, n) => ({
    id: adminId(n),
    name: adminId(n).toLowerCase(),
    realName: `Admin ${n}`,
    email: `admin${n}@people.example`,
    isAdmin: true,
    tz: 'Etc/UTC',
  }));
  const manifest = readManifest(readFileSync(join(root, 'manifest.yml'), 'utf8'));
  const slack = await startPretendSlack({
    ...secrets,
    manifest,
    users: [...defaultUsers, ...people],
    tiers: slackTiers,
    now: () => Date.now() + clock.shiftMs,
  });
  const mail = await startMailServer({ silenceMs: 30_000 });
  const dataDir = await mkdtemp(join(tmpdir(), 'hour-'));
  const config = loadConfig({
    SLACK_SIGNING_SECRET: secrets.signingSecret,
    SLACK_BOT_TOKEN: secrets.botToken,
    SLACK_API_URL: slack.apiUrl,
    SMTP_URL: mail.smtpUrl,
    MAIL_FROM: 'invites@example.com',
    APP_SECRET: 'stage-secret-stage-secret-stage-secret',
    PUBLIC_URL: 'http://localhost:3000',
    DATA_DIR: dataDir,
    PORT: '0',
  });
  if (!config.ok) throw new Error(config.refusal.join('; '));
  const log = createLogger({ level: 'silent' });
  const app = await startApp(config.value, { log, clock, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${app.port}`;
  slack.connect(url);
  return {
    clock,
    slack,
    command: manifest.commands[0]?.command ?? '',
    mail,
    url,
    async stop() {
      await app.stop();
      await Promise.all([slack.stop(), mail.close()]);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/**
 * Everybody is invited by one admin or another; gives the links' paths, once all emails have come.
 * @param {Awaited<ReturnType<typeof setHour>>} hour
 */
async function inviteAll({ slack, mail, command }) {
  for (let n = 0; n < joins; n += commandTakes) {
    const text = Array.from({ length: commandTakes }, (_, i) => `ana${n + i}@example.com`).join(
      ' ',
    );
    await slack.command({ user: adminId((n / commandTakes) % admins), command, text });
  }
  const paths = () => new Set(mail.arrivals.flatMap(({ path }) => path ?? []));
  while (paths().size < joins) await wait(50);
  return [...paths()];
}

/**
 * How long somebody waits until their Home tab is there.
 * @param {PretendSlack} slack
 * @param {string} user
 */
async function openHome(slack, user) {
  const before = slack.openHomeView(user)?.hash;
  const start = performance.now();
  await slack.openHome(user);
  await slack.until(() => slack.openHomeView(user)?.hash !== before, 30_000);
  return performance.now() - start;
}

/**
 * @param {string} url
 * @param {string} path
 */
async function joinBy(url, path) {
  const answer = await fetch(url + path, {
    method: 'POST',
    body: joinForm('Ana'),
    headers: { 'sec-fetch-site': 'same-origin' },
    redirect: 'manual',
  });
  if (answer.status !== 303) throw new Error(`not joined: ${answer.status}`);
}

/**
 * @param {number[]} opened Sorted.
 * @param {PretendSlack['calls']} calls
 * @param {number} told
 */
function report(opened, calls, told) {
  const methods = [...new Set(calls.map(({ method }) => method))].filter(
    (name) => name in slackTiers,
  );
  const rows = methods.sort().map((method) => {
    const own = calls.filter((call) => call.method === method);
    return [
      `\`${method}\``,
      own.length.toLocaleString('en'),
      mostInAMinute(own),
      allowedIn(method),
      own.filter(({ status }) => status === 429).length,
    ];
  });
  return [
    '## A busy hour, within Slack’s limits',
    `${admins} admins have Home open and ${joins} people join within an hour, whose invitations were sent just before; in turn an admin opens Home anew every 36 s. The pretend Slack has Slack's limits, and the clock is sped up. From opening Home to seeing it: p50 ${percentileInWords(opened, 0.5)}, at most ${percentileInWords(opened, 1)} (aim: ≤ 2 s). Of ${statusChanges.toLocaleString('en')} changes of a status meanwhile the app was told ${told}, as \`manifest.yml\` doesn't ask for them.`,
    table(['method', 'calls', 'most in a minute', 'Slack allows', 'refused (aim: 0)'], rows),
  ].join('\n\n');
}

/** @param {string} method */
function allowedIn(method) {
  const limits = slackTiers[method] ?? [];
  return limits
    .map(({ calls, perMs, by }) => `${calls} in ${perMs / 1000} s${by ? ` to a ${by}` : ''}`)
    .join(', ');
}

/** @param {PretendSlack['calls']} calls */
function mostInAMinute(calls) {
  const times = calls.map(({ at }) => at);
  return Math.max(
    ...times.map((from) => times.filter((at) => at >= from && at < from + 60_000).length),
  );
}
