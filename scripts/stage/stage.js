import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPretendSlack } from 'pretend-slack';
import * as z from 'zod';
import { freePort } from '../free-port.js';
import { runAsAdmin, startCluster } from '../postgres-cluster.js';
import { startApp } from './app-process.js';
import { startMailServer } from './mail-server.js';

/** @import { AppProcess } from './app-process.js' */
/** @typedef {'embedded' | 'postgres'} DatabaseKind */
/** @typedef {Awaited<ReturnType<typeof setStage>>} Stage */

const secrets = { signingSecret: 'fa'.repeat(16), botToken: 'xoxb-stage' };

/**
 * Everything around the built app, in this process: a pretend Slack, a mail server, and a place for its database (of
 * PostgreSQL a server of its own, or a database on that of `adminUrl`). With `hasPatience`, Slack waits longer than it
 * does for an answer.
 * @param {DatabaseKind} kind
 * @param {{ adminUrl?: string, hasPatience?: boolean, variables?: Record<string, string> }} [options]
 */
export async function setStage(kind, { adminUrl = '', hasPatience = true, variables = {} } = {}) {
  const slack = await startPretendSlack({ ...secrets, ...(hasPatience && patience()) });
  const mail = await startMailServer({ silenceMs: 30_000 });
  const dataDir = await mkdtemp(join(tmpdir(), 'stage-'));
  const needsCluster = kind === 'postgres' && !adminUrl;
  const cluster = needsCluster ? await startCluster({ durable: true }) : undefined;
  const serverUrl = cluster?.url ?? adminUrl;
  const databaseUrl = kind === 'postgres' ? await newDatabase(serverUrl) : undefined;
  const port = await freePort();
  /** @type {AppProcess[]} */
  const apps = [];
  const env = {
    SLACK_SIGNING_SECRET: secrets.signingSecret,
    SLACK_BOT_TOKEN: secrets.botToken,
    SLACK_API_URL: slack.apiUrl,
    SMTP_URL: mail.smtpUrl,
    MAIL_FROM: 'invites@example.com',
    APP_SECRET: 'stage-secret-stage-secret-stage-secret',
    TRUST_PROXY: '1',
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DATA_DIR: dataDir,
    PORT: String(port),
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
    ...variables,
  };
  return {
    kind,
    slack,
    mail,
    cluster,
    databaseUrl,
    env,
    dataDir,
    /**
     * Starts the app (again); Slack's requests go to it from now on.
     * @param {Record<string, string>} more
     */
    async start(more = {}) {
      const app = await startApp({ ...env, ...more });
      apps.push(app);
      slack.connect(app.url, [new URL(app.url).hostname]);
      return app;
    },
    /**
     * Gives the rows of a statement, which look like this; of the embedded database only while no app runs.
     * @template {z.ZodType} T
     * @param {T} row
     * @param {string} sql
     * @param {string[]} [values]
     */
    async rows(row, sql, values) {
      return z.array(row).parse(await query(databaseUrl, dataDir, sql, values));
    },
    /**
     * Runs a statement for what it does.
     * @param {string} sql
     */
    async run(sql) {
      await query(databaseUrl, dataDir, sql);
    },
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

/**
 * Makes a database of its own; gives its URL.
 * @param {string} adminUrl
 */
export async function newDatabase(adminUrl) {
  const name = `stage_${randomBytes(6).toString('hex')}`;
  await runAsAdmin(adminUrl, `CREATE DATABASE "${name}"`);
  return Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
}

/**
 * @param {string | undefined} databaseUrl
 * @param {string} dataDir
 * @param {string} sql
 * @param {string[]} [values]
 * @returns {Promise<unknown[]>}
 */
async function query(databaseUrl, dataDir, sql, values) {
  return databaseUrl
    ? await queryPostgres(databaseUrl, sql, values)
    : await queryEmbedded(dataDir, sql, values);
}

/**
 * Runs one statement on a connection of its own.
 * @param {string} connectionString
 * @param {string} sql
 * @param {string[]} [values]
 * @returns {Promise<unknown[]>}
 */
async function queryPostgres(connectionString, sql, values) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/**
 * @param {string} dataDir
 * @param {string} sql
 * @param {string[]} [values]
 */
async function queryEmbedded(dataDir, sql, values) {
  const { openPglite } = await import('#built/platform/database/pglite.js');
  const database = await openPglite({ dataDir: join(dataDir, 'db') });
  try {
    return (await database.query(sql, values)).rows;
  } finally {
    await database.close();
  }
}
