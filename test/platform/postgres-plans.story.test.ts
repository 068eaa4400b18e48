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
