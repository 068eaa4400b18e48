import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { loadSchemaEngine } from '../../scripts/db-new/schema-engine.js';
import { embeddedPool } from '../../src/platform/database/embedded-pool.ts';
import { applyMigrations } from '../../src/platform/database/migrations.ts';
import { openPglite } from '../../src/platform/database/pglite.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { StartRefused } from '../../src/platform/process/start-refused.ts';
import { createDatabase, dropDatabase } from '../support/postgres.ts';

const OURS = new URL('../../prisma/migrations/', import.meta.url);
const ourNames = (await readdir(OURS)).filter((name) => /^\d/.test(name)).sort();

/** An empty database, whichever the tests run on. */
interface EmptyDatabase {
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

let database: EmptyDatabase;
// Making one takes two seconds, emptying it a few milliseconds.
let embedded: { readonly pglite: PGlite; readonly pool: pg.Pool } | undefined;
let folder: string;
const logs: Record<string, unknown>[] = [];
const log = createLogger({
  level: 'info',
  sink: { write: (line) => void logs.push(JSON.parse(line)) },
});

beforeEach(async () => {
  logs.length = 0;
  database = await (inject('testDatabase') === 'postgres' ? emptyPostgres() : emptyEmbedded());
  folder = await mkdtemp(join(tmpdir(), 'test-migrations-'));
});

afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

afterAll(async () => {
  await embedded?.pool.end();
  await embedded?.pglite.close();
});

describe('the migrations of the project', () => {
  it('apply to an empty database, and not a second time', async () => {
    const first = await migrate(OURS);
    const second = await migrate(OURS);

    expect(first).toEqual(ourNames);
    expect(second).toEqual([]);
    expect(await recorded()).toEqual(ourNames.map((name) => ({ name, state: 'finished' })));
  });

  it('apply where the extensions for searches are not to be had', async () => {
    const bare = await PGlite.create();
    const pool = embeddedPool(bare);
    const session = await pool.connect();

    expect(await applyMigrations(session, OURS, { log })).toEqual(ourNames);
    const found = await session.query("SELECT 1 FROM pg_indexes WHERE indexname LIKE '%\\_search'");
    expect(found.rows).toEqual([]);

    session.release();
    await pool.end();
    await bare.close();
  });

  it('keep the indexes that are written by hand', async () => {
    await migrate(OURS);

    const partial = await rows(
      "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '% WHERE %' AND schemaname = 'public' ORDER BY 1",
    );
    expect(partial).toEqual(
      expect.arrayContaining([
        { indexname: 'deliveries_due' },
        { indexname: 'deliveries_sending' },
        { indexname: 'deliveries_waiting_by_person' },
        { indexname: 'deliveries_waiting_by_workspace' },
        { indexname: 'invitations_one_open_per_address' },
        { indexname: 'members_one_open_per_address' },
        { indexname: 'members_one_per_slack_user' },
      ]),
    );
  });

  // Earlier versions recorded the start of a migration and its end apart from its script.
  it.each([
    ['after its script', true],
    ['before its script', false],
  ])(
    'go on where an earlier version was cut off %s, at each of them',
    async (_, isApplied) => {
      for (const [index, name] of ourNames.slice(0, 7).entries()) {
        await database.close();
        database = await (inject('testDatabase') === 'postgres'
          ? emptyPostgres()
          : emptyEmbedded());
        const before = ourNames.slice(0, index);
        await copyOurs(before);
        await migrate(folder);
        if (index === 0) await makeRecordsTable();
        await rows(
          `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('cut-off', 'x', '${name}')`,
        );
        if (isApplied) await rows(await scriptOf(name));

        const applied = await migrate(OURS);

        expect(applied).toEqual(ourNames.slice(index + (isApplied ? 1 : 0)));
        expect(new Set((await recorded()).filter(({ state }) => state === 'finished'))).toEqual(
          new Set(ourNames.map((each) => ({ name: each, state: 'finished' }))),
        );
        expect(await migrate(OURS)).toEqual([]);
      }
    },
    60_000,
  );
});

describe('applying migrations', () => {
  it('applies only what is new, in the order of the names', async () => {
    await addMigration('20200102000000_second', 'CREATE TABLE shelf (book int REFERENCES book);');
    await addMigration('20200101000000_first', 'CREATE TABLE book (id int PRIMARY KEY);');
    const first = await migrate(folder);
    await addMigration('20200103000000_third', 'ALTER TABLE book ADD COLUMN title text;');
    const second = await migrate(folder);

    expect(first).toEqual(['20200101000000_first', '20200102000000_second']);
    expect(second).toEqual(['20200103000000_third']);
  });

  it('takes a script as a whole, semicolons in comments and functions included', async () => {
    await addMigration(
      '20200101000000_first',
      `CREATE TABLE book (id int); -- a book; one of many
       CREATE FUNCTION two() RETURNS int AS $$ BEGIN PERFORM 1; RETURN 2; END $$ LANGUAGE plpgsql;`,
    );

    await migrate(folder);

    expect(await rows('SELECT two()')).toEqual([{ two: 2 }]);
  });

  it('says which one failed and why, leaves nothing of it, and tries it again', async () => {
    await addMigration('20200101000000_good', 'CREATE TABLE shelf (id int);');
    await addMigration('20200102000000_bad', 'CREATE TABLE book (id int); SELECT * FROM missing;');
    await addMigration('20200103000000_next', 'CREATE TABLE page (id int);');

    await expect(migrate(folder)).rejects.toThrow(/20200102000000_bad.*missing/s);

    expect(await recorded()).toEqual([{ name: '20200101000000_good', state: 'finished' }]);
    expect(await rows("SELECT to_regclass('book') AS book, to_regclass('page') AS page")).toEqual([
      { book: null, page: null },
    ]);
    await addMigration('20200102000000_bad', 'CREATE TABLE book (id int);');
    expect(await migrate(folder)).toEqual(['20200102000000_bad', '20200103000000_next']);
  });

  it('refuses a database that a newer version has migrated', async () => {
    await addMigration('20200101000000_first', 'CREATE TABLE book (id int);');
    await addMigration('20200102000000_newer', 'CREATE TABLE shelf (id int);');
    await migrate(folder);
    await rm(join(folder, '20200102000000_newer'), { recursive: true });

    const refused = migrate(folder);

    await expect(refused).rejects.toThrow(StartRefused);
    await expect(refused).rejects.toThrow(/newer version .*20200102000000_newer/);
  });

  it('says when a migration is not what the database was made with', async () => {
    await addMigration('20200101000000_first', 'CREATE TABLE book (id int);');
    await migrate(folder);
    await addMigration('20200101000000_first', 'CREATE TABLE book (id int, title text);');

    await migrate(folder);

    expect(logs).toMatchObject([{ level: 40, migrations: ['20200101000000_first'] }]);
  });
});

describe('the schema engine', () => {
  it('is one per process, however many copies of its module a test runner makes', async () => {
    const engine = await loadSchemaEngine();
    vi.resetModules();
    const copy = await import('../../scripts/db-new/schema-engine.js');

    expect(copy.loadSchemaEngine).not.toBe(loadSchemaEngine);
    expect(await copy.loadSchemaEngine()).toBe(engine);
  });
});

async function migrate(from: URL | string): Promise<string[]> {
  const session = await database.pool.connect();
  return await applyMigrations(session, from, { log }).finally(() => session.release());
}

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  return (await database.pool.query(sql)).rows;
}

