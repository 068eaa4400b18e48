import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type EmbeddedPool, embeddedPool } from '../../src/platform/database/embedded-pool.ts';
import { startUpkeep } from '../../src/platform/database/upkeep.ts';
import { createLogger } from '../../src/platform/process/logger.ts';

let pglite: PGlite;
let pool: EmbeddedPool;
let stop = (): void => undefined;
beforeAll(async () => {
  pglite = await PGlite.create();
  pool = embeddedPool(pglite);
  stop = await startUpkeep(pool, createLogger({ level: 'silent' }), { quietMs: 50, busyMs: 50 });
});
afterAll(async () => {
  stop();
  await pool.end();
  await pglite.close();
});

async function tableNow(): Promise<{ size: number; planned: number; dead: number }> {
  const { rows } = await pool.query(
    `SELECT pg_relation_size('many')::int AS size, reltuples::int AS planned,
       pg_stat_get_dead_tuples(oid)::int AS dead
     FROM pg_class WHERE relname = 'many'`,
  );
  return rows[0];
}

test('plans for what its tables hold now, and uses the room again of what was deleted', async () => {
  await pool.query('CREATE TABLE many AS SELECT i AS id FROM generate_series(1, 5000) AS i');
  await vi.waitFor(async () => expect((await tableNow()).planned).toBe(5000), { timeout: 15_000 });
  const { size } = await tableNow();

  await pool.query('DELETE FROM many');
  await vi.waitFor(async () => expect(await tableNow()).toMatchObject({ planned: 0, dead: 0 }), {
    timeout: 15_000,
  });
  await pool.query('INSERT INTO many SELECT i FROM generate_series(1, 5000) AS i');

  expect((await tableNow()).size).toBeLessThanOrEqual(size);
});

test('plans at once for what came before the last stop', async () => {
  const before = await PGlite.create();
  const own = embeddedPool(before);
  await own.query('CREATE TABLE many AS SELECT i AS id FROM generate_series(1, 5000) AS i');
  const planned = async () =>
    (await own.query("SELECT reltuples::int AS n FROM pg_class WHERE relname = 'many'")).rows[0].n;
  expect(await planned()).not.toBe(5000);

  const end = await startUpkeep(own, createLogger({ level: 'silent' }));

  expect(await planned()).toBe(5000);
  end();
  await own.end();
  await before.close();
});
