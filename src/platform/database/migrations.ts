import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from '../process/logger.ts';
import { StartRefused } from '../process/start-refused.ts';
import { unbroken } from '../process/unbroken.ts';
import {
  type Migration,
  type MigrationRecord,
  type MigrationSession,
  recoverRecords,
  rightsRefusal,
} from './migration-records.ts';

export interface MigrationOptions {
  readonly log: Logger;
  /** How long another process may have the lock before the start gives up. */
  readonly maxHoldMs?: number;
  /** How long a migration waits for a table; whoever comes after it waits, too. */
  readonly lockTimeoutMs?: number;
}

/** Holds the queue of processes that want to migrate one PostgreSQL (any constant number does). */
const migrationLock = 4_019_270_113;

const lockNotAvailable = '55P03';
const deadlock = '40P01';
const retryAfterMs = 500;

/**
 * Applies those migrations of the folder that the database has not had yet, one process at a time, and records
 * them in `_prisma_migrations` as `prisma migrate deploy` does. Returns the names it applied.
 *
 * Script, record and lock are one transaction: however the process ends, a migration is applied and recorded or
 * neither, and nobody keeps the lock. One that meets a table in use gives way after five seconds and tries again.
 * Throws StartRefused when a newer version has migrated the database, when the right to make tables is missing,
 * and when another session keeps the lock.
 */
export async function applyMigrations(
  session: MigrationSession,
  folder: URL | string,
  { log, maxHoldMs = 60_000, lockTimeoutMs = 5000 }: MigrationOptions,
): Promise<string[]> {
  const todo = { migrations: await readMigrations(folder), lockTimeoutMs, log };
  const applied: string[] = [];
  const heldUntil = { ms: Date.now() + maxHoldMs, told: false };
  for (;;) {
    const step = await unbroken(applyNext(session, todo));
    if (step.outcome === 'nothing left') return applied;
    if (step.outcome === 'applied') {
      applied.push(step.name);
      heldUntil.ms = Date.now() + maxHoldMs;
      continue;
    }
    if (step.outcome === 'table in use') {
      const { name: migration } = step;
      log.warn({ migration }, 'a table that the migration changes is in use; trying again');
    } else {
      const holder = await findHolder(session);
      if (Date.now() > heldUntil.ms) throw new StartRefused(heldText(holder, maxHoldMs));
      if (!heldUntil.told) log.warn({ holder }, 'waiting for another session to migrate');
      heldUntil.told = true;
    }
    await wait(retryAfterMs);
  }
}

type Step =
  | { readonly outcome: 'nothing left' | 'lock held' }
  | { readonly outcome: 'applied' | 'table in use'; readonly name: string };

interface Todo {
  readonly migrations: readonly Migration[];
  readonly lockTimeoutMs: number;
  readonly log: Logger;
}

/** Applies the first migration that is missing, if it can. */
async function applyNext(session: MigrationSession, todo: Todo): Promise<Step> {
  const { migrations, lockTimeoutMs, log } = todo;
  // Without the lock, so that a start with nothing to do waits for nobody and needs no right to make tables.
  const records = await readRecords(session).catch(async (error: unknown) => {
    throw (await rightsRefusal(session, error)) ?? error;
  });
  if (nextOf(migrations, records, log) === undefined) {
    return { outcome: 'nothing left' };
  }
  let next: Migration | undefined;
  try {
    await session.query('BEGIN');
    await session.query(
      `SET LOCAL lock_timeout = ${lockTimeoutMs}; SET LOCAL statement_timeout = 0`,
    );
    if (!(await takeLock(session))) {
      await session.query('ROLLBACK');
      return { outcome: 'lock held' };
    }
    await session.query(recordsTable);
    await recoverRecords(session, migrations, log);
    next = nextOf(migrations, await readRecords(session), log);
    if (next) await apply(session, next);
    await session.query('COMMIT');
    return next ? { outcome: 'applied', name: next.name } : { outcome: 'nothing left' };
  } catch (error) {
    // When the connection is gone, so is the transaction.
    await session.query('ROLLBACK').catch(() => undefined);
    const code = Object(error).code as unknown;
    if (next && (code === lockNotAvailable || code === deadlock)) {
      return { outcome: 'table in use', name: next.name };
    }
    throw (await rightsRefusal(session, error)) ?? failure(error, next);
  }
}

async function takeLock(session: MigrationSession): Promise<boolean> {
  const sql = 'SELECT pg_try_advisory_xact_lock($1) AS taken';
  return (await session.query(sql, [migrationLock])).rows[0]?.taken === true;
}

async function apply(session: MigrationSession, { name, sql, checksum }: Migration): Promise<void> {
  await session.query(sql);
  await session.query(
    `INSERT INTO _prisma_migrations
       (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
    [randomUUID(), checksum, name],
  );
}

function failure(error: unknown, next: Migration | undefined): Error {
  const reason = error instanceof Error ? error.message : String(error);
  const where = next ? `${next.name}: ` : '';
  return new Error(`Database migration failed: ${where}${reason}`, { cause: error });
}

/** As Prisma makes it, so that its own tools can go on from here. */
const recordsTable = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

async function readRecords(session: MigrationSession): Promise<MigrationRecord[]> {
  const table = await session.query("SELECT to_regclass('_prisma_migrations') AS found");
  if (table.rows[0]?.found == null) return [];
  const records = await session.query(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS "isFinished"
       FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  );
  return records.rows as MigrationRecord[];
}

/** The first migration that isn't recorded as finished. Throws StartRefused when one is recorded that we don't have. */
function nextOf(
  migrations: readonly Migration[],
  records: readonly MigrationRecord[],
  log: Logger,
): Migration | undefined {
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = records.find(({ name }) => !known.has(name));
  if (unknown) throw new StartRefused(newerText(unknown.name));
  const finished = new Map(
    records.filter((each) => each.isFinished).map((each) => [each.name, each.checksum]),
  );
  const next = migrations.find(({ name }) => !finished.has(name));
  const changed = migrations.filter(
    ({ name, checksum }) => finished.has(name) && finished.get(name) !== checksum,
  );
  if (next === undefined && changed.length > 0) {
    const names = changed.map(({ name }) => name);
    log.warn({ migrations: names }, 'these migrations are not what the database was made with');
  }
  return next;
}

function newerText(name: string): string {
  return `A newer version of this app has changed the database (${name}), and this one would damage what it wrote. Start the newer version, or restore the backup from before the update.`;
}

/** Who has the lock, as far as this role may see. */
async function findHolder(session: MigrationSession): Promise<Record<string, unknown> | undefined> {
  const { rows } = await session.query(
    `SELECT a.pid, a.usename AS role, a.application_name AS application, a.client_addr::text AS address, a.state
       FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.classid::bigint = 0 AND l.objid::bigint = $1`,
    [migrationLock],
  );
  return rows[0];
}

function heldText(holder: Record<string, unknown> | undefined, ms: number): string {
  const who = holder ? `PostgreSQL's process ${holder.pid}` : 'Another session';
  return `${who} has kept the database's migration lock for more than ${ms / 1000} seconds. If no other copy of this app is migrating just now, end that session${holder ? `: SELECT pg_terminate_backend(${holder.pid})` : ''}. Then start again.`;
}

async function readMigrations(folder: URL | string): Promise<Migration[]> {
  const path = folder instanceof URL ? fileURLToPath(folder) : folder;
  const entries = await readdir(path, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return await Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(path, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}