function recorded(): Promise<Record<string, unknown>[]> {
  return rows(
    `SELECT migration_name AS name, CASE WHEN rolled_back_at IS NOT NULL THEN 'rolled back'
       WHEN finished_at IS NULL THEN 'cut off' ELSE 'finished' END AS state
     FROM _prisma_migrations ORDER BY migration_name`,
  );
}

async function makeRecordsTable(): Promise<void> {
  await addMigration('0', 'SELECT 1;');
  await migrate(folder);
  await rows('DELETE FROM _prisma_migrations');
  await rm(join(folder, '0'), { recursive: true });
}

async function addMigration(name: string, sql: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'migration.sql'), sql);
}

async function copyOurs(names: string[]): Promise<void> {
  for (const name of names) await addMigration(name, await scriptOf(name));
}

function scriptOf(name: string): Promise<string> {
  return readFile(new URL(`${name}/migration.sql`, OURS), 'utf8');
}

async function emptyEmbedded(): Promise<EmptyDatabase> {
  if (!embedded) {
    const pglite = await openPglite({});
    embedded = { pglite, pool: embeddedPool(pglite) };
  }
  const { pool } = embedded;
  return {
    pool,
    async close() {
      await pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public;');
    },
  };
}

async function emptyPostgres(): Promise<EmptyDatabase> {
  const adminUrl = inject('postgresUrl');
  const url = await createDatabase(adminUrl);
  const pool = new pg.Pool({ connectionString: url });
  // When the database is dropped, a connection may not have heard yet that the pool has ended.
  pool.on('error', () => undefined);
  return {
    pool,
    async close() {
      await pool.end();
      await dropDatabase(adminUrl, url);
    },
  };
}
