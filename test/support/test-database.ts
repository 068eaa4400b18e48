import { readFile } from 'node:fs/promises';
import type { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { inject } from 'vitest';
import {
  type Database,
  embeddedDatabase,
  openDatabase,
} from '../../src/platform/database/database.ts';
import { embeddedPool } from '../../src/platform/database/embedded-pool.ts';
import { openPglite } from '../../src/platform/database/pglite.ts';
import type { Logger } from '../../src/platform/process/logger.ts';
import type { Clock } from '../../src/shared/clock.ts';
import { createDatabase, dropDatabase } from './postgres.ts';

/** An empty, migrated database of its own for a test: embedded or PostgreSQL, as the project says. */
export interface TestDatabase {
  readonly database: Database;
  /** Where it is, for a second process; undefined when embedded. */
  readonly url: string | undefined;
  /** Runs a statement, for looking at rows; as a role of the database, if one is given. */
  query(sql: string, parameters?: unknown[], role?: string): Promise<Record<string, unknown>[]>;
  /** Removes it; the app that used it has closed it already. */
  remove(): Promise<void>;
}

/** Makes an empty database into what is then started on, by its connections. */
export type PrepareDatabase = (pool: pg.Pool) => Promise<void>;

/** Gives a migrated database without rows or, with `prepare`, what that has made and the start has migrated. */
export async function makeTestDatabase(
  clock: Clock,
  log: Logger,
  prepare?: PrepareDatabase,
): Promise<TestDatabase> {
  return inject('testDatabase') === 'postgres'
    ? await onPostgres(clock, log, await makePostgres(prepare))
    : await onEmbedded(clock, log, await makeEmbedded(prepare));
}

/** Embedded databases of this process that nobody uses any more, emptied: to start one takes long. */
const unused: PGlite[] = [];

async function startEmbedded(): Promise<PGlite> {
  const dump = await readFile(inject('embeddedDump'));
  return await openPglite({ loadDataDir: new Blob([dump]) });
}

async function makeEmbedded(prepare: PrepareDatabase | undefined): Promise<PGlite> {
  const pglite = unused.pop() ?? (await startEmbedded());
  if (!prepare) return pglite;
  await pglite.exec('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  const pool = embeddedPool(pglite);
  await prepare(pool);
  await pool.end();
  return pglite;
}

/** Leaves nothing behind of what a world did; also what parts the rows of two teams goes. */
async function emptyTables(pglite: PGlite): Promise<void> {
  await pglite.exec('ROLLBACK');
  await pglite.exec('DISCARD ALL');
  await pglite.exec(`
    DO $do$
    BEGIN
      EXECUTE (
        SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
      );
      IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'neighbour') THEN
        DROP OWNED BY story, neighbour;
        DROP ROLE story, neighbour;
      END IF;
    END
    $do$`);
}

async function onEmbedded(clock: Clock, log: Logger, pglite: PGlite): Promise<TestDatabase> {
  const pool = embeddedPool(pglite);
  const database = await embeddedDatabase(pool, clock, log, {
    isOurs: false,
    afterClose: async () => {
      await emptyTables(pglite);
      unused.push(pglite);
    },
  });
  return {
    database,
    url: undefined,
    // On the app's own connection, as there is no other: in a transaction, with which the role ends.
    query: async (sql, parameters, role) => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        if (role) await client.query(`SET LOCAL ROLE ${role}`);
        const { rows } = await client.query(sql, parameters);
        await client.query('COMMIT');
        return rows;
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        client.release();
      }
    },
    remove: async () => undefined,
  };
}

/** Gives the URL of a new one. */
async function makePostgres(prepare: PrepareDatabase | undefined): Promise<string> {
  const adminUrl = inject('postgresUrl');
  if (!prepare) return await createDatabase(adminUrl, inject('postgresTemplate'));
  const databaseUrl = await createDatabase(adminUrl);
  const pool = new pg.Pool({ connectionString: databaseUrl });
  await prepare(pool);
  await pool.end();
  return databaseUrl;
}

async function onPostgres(clock: Clock, log: Logger, databaseUrl: string): Promise<TestDatabase> {
  // On a busy machine, those who wait for each other in a race wait for longer than Slack does.
  const lockTimeoutMs = 8000;
  const database = await openDatabase({ databaseUrl, dataDir: '', clock, log, lockTimeoutMs });
  // Beside the app's own connections. A new one for each statement would take longer than the statements.
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4, idleTimeoutMillis: 0 });
  pool.on('error', () => undefined);
  return {
    database,
    url: databaseUrl,
    query: (sql, parameters, role) => queryAs(pool, sql, parameters, role),
    remove: async () => {
      await pool.end();
      await dropDatabase(inject('postgresUrl'), databaseUrl);
    },
  };
}

async function queryAs(
  pool: pg.Pool,
  sql: string,
  parameters: unknown[] | undefined,
  role: string | undefined,
): Promise<Record<string, unknown>[]> {
  const client = await pool.connect();
  try {
    if (role) await client.query(`SET ROLE ${role}`);
    return (await client.query(sql, parameters)).rows;
  } finally {
    if (role) await client.query('RESET ROLE');
    client.release();
  }
}
