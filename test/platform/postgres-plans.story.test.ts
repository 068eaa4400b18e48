import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { keepPlansFresh } from '../../src/platform/database/upkeep.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { createDatabase, dropDatabase } from '../support/postgres.ts';

// A PostgreSQL whose own autovacuum comes too late.

const log = createLogger({ level: 'silent' });
let databaseUrl: string;
let pool: pg.Pool;
beforeAll(async () => {
  databaseUrl = await createDatabase(inject('postgresUrl'));
  pool = new pg.Pool({ connectionString: databaseUrl });
});
afterAll(async () => {
  await pool.end();
  await dropDatabase(inject('postgresUrl'), databaseUrl);
});

async function makeMany(name: string): Promise<void> {
  await pool.query(
    `CREATE TABLE ${name} (id int) WITH (autovacuum_enabled = false);
     INSERT INTO ${name} SELECT i FROM generate_series(1, 5000) AS i`,
  );
}

async function plannedFor(name: string): Promise<number> {
  const { rows } = await pool.query(
    `SELECT reltuples::int AS count FROM pg_class WHERE relname = $1`,
    [name],
  );
  return rows[0].count;
}

test('statements are planned for what its tables hold by now, of those that are ours', async () => {
  const role = `owner_${new URL(databaseUrl).pathname.slice(6)}`;
  await makeMany('ours');
  await makeMany('theirs');
  await pool.query(`CREATE ROLE ${role} LOGIN; ALTER TABLE ours OWNER TO ${role}`);
  const url = new URL(databaseUrl);
  url.username = `${role}`;
  const own = new pg.Pool({ connectionString: url.href, max: 1 });
  const stop = keepPlansFresh(own, log, { quietMs: 50, busyMs: 50 });

  await vi.waitFor(async () => expect(await plannedFor('ours')).toBe(5000), { timeout: 15_000 });
  await makeMany('newer');
  await pool.query(`ALTER TABLE newer OWNER TO ${role}`);
  await vi.waitFor(async () => expect(await plannedFor('newer')).toBe(5000), { timeout: 15_000 });

  expect(await plannedFor('theirs')).not.toBe(5000);
  stop();
  await own.end();
  await pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
});

test('a table that somebody vacuums is left alone, and nothing is written into the log of the server', async () => {
  const warnings: string[] = [];
  const own = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  own.on('connect', (client) => client.on('notice', ({ message = '' }) => warnings.push(message)));
  await makeMany('vacuumed');
  const somebody = await pool.connect();
  await somebody.query('BEGIN; LOCK TABLE vacuumed IN SHARE UPDATE EXCLUSIVE MODE');
  const stop = keepPlansFresh(own, log, { quietMs: 20, busyMs: 20 });

  await makeMany('beside');
  await vi.waitFor(async () => expect(await plannedFor('beside')).toBe(5000), { timeout: 15_000 });
  expect(await plannedFor('vacuumed')).not.toBe(5000);
  await somebody.query('ROLLBACK');
  somebody.release();
  await vi.waitFor(async () => expect(await plannedFor('vacuumed')).toBe(5000), {
    timeout: 15_000,
  });

  expect(warnings).toEqual([]);
  stop();
  await own.end();
});

test('a large table is counted after a few thousand changes', async () => {
  await pool.query(
    `CREATE TABLE large (id int) WITH (autovacuum_enabled = false);
     INSERT INTO large SELECT i FROM generate_series(1, 100000) AS i`,
  );
  const stop = keepPlansFresh(pool, log, { quietMs: 50, busyMs: 50 });
  await vi.waitFor(async () => expect(await plannedFor('large')).toBe(100_000), {
    timeout: 15_000,
  });

  await pool.query('INSERT INTO large SELECT i FROM generate_series(1, 6000) AS i');

  await vi.waitFor(async () => expect(await plannedFor('large')).toBe(106_000), {
    timeout: 15_000,
  });
  stop();
});
