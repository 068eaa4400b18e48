import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPretendSlack } from 'pretend-slack';
import { freePort } from '../free-port.js';
import { runAsAdmin, startCluster } from '../postgres-cluster.js';
import { startApp } from './app-process.js';
import { startMailServer } from './mail-server.js';

/**
 * Everything around the app, in this process: a pretend Slack, a mail server, and a place for its database
 * ('embedded' or 'postgres': a server of its own, or that of `adminUrl`). `start()` starts the app (again); `query` looks at the rows (of the embedded
 * database only while no app runs).
 */
export async function setStage(kind, { adminUrl = '' } = {}) {
  const signingSecret = 'fa'.repeat(16);
  const slack = await startPretendSlack({
    signingSecret,
    botToken: 'xoxb-faults',
    ...patience(),
  });
  const mail = await startMailServer();
  const dataDir = await mkdtemp(join(tmpdir(), 'faults-'));
  const needsCluster = kind === 'postgres' && !adminUrl;
  const cluster = needsCluster ? await startCluster({ durable: true }) : undefined;
  const databaseUrl = kind === 'postgres' ? await newDatabase(adminUrl || cluster.url) : undefined;
  const port = await freePort();
  const apps = [];
  const env = {
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_BOT_TOKEN: 'xoxb-faults',
    SLACK_API_URL: slack.apiUrl,
    SMTP_URL: mail.smtpUrl,
    MAIL_FROM: 'invites@example.com',
    APP_SECRET: 'faults-secret-faults-secret-faults-secret',
    TRUST_PROXY: '1',
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DATA_DIR: dataDir,
    PORT: String(port),
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
  };
  return {
    kind,
    slack,
    mail,
    cluster,
    databaseUrl,
    env,
    dataDir,
    /** Starts the app; Slack's requests go to it from now on. */
    async start(more = {}) {
      const app = await startApp({ ...env, ...more });
      apps.push(app);
      slack.connect(app.url, [new URL(app.url).hostname]);
      return app;
    },
    query: (sql, values) =>
      databaseUrl ? queryPostgres(databaseUrl, sql, values) : queryEmbedded(dataDir, sql, values),
    async stop() {
      for (const app of apps.filter((each) => each.isRunning())) await app.end('SIGKILL');
      await slack.stop();
      await mail.close();
      await cluster?.stop();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A busy machine may need longer than Slack waits; its seconds last ten times as long here. */
function patience() {
  const start = Date.now();
  return { now: () => start + (Date.now() - start) / 10, ackTimeoutMs: 10_000 };
}

async function newDatabase(adminUrl) {
  const name = `faults_${randomBytes(6).toString('hex')}`;
  await runAsAdmin(adminUrl, `CREATE DATABASE "${name}"`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function queryPostgres(connectionString, sql, values) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

async function queryEmbedded(dataDir, sql, values) {
  const { PGlite } = await import('@electric-sql/pglite');
  const database = await PGlite.create(join(dataDir, 'db'));
  try {
    return (await database.query(sql, values)).rows;
  } finally {
    await database.close();
  }
}

/** Random numbers from 0 to 1 that are the same every time (mulberry32). */
export function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
