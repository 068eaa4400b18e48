import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { findNginx } from '../machine.js';
import { startCluster } from '../postgres-cluster.js';
import { root } from '../prepare.js';
import { load } from './load.js';
import { percentile, table } from './measure.js';
import { linkFor, setStage, signUp, startBuiltApp } from './stage.js';

const seconds = 5;
/** One tick of the processor's time in /proc, in milliseconds. */
const tickMs = 10;

/** What one and two processes on one PostgreSQL answer behind nginx, and what an answer costs. */
export async function measureReplicas() {
  const rows = [];
  for (const count of [1, 2]) {
    const stage = await setStage();
    const cluster = await startCluster();
    const apps = [];
    for (let i = 0; i < count; i += 1) {
      apps.push(await startBuiltApp({ ...stage.env, DATABASE_URL: cluster.url }));
    }
    const front = await startFront(apps);
    stage.slack.connect(front.url);
    const cookie = await signUp(stage, front, 'U0ADAM', 'ana@example.com');
    const path = await linkFor(stage, 'U0ADAM', 'ben@example.com');
    for (const [what, asked, headers] of [
      ['`GET /join/…`', path, {}],
      ['`GET /auth/verify` of a member', '/auth/verify', { cookie }],
    ]) {
      rows.push([what, count, ...(await measure(front.url + asked, headers, apps, cluster))]);
    }
    await front.stop();
    await Promise.all(apps.map((app) => app.stop()));
    await Promise.all([stage.stop(), cluster.stop()]);
  }
  const head = ['what', 'processes', 'per second', 'p50', 'p99', 'app', 'PostgreSQL'];
  return [
    '### Several processes',
    'Behind nginx (`deploy/nginx.conf`), 16 connections. The last two columns are processor time per answer. Where the questions, nginx, PostgreSQL and all processes share the same few cores, a second process has no core of its own: then only these two columns tell anything about a larger machine.',
    table(head, rows),
  ].join('\n\n');
}

async function measure(url, headers, apps, cluster) {
  await load(url, headers, 1);
  const before = [processorMs(apps.map(({ pid }) => pid)), processorMs(await backends(cluster))];
  const { times, perSecond, sorted } = await load(url, headers, seconds);
  const after = [processorMs(apps.map(({ pid }) => pid)), processorMs(await backends(cluster))];
  return [
    Math.round(perSecond).toLocaleString('en'),
    `${percentile(sorted, 0.5).toFixed(1)} ms`,
    `${percentile(sorted, 0.99).toFixed(1)} ms`,
    ...after.map((ms, i) => `${((ms - before[i]) / times).toFixed(2)} ms`),
  ];
}

async function backends({ url }) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(
    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
  );
  await client.end();
  return rows.map(({ pid }) => pid);
}

/** What Linux has counted for these processes so far. */
function processorMs(pids) {
  return pids
    .map((pid) => `/proc/${pid}/stat`)
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8').split(') ')[1].split(' '))
    .reduce((sum, fields) => sum + (Number(fields[11]) + Number(fields[12])) * tickMs, 0);
}

/** nginx as in deploy/, without certificates. */
async function startFront(apps) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-nginx-'));
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const servers = apps.map(({ url }) => `server ${new URL(url).host};`).join(' ');
  const own = readFileSync(join(root, 'deploy', 'nginx.conf'), 'utf8')
    .replace('server 127.0.0.1:3000;', servers)
    .replace('listen 443 ssl http2;', `listen 127.0.0.1:${port};`)
    .replace('listen 80;', `listen 127.0.0.1:${port + 1};`)
    .replace(/^ *ssl_certificate.*$/gm, '');
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  mkdirSync(join(folder, 'logs'));
  writeFileSync(
    join(folder, 'nginx.conf'),
    `pid ${join(folder, 'pid')}; worker_processes auto; ${user} events {}\nhttp { access_log off;\n${own}\n}`,
  );
  const args = ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr', '-g', 'daemon off;'];
  const nginx = spawn(findNginx(), args, { stdio: ['ignore', 'ignore', 'inherit'] });
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
