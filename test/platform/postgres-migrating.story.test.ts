import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { applyMigrations, type MigrationOptions } from '../../src/platform/database/migrations.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { StartRefused } from '../../src/platform/process/start-refused.ts';
import { createDatabase, dropDatabase } from '../support/postgres.ts';

// A migration between others that use the database: a lock held elsewhere is the moment at which things happen.

const lockOfMigrations = 4_019_270_113;
let databaseUrl: string;
let folder: string;
const clients: pg.Client[] = [];
const logs: Record<string, unknown>[] = [];

beforeEach(async () => {
  databaseUrl = await createDatabase(inject('postgresUrl'));
  folder = await mkdtemp(join(tmpdir(), 'test-migrating-'));
  logs.length = 0;
  await addMigration('1_first', 'CREATE TABLE book (id int);');
  await migrate(await connect());
  await addMigration(
    '2_second',
    'CREATE TABLE shelf (id int); ALTER TABLE book ADD COLUMN title text; CREATE TABLE page (id int);',
  );
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end()));
  await dropDatabase(inject('postgresUrl'), databaseUrl);
  await rm(folder, { recursive: true });
});

async function addMigration(name: string, sql: string): Promise<void> {
  await mkdir(join(folder, name));
  await writeFile(join(folder, name, 'migration.sql'), sql);
}

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  clients.push(client);
  return client;
}

function migrate(client: pg.Client, how: Partial<MigrationOptions> = {}): Promise<string[]> {
  const sink = { write: (line: string) => void logs.push(JSON.parse(line)) };
  return applyMigrations(client, folder, { log: createLogger({ level: 'info', sink }), ...how });
}

/** Somebody who has read from the table in a transaction that goes on. */
async function reader(): Promise<pg.Client> {
  const client = await connect();
  await client.query('BEGIN; SELECT * FROM book');
  return client;
}

async function untilWaiting(): Promise<void> {
  const client = await connect();
  await vi.waitFor(
    async () => {
      const { rows } = await client.query(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      expect(rows.length).toBeGreaterThan(0);
    },
    { timeout: 10_000, interval: 20 },
  );
}

test('a process that dies between two statements of a migration leaves nothing of it', async () => {
  const inUse = await reader();
  const dying = await connect();
  const broken = migrate(dying).catch((error: unknown) => error);
  await untilWaiting();

  // As a killed process: the connection is gone, without a word.
  (dying as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  expect(await broken).toBeInstanceOf(Error);
  await inUse.query('COMMIT');

  expect(await migrate(await connect())).toEqual(['2_second']);
  const { rows } = await inUse.query(
    'SELECT migration_name AS name, finished_at IS NOT NULL AS done FROM _prisma_migrations ORDER BY 1',
  );
  expect(rows).toEqual([
    { name: '1_first', done: true },
    { name: '2_second', done: true },
  ]);
});

test('a migration that meets a table in use lets readers go, says so, and tries again', async () => {
  const inUse = await reader();
  const migrating = migrate(await connect(), { lockTimeoutMs: 300 });
  await untilWaiting();

  // It stands behind the migration that waits, until that gives way.
  await (await connect()).query("SET statement_timeout = '10s'; SELECT * FROM book");
  await vi.waitFor(() => expect(logs).not.toEqual([]), { timeout: 10_000 });
  expect(logs[0]).toMatchObject({ level: 40, migration: '2_second' });
  expect(logs[0]?.msg).toContain('in use; trying again');

  await inUse.query('COMMIT');
  expect(await migrating).toEqual(['2_second']);
});

test('a lock that another session has is waited for with a word on who, but not for ever', async () => {
  const holder = await connect();
  const { rows } = await holder.query('SELECT pg_backend_pid() AS pid, pg_advisory_lock($1)', [
    lockOfMigrations,
  ]);
  const pid = Number(rows[0]?.pid);
  const late = migrate(await connect(), { maxHoldMs: 100 });
  await expect(late).rejects.toThrow(StartRefused);
  await expect(late).rejects.toThrow(`process ${pid} `);

  logs.length = 0;
  const waiting = migrate(await connect());
  await vi.waitFor(() => expect(logs).toMatchObject([{ level: 40, holder: { pid } }]), {
    timeout: 10_000,
  });
  await holder.query('SELECT pg_advisory_unlock($1)', [lockOfMigrations]);
  expect(await waiting).toEqual(['2_second']);

  // A start with nothing to do needs no lock.
  await holder.query('SELECT pg_advisory_lock($1)', [lockOfMigrations]);
  expect(await migrate(await connect(), { maxHoldMs: 0 })).toEqual([]);
});

test('many at once migrate it once', async () => {
  const connected = await Promise.all(Array.from({ length: 5 }, connect));
  const applied = await Promise.all(connected.map((client) => migrate(client)));
  expect(applied.flat()).toEqual(['2_second']);
});
