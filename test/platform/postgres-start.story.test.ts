import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { runAsAdmin } from '../../scripts/postgres-cluster.js';
import { type Database, openDatabase } from '../../src/platform/database/database.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { StartRefused } from '../../src/platform/process/start-refused.ts';
import { realClock } from '../../src/shared/clock.ts';
import { createDatabase, dropDatabase } from '../support/postgres.ts';

// PostgreSQLs that the app would start on and fail with later, and what it does about them.

let databaseUrl: string;
let role: string;
beforeEach(async () => {
  databaseUrl = await createDatabase(inject('postgresUrl'));
  role = `role_${randomBytes(6).toString('hex')}`;
  await runAsAdmin(databaseUrl, `CREATE ROLE ${role} LOGIN`);
});
afterEach(async () => {
  await dropDatabase(inject('postgresUrl'), databaseUrl);
  await runAsAdmin(inject('postgresUrl'), `DROP ROLE ${role}`);
});

function open(url: string): Promise<Database> {
  const log = createLogger({ level: 'silent' });
  return openDatabase({ databaseUrl: url, dataDir: '', clock: realClock(), log });
}

/** The database's URL for the role. */
function urlOfRole(): string {
  const url = new URL(databaseUrl);
  url.username = role;
  return url.href;
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

/** Why the start is refused; fails when it isn't, or not in words of ours. */
async function refusal(url: string): Promise<string> {
  const error = await open(url).then(
    async (database) => {
      await database.close();
      expect.fail('it started');
    },
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StartRefused);
  return (error as Error).message;
}

const makeWorkspace = (database: Database) =>
  database.transaction((tx) =>
    tx.db.workspace.create({ data: { slackTeamId: 'T1', name: '管理 🎉', createdAt: tx.now } }),
  );

test('a role that may not make tables is told what to grant, and that is enough', async () => {
  const text = await refusal(urlOfRole());
  const grant = /GRANT .*? TO \w+/.exec(text)?.[0] ?? '';
  expect(grant).toBe(`GRANT USAGE, CREATE ON SCHEMA public TO ${role}`);

  await runAsAdmin(databaseUrl, grant);
  const database = await open(urlOfRole());
  await makeWorkspace(database);
  await database.close();
  // Nothing is made any more.
  await runAsAdmin(databaseUrl, `REVOKE CREATE ON SCHEMA public FROM ${role}`);
  await (await open(urlOfRole())).close();
});

test('a role to which another one’s tables were restored is told to have them given', async () => {
  const url = await createDatabase(inject('postgresUrl'), inject('postgresTemplate'));
  const asRole = new URL(url);
  asRole.username = role;
  expect(await refusal(asRole.href)).toContain(`ALTER TABLE … OWNER TO ${role}`);
  await dropDatabase(inject('postgresUrl'), url);
});

test('tables are where the search_path of the role says', async () => {
  await runAsAdmin(databaseUrl, `CREATE SCHEMA app AUTHORIZATION ${role}`);
  await runAsAdmin(databaseUrl, `ALTER ROLE ${role} SET search_path = app`);
  const database = await open(urlOfRole());
  try {
    await makeWorkspace(database);
    const rows = await database.statement('SELECT name FROM app.workspaces', []);
    expect(rows).toEqual([{ name: '管理 🎉' }]);
  } finally {
    await database.close();
  }
});

test('a search_path that leads nowhere is refused', async () => {
  await runAsAdmin(databaseUrl, `ALTER ROLE ${role} SET search_path = missing`);
  expect(await refusal(urlOfRole())).toContain('search_path (missing)');
});

test('a database that can only be read is refused', async () => {
  const change = `ALTER DATABASE "${nameOf(databaseUrl)}" SET default_transaction_read_only`;
  await runAsAdmin(databaseUrl, `${change} = on`);
  expect(await refusal(databaseUrl)).toMatch(
    /can only be read, .*default_transaction_read_only = off/,
  );
});

test("Prisma's ?schema= is refused, as PostgreSQL would not hear of it", async () => {
  expect(await refusal(`${databaseUrl}?schema=app`)).toContain('?schema=');
});

test('a database that cannot hold every name is refused', async () => {
  const name = `${nameOf(databaseUrl)}_latin`;
  await runAsAdmin(
    databaseUrl,
    `CREATE DATABASE ${name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`,
  );
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  try {
    const text = await refusal(url.href);
    expect(text).toContain('LATIN1');
    expect(text).toContain("ENCODING 'UTF8'");
  } finally {
    await dropDatabase(inject('postgresUrl'), url.href);
  }
});

test.each([
  ['a database that is not there', { pathname: '/missing_database' }],
  ['a server that is not there', { port: '1' }],
])('%s is told without the password', async (_, change) => {
  const url = Object.assign(new URL(databaseUrl), { password: 'tell-nobody' }, change);
  const text = await refusal(url.href);
  expect(text).toMatch(/can't be reached: .*(missing_database|ECONNREFUSED)/);
  expect(text).not.toContain('tell-nobody');
});

test.each(['/nope/ca.pem', tmpdir()])(
  'a certificate at %s is told as the file that it is',
  async (path) => {
    const url = `${databaseUrl}?sslmode=verify-full&sslrootcert=${path}`;
    expect(await refusal(url)).toMatch(
      /file that DATABASE_URL names .* can't be read \((ENOENT|EISDIR)\)/,
    );
  },
);

test('a certificate that may come to no end is refused before anybody waits for it', async () => {
  for (const name of ['sslrootcert', 'sslcert', 'sslkey']) {
    const url = `${databaseUrl}?sslmode=verify-full&${name}=/dev/zero`;
    expect(await refusal(url)).toContain(`DATABASE_URL names as ${name} is a pipe or a device`);
  }
});

test('the log says which database it is, without the password', async () => {
  const lines: string[] = [];
  const log = createLogger({ level: 'info', sink: { write: (line) => void lines.push(line) } });
  const url = Object.assign(new URL(databaseUrl), { password: 'tell-nobody' });
  const clock = realClock();
  await (await openDatabase({ databaseUrl: url.href, dataDir: '', clock, log })).close();
  const said = lines.map((line) => JSON.parse(line));
  expect(said).toContainEqual(
    expect.objectContaining({
      host: url.hostname,
      database: nameOf(databaseUrl),
      msg: 'PostgreSQL database opened',
    }),
  );
  expect(lines.join()).not.toContain('tell-nobody');
});

test('nothing depends on what the server, the database or the URL have set', async () => {
  const name = nameOf(databaseUrl);
  for (const setting of [
    "timezone = 'America/New_York'",
    "default_transaction_isolation = 'serializable'",
    'lock_timeout = 0',
    "statement_timeout = '1h'",
  ]) {
    await runAsAdmin(databaseUrl, `ALTER DATABASE "${name}" SET ${setting}`);
  }
  const database = await open(`${databaseUrl}?options=-c%20application_name%3Dtheirs`);
  try {
    const [row] = await database.statement(
      `SELECT current_setting('TimeZone') AS zone, current_setting('statement_timeout') AS statement,
         current_setting('lock_timeout') AS lock, current_setting('transaction_isolation') AS isolation,
         current_setting('application_name') AS name`,
      [],
    );
    expect(row).toEqual({
      zone: 'UTC',
      statement: '8s',
      lock: '2s',
      isolation: 'read committed',
      name: 'theirs',
    });
  } finally {
    await database.close();
  }
});
