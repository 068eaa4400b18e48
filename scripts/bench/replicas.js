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
/** @import { Cell } from './measure.js' */

const seconds = 5;

const Backend = z.object({ pid: z.number() });

/** What one and two processes on one PostgreSQL answer behind nginx, and what an answer costs. */
export async function measureReplicas() {
  /** @type {Cell[][]} */
  const rows = [];
  for (const count of [1, 2]) {
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
    const join = await measure(stage, apps, front.url + path, {});
    const verify = await measure(stage, apps, `${front.url}/auth/verify`, { cookie });
    rows.push(['`GET /join/…`', count, ...join]);
    rows.push(['`GET /auth/verify` of a member', count, ...verify]);
    await front.stop();
    await stage.stop();
    await cluster.stop();
  }
  const head = ['what', 'processes', 'per second', 'p50', 'p99', 'app', 'PostgreSQL'];
  return [
    '### Several processes',
    'Behind nginx (`deploy/nginx.conf`), 16 connections. The last two columns are processor time per answer. Where the questions, nginx, PostgreSQL and all processes share the same few cores, a second process has no core of its own: then only these two columns tell anything about a larger machine.',
    table(head, rows),
  ].join('\n\n');
}

/**
 * @param {Stage} stage
 * @param {readonly AppProcess[]} apps
 * @param {string} url
 * @param {Record<string, string>} headers
 */
async function measure(stage, apps, url, headers) {
  const used = async () => [processorMs(apps), processorMs(await backends(stage))];
  await load(url, headers, 1);
  const before = await used();
  const { times, perSecond, sorted } = await load(url, headers, seconds);
  const after = await used();
  return [
    Math.round(perSecond).toLocaleString('en'),
    percentileInWords(sorted, 0.5),
    percentileInWords(sorted, 0.99),
    ...after.map((ms, i) => `${((ms - (before[i] ?? 0)) / times).toFixed(2)} ms`),
  ];
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
