import { randomBytes } from 'node:crypto';
import { type PretendSlack, startPretendSlack } from 'pretend-slack';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { runAsAdmin } from '../../scripts/postgres-cluster.js';
import { type RunningApp, startApp } from '../../src/app.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { secrets } from '../support/credentials.ts';
import { createDatabase, dropDatabase } from '../support/postgres.ts';
import { testConfig } from '../support/world.ts';

// A PostgreSQL that gives fewer connections than the app wants, and one that takes no changes any more.

const role = `role_${randomBytes(6).toString('hex')}`;
const limit = 3;
let databaseUrl: string;
let slack: PretendSlack;
let app: RunningApp;
const logs: Record<string, unknown>[] = [];

beforeAll(async () => {
  databaseUrl = await createDatabase(inject('postgresUrl'));
  await runAsAdmin(databaseUrl, `CREATE ROLE ${role} LOGIN CONNECTION LIMIT ${limit}`);
  await runAsAdmin(databaseUrl, `GRANT USAGE, CREATE ON SCHEMA public TO ${role}`);
  const url = new URL(databaseUrl);
  url.username = role;
  slack = await startPretendSlack(secrets);
  const config = testConfig({
    DATABASE_URL: url.href,
    SLACK_API_URL: slack.apiUrl,
    SMTP_URL: 'none',
  });
  const sink = { write: (line: string) => void logs.push(JSON.parse(line)) };
  app = await startApp(config, { log: createLogger({ level: 'info', sink }), host: '127.0.0.1' });
  await runAsAdmin(
    databaseUrl,
    `INSERT INTO workspaces (id, slack_team_id, name, created_at)
     VALUES (gen_random_uuid(), 'T0SANDBOX', 'Team', now())`,
  );
});
afterAll(async () => {
  await app.stop();
  await slack.stop();
  await dropDatabase(inject('postgresUrl'), databaseUrl);
  await runAsAdmin(inject('postgresUrl'), `DROP ROLE ${role}`);
});

function signIn(): Promise<Response> {
  return fetch(`http://127.0.0.1:${app.port}/sign-in`, {
    method: 'POST',
    headers: { 'Sec-Fetch-Site': 'same-origin' },
    body: new URLSearchParams({ email: 'ana@example.com', password: 'not the right one' }),
  });
}

const warnings = () => logs.filter(({ level }) => level === 40).map(({ msg }) => String(msg));
const faults = () => logs.filter(({ level }) => Number(level) >= 50);

test('listens for all that is signalled on one connection', async () => {
  const { rows } = await runAsAdmin(
    databaseUrl,
    `SELECT query FROM pg_stat_activity WHERE usename = '${role}' AND query LIKE 'LISTEN%'`,
  );
  expect(rows).toHaveLength(1);
});

test('says at the start when there are too few connections, and then asks people to come again', async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, signIn));
  const statuses = answers.map(({ status }) => status);
  expect(statuses).toContain(503);
  expect(statuses.filter((status) => status >= 500 && status !== 503)).toEqual([]);
  expect(await answers.find(({ status }) => status === 503)?.text()).toContain(
    'very busy right now',
  );
  expect(warnings()).toEqual([
    expect.stringContaining('gives this role only 3 connections, and the app opens up to 11: set'),
    expect.stringContaining('gives this app no more connections: set DATABASE_POOL_SIZE lower'),
  ]);
  expect(faults()).toEqual([]);
});

test('tells people in Slack the same, where it is no fault either', async () => {
  slack.connect(`http://127.0.0.1:${app.port}`);
  const invites = Array.from({ length: 12 }, (_, index) =>
    slack.command({ user: 'U0ADAM', command: '/invite', text: `a${index}@example.com` }),
  );
  await Promise.all(invites);
  const answers = () => slack.ephemerals('U0ADAM').map(({ text }) => String(text));
  await vi.waitFor(() => expect(answers()).toHaveLength(12), { timeout: 15_000 });
  expect(answers().filter((text) => text.includes('went wrong'))).toEqual([]);
  expect(answers().join()).toContain('very busy right now');
  expect(faults()).toEqual([]);
});

test('asks people to come again while the database can be read only', async () => {
  await runAsAdmin(databaseUrl, `ALTER ROLE ${role} CONNECTION LIMIT -1`);
  await runAsAdmin(databaseUrl, `ALTER ROLE ${role} SET default_transaction_read_only = on`);
  const endAll = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${role}'`;
  await runAsAdmin(databaseUrl, endAll);

  // The first ones may still find a connection that has just been ended.
  await vi.waitFor(async () => {
    const answer = await signIn();
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('Back in a moment');
    expect(warnings()).toContainEqual(expect.stringContaining('the database takes no changes'));
  }, 10_000);
  expect((await fetch(`http://127.0.0.1:${app.port}/readyz`)).status).toBe(503);
  await runAsAdmin(databaseUrl, `ALTER ROLE ${role} RESET default_transaction_read_only`);
  await runAsAdmin(databaseUrl, endAll);
});
