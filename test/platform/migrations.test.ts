import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { embeddedPool } from '../../src/platform/embedded-pool.ts';
import { applyMigrations, loadSchemaEngine } from '../../src/platform/schema-engine.ts';
import { createDatabase, dropDatabase } from '../support/postgres.ts';

const OURS = new URL('../../prisma/migrations/', import.meta.url);

/** An empty database, whichever the tests run on. */
interface EmptyDatabase {
  readonly adapterFactory: PrismaPg;
  rows(sql: string): Promise<unknown[]>;
  close(): Promise<void>;
}

let database: EmptyDatabase;
// Making one takes two seconds, emptying it a few milliseconds.
let embedded: { readonly pglite: PGlite; readonly pool: pg.Pool } | undefined;
let folder: string;

beforeEach(async () => {
  database = await (inject('testDatabase') === 'postgres' ? emptyPostgres() : emptyEmbedded());
  folder = await mkdtemp(join(tmpdir(), 'test-migrations-'));
  await writeFile(join(folder, 'migration_lock.toml'), 'provider = "postgresql"\n');
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
    const first = await applyMigrations(database.adapterFactory, OURS);
    const second = await applyMigrations(database.adapterFactory, OURS);

    expect(first[0]).toMatch(/^\d{14}_first$/);
    expect(second).toEqual([]);
    const recorded = await database.rows(
      'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY 1',
    );
    expect(recorded).toEqual(first.map((migration_name) => ({ migration_name })));
  });

  it('keep the indexes that are written by hand', async () => {
    await applyMigrations(database.adapterFactory, OURS);

    const partial = await database.rows(
      "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '% WHERE %' AND schemaname = 'public' ORDER BY 1",
    );
    expect(partial).toEqual(
      expect.arrayContaining([
        { indexname: 'deliveries_waiting' },
        { indexname: 'invitations_one_open_per_address' },
        { indexname: 'members_one_open_per_address' },
        { indexname: 'members_one_per_slack_user' },
      ]),
    );
  });
});

describe('applying migrations', () => {
  it('applies only what is new, in the order of the names', async () => {
    await addMigration('20200102000000_second', 'CREATE TABLE shelf (book int REFERENCES book);');
    await addMigration('20200101000000_first', 'CREATE TABLE book (id int PRIMARY KEY);');
    const first = await applyMigrations(database.adapterFactory, folder);
    await addMigration('20200103000000_third', 'ALTER TABLE book ADD COLUMN title text;');
    const second = await applyMigrations(database.adapterFactory, folder);

    expect(first).toEqual(['20200101000000_first', '20200102000000_second']);
    expect(second).toEqual(['20200103000000_third']);
  });

  it('takes a script as a whole, semicolons in comments and functions included', async () => {
    await addMigration(
      '20200101000000_first',
      `CREATE TABLE book (id int); -- a book; one of many
       CREATE FUNCTION two() RETURNS int AS $$ BEGIN PERFORM 1; RETURN 2; END $$ LANGUAGE plpgsql;`,
    );

    await applyMigrations(database.adapterFactory, folder);

    expect(await database.rows('SELECT two()')).toEqual([{ two: 2 }]);
  });

  it('rejects when a migration fails, leaves nothing of it, and records it as not finished', async () => {
    await addMigration('20200101000000_bad', 'CREATE TABLE book (id int); SELECT * FROM missing;');

    await expect(applyMigrations(database.adapterFactory, folder)).rejects.toThrow(
      /20200101000000_bad.*missing/s,
    );

    expect(
      await database.rows('SELECT migration_name, finished_at FROM _prisma_migrations'),
    ).toEqual([{ migration_name: '20200101000000_bad', finished_at: null }]);
    expect(await database.rows("SELECT to_regclass('book')::text AS book")).toEqual([
      { book: null },
    ]);
  });

  it('applies nothing more once a migration has failed', async () => {
    await addMigration('20200101000000_bad', 'SELECT * FROM missing;');
    await applyMigrations(database.adapterFactory, folder).catch(() => undefined);
    await addMigration('20200102000000_good', 'CREATE TABLE book (id int);');

    await expect(applyMigrations(database.adapterFactory, folder)).rejects.toThrow(
      '20200101000000_bad',
    );
  });
});

describe('the schema engine', () => {
  it('is one per process, however many copies of its module a test runner makes', async () => {
    const engine = await loadSchemaEngine();
    vi.resetModules();
    const copy = await import('../../src/platform/schema-engine.ts');

    expect(copy.loadSchemaEngine).not.toBe(loadSchemaEngine);
    expect(await copy.loadSchemaEngine()).toBe(engine);
  });
});

async function addMigration(name: string, sql: string): Promise<void> {
  await mkdir(join(folder, name));
  await writeFile(join(folder, name, 'migration.sql'), sql);
}

async function emptyEmbedded(): Promise<EmptyDatabase> {
  if (!embedded) {
    const pglite = await PGlite.create();
    embedded = { pglite, pool: embeddedPool(pglite) };
  }
  const { pool } = embedded;
  return {
    adapterFactory: new PrismaPg(pool),
    rows: async (sql) => (await pool.query(sql)).rows,
    async close() {
      await pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public;');
    },
  };
}

async function emptyPostgres(): Promise<EmptyDatabase> {
  const adminUrl = inject('postgresUrl');
  const url = await createDatabase(adminUrl);
  const pool = new pg.Pool({ connectionString: url });
  return {
    adapterFactory: new PrismaPg({ connectionString: url }),
    rows: async (sql) => (await pool.query(sql)).rows,
    async close() {
      await pool.end();
      await dropDatabase(adminUrl, url);
    },
  };
}
