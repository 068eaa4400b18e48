import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { withEngine } from '../../scripts/db-new/schema-engine.js';
import { type EmbeddedPool, embeddedPool } from '../../src/platform/database/embedded-pool.ts';
import { applyMigrations } from '../../src/platform/database/migrations.ts';
import { openPglite } from '../../src/platform/database/pglite.ts';
import { createLogger } from '../../src/platform/process/logger.ts';

// The app migrates without Prisma's engine, which must find the database as if it had done it itself, and the other
// way round.

const ours = 'prisma/migrations';
const names = (await readdir(ours)).filter((name) => /^\d/.test(name)).sort();
const migrationsList = {
  baseDir: ours,
  lockfile: { path: 'migration_lock.toml', content: await read('migration_lock.toml') },
  shadowDbInitScript: '',
  migrationDirectories: await Promise.all(names.map(directoryOf)),
};
const filters = { externalTables: [], externalEnums: [] };

let pglite: PGlite;
let pool: EmbeddedPool;
beforeAll(async () => {
  pglite = await openPglite({});
  pool = embeddedPool(pglite);
});
afterEach(async () => {
  logged.length = 0;
  await pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
});
afterAll(async () => {
  await pool.end();
  await pglite.close();
});

function read(path: string): Promise<string> {
  return readFile(join(ours, path), 'utf8');
}

async function directoryOf(name: string) {
  const content = { tag: 'ok', value: await read(`${name}/migration.sql`) } as const;
  return { path: name, migrationFile: { path: 'migration.sql', content } };
}

const logged: string[] = [];

async function byTheApp(): Promise<string[]> {
  const log = createLogger({ level: 'info', sink: { write: (line) => void logged.push(line) } });
  const session = await pool.connect();
  return await applyMigrations(session, ours, { log }).finally(() => session.release());
}

function withPrisma<T>(work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const adapter = new PrismaPg(pool);
  const connect = adapter.connect.bind(adapter);
  adapter.connect = async () =>
    Object.assign(await connect(), {
      // Its own takes a script apart at every semicolon, those in comments included.
      executeScript: async (script: string) => void (await pool.query(script)),
    });
  return withEngine(adapter, work);
}

/** As `prisma migrate deploy` does, with the first of our migrations or all. */
async function byPrisma(max = names.length): Promise<string[]> {
  const migrationDirectories = migrationsList.migrationDirectories.slice(0, max);
  const list = { ...migrationsList, migrationDirectories };
  return await withPrisma(
    async (engine) =>
      (await engine.applyMigrations({ migrationsList: list, filters })).appliedMigrationNames,
  );
}

/** The table of the records and every row, save what differs from one run to the next: that is only looked through. */
async function records(): Promise<unknown> {
  const columns = await pool.query(
    `SELECT column_name, data_type, character_maximum_length, is_nullable, column_default
     FROM information_schema.columns WHERE table_name = '_prisma_migrations' ORDER BY ordinal_position`,
  );
  const indexes = await pool.query(
    "SELECT indexdef FROM pg_indexes WHERE tablename = '_prisma_migrations'",
  );
  const { rows } = await pool.query(
    `SELECT *, id ~ '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$' AS is_uuid,
       started_at <= finished_at AS in_order FROM _prisma_migrations ORDER BY migration_name`,
  );
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  const same = rows.map(({ id, started_at, finished_at, ...row }) => row);
  return { columns: columns.rows, indexes: indexes.rows, rows: same };
}

test('the records are those that Prisma writes', async () => {
  expect(await byPrisma()).toEqual(names);
  const written = await records();
  await pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  expect(await byTheApp()).toEqual(names);

  expect(await records()).toEqual(written);
  expect(written).toMatchObject({
    rows: names.map((migration_name) => ({ migration_name, in_order: true, is_uuid: true })),
  });
});

test('Prisma finds nothing to do or to say after the app', async () => {
  await byTheApp();
  const said = await withPrisma((engine) =>
    engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters }),
  );
  expect(said).toMatchObject({
    hasMigrationsTable: true,
    history: null,
    editedMigrationNames: [],
    failedMigrationNames: [],
  });
  expect(await byPrisma()).toEqual([]);
});

test('the app goes on where Prisma ended', async () => {
  const half = Math.floor(names.length / 2);
  await byPrisma(half);
  expect(await byTheApp()).toEqual(names.slice(half));
  expect(await byPrisma()).toEqual([]);
  expect(await byTheApp()).toEqual([]);
  expect(logged).toEqual([]);
});
