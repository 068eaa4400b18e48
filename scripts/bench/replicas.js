import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { freePort } from '../free-port.js';
import { findNginx } from '../machine.js';
import { startCluster } from '../postgres-cluster.js';
import { root } from '../prepare.js';
import { processorOf } from '../stage/app-process.js';
import { enter, linkFor, signUp } from '../stage/people.js';
import { load } from './load.js';
import { percentileInWords, table } from './measure.js';
import { setBench } from './stage.js';

/** @import { AppProcess } from '../stage/app-process.js' */
/** @import { Stage } from '../stage/stage.js' */

const seconds = 5;
/** Answers a second of each process, which leave two cores time. */
const rate = 200;

const Backend = z.object({ pid: z.number() });

/** What one and two processes on one PostgreSQL answer behind nginx, and what an answer costs. */
export async function measureReplicas() {
  const [one, two] = [await measureWith(1), await measureWith(2)];
  const head = ['what', 'processes', 'per second', 'p50', 'p99', 'app', 'PostgreSQL'];
  const asFast = [one, two].flatMap((each, i) =>
    each.map(({ what, asFast: { perSecond, sorted, app, postgres } }) => [
      what,
      i + 1,
      Math.round(perSecond).toLocaleString('en'),
      percentileInWords(sorted, 0.5),
      percentileInWords(sorted, 0.99),
      inWords(app),
      inWords(postgres),
    ]),
  );
  const both = (/** @type {Used} */ { app, postgres }) => app + postgres;
  const atOneRate = one.map(({ what, atRate: alone }, i) => {
    const shared = two[i]?.atRate ?? alone;
    const ratio = both(shared) / both(alone);
    return [what, inWords(both(alone)), inWords(both(shared)), ratio.toFixed(2)];
  });
  return [
    '### Several processes',
    'Behind nginx (`deploy/nginx.conf`), 16 connections, as fast as they are answered. The last two columns are processor time per answer. Where the questions, nginx, PostgreSQL and all processes share the same few cores, a second process has no core of its own, and waits for one.',
    table(head, asFast),
    `The same at ${rate} a second for each process, which leaves the cores time: processor time per answer of all processes and PostgreSQL (aim: ≤ 1.15).`,
    table(['what', 'one process', 'two processes', 'compared'], atOneRate),
  ].join('\n\n');
}

const inWords = (/** @type {number} */ ms) => `${ms.toFixed(2)} ms`;

/**
 * What both questions take with so many processes.
 * @param {number} count
 */
async function measureWith(count) {
  const cluster = await startCluster();
  const stage = await setBench(cluster.url);
  const apps = [];
  for (let i = 0; i < count; i += 1) {
    apps.push(await stage.start({ PORT: String(await freePort()) }));
  }
  const front = await startFront(apps);
  stage.slack.connect(front.url);
  const session = await signUp(stage, front.url, 'U0ADAM', 'ana@example.com');
  const cookie = await enter(front.url, session);
  const path = await linkFor(stage, 'U0ADAM', 'ben@example.com');
  const questions = [
    { what: '`GET /join/…`', url: front.url + path, headers: {} },
    {
      what: '`GET /auth/verify` of a member',
      url: `${front.url}/auth/verify`,
      headers: { cookie },
    },
  ];
  const measured = [];
  for (const { what, url, headers } of questions) {
    await load(url, headers, 1);
    const asFast = await usedBy(stage, apps, () => load(url, headers, seconds));
    const atRate = await usedBy(stage, apps, () => load(url, headers, seconds, rate * count));
    measured.push({ what, asFast, atRate });
  }
  await front.stop();
  await stage.stop();
  await cluster.stop();
  return measured;
}

/** @typedef {{ app: number, postgres: number }} Used Milliseconds of processor time per answer. */

/**
 * What a load comes to, and what it takes of the processors.
 * @param {Stage} stage
 * @param {readonly AppProcess[]} apps
 * @param {() => ReturnType<typeof load>} work
 */
async function usedBy(stage, apps, work) {
  const used = async () => [processorMs(apps), processorMs(await backends(stage))];
  const before = await used();
  const done = await work();
  const after = await used();
  const [app = 0, postgres = 0] = after.map((ms, i) => (ms - (before[i] ?? 0)) / done.times);
  return { ...done, app, postgres };
}

/**
 * PostgreSQL's processes for the app.
 * @param {Stage} stage
 */
async function backends(stage) {
  return await stage.rows(
    Backend,
    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
  );
}

/**
 * What Linux has counted for these processes so far.
 * @param {readonly { pid: number }[]} processes
 */
function processorMs(processes) {
  return processes.reduce((sum, { pid }) => sum + processorOf(pid), 0);
}

/**
 * nginx as in deploy/, without certificates.
 * @param {readonly AppProcess[]} apps
 */
async function startFront(apps) {
  const program = findNginx();
  if (program === undefined) throw new Error('nginx is not installed on this machine.');
  const folder = mkdtempSync(join(tmpdir(), 'bench-nginx-'));
  const [port, plainPort] = [await freePort(), await freePort()];
  const servers = apps.map(({ url }) => `server ${new URL(url).host};`).join(' ');
  const own = readFileSync(join(root, 'deploy', 'nginx.conf'), 'utf8')
    .replace('server 127.0.0.1:3000;', servers)
    .replace('listen 443 ssl http2;', `listen 127.0.0.1:${port};`)
    .replace('listen 80;', `listen 127.0.0.1:${plainPort};`)
    .replace(/^ *ssl_certificate.*$/gm, '');
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  mkdirSync(join(folder, 'logs'));
  writeFileSync(
    join(folder, 'nginx.conf'),
    `pid ${join(folder, 'pid')}; worker_processes auto; ${user} events {}\nhttp { access_log off;\n${own}\n}`,
  );
  const args = ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr', '-g', 'daemon off;'];
  const nginx = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${url}/healthz`).catch(() => undefined))) await wait(50);
  return {
    url,
    async stop() {
      nginx.kill('SIGTERM');
      if (nginx.exitCode === null) await once(nginx, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
