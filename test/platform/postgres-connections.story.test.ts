import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Database, openDatabase } from '../../src/platform/database/database.ts';
import { Prisma } from '../../src/platform/database/prisma-client/client.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { realClock } from '../../src/shared/clock.ts';
import { saveWorkspace } from '../../src/workspaces/store.ts';
import { inWorkspace } from '../../src/workspaces/use-cases/workspaces.ts';
import { createDatabase, dropDatabase } from '../support/postgres.ts';

let databaseUrl: string;
let database: Database;
let admin: pg.Client;
const lines: string[] = [];
beforeAll(async () => {
  databaseUrl = await createDatabase(inject('postgresUrl'));
  admin = new pg.Client({ connectionString: databaseUrl });
  await admin.connect();
  const log = createLogger({ level: 'info', sink: { write: (line) => void lines.push(line) } });
  database = await openDatabase({ databaseUrl, dataDir: '', clock: realClock(), log });
});
afterAll(async () => {
  await database.close();
  await admin.end();
  await dropDatabase(inject('postgresUrl'), databaseUrl);
});

const endOthers = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()`;

test('the first requests of a team may come at once', async () => {
  const team = { slackTeamId: 'T0NEW', name: 'Northwind' };
  const saved = await Promise.all(
    Array.from({ length: 12 }, () => database.transaction((tx) => saveWorkspace(tx, team))),
  );
  expect(new Set(saved.map(({ id }) => id)).size).toBe(1);
});

test('connections that PostgreSQL ends at any moment end nothing else', async () => {
  let isOver = false;
  const load = Array.from({ length: 15 }, async () => {
    while (!isOver) {
      await database.transaction((tx) => tx.db.workspace.count()).catch(() => undefined);
    }
  });
  for (let round = 0; round < 40; round += 1) await admin.query(endOthers);
  isOver = true;
  await Promise.all(load);

  expect(await database.run((tx) => tx.db.workspace.count())).toBe(1);
  const lost = lines.filter((line) => line.includes('connection lost'));
  expect(lost.filter((line) => line.length > 1000)).toEqual([]);
});

test('a lock that somebody keeps is waited for no longer than Slack waits', async () => {
  await admin.query('BEGIN; SELECT * FROM workspaces FOR UPDATE');
  const start = performance.now();
  const change = database.transaction((tx) => tx.db.workspace.updateMany({ data: { name: 'x' } }));
  await expect(change).rejects.toThrow(/lock timeout/);
  expect(performance.now() - start).toBeLessThan(3000);
  await admin.query('ROLLBACK');
});

test('however many wait for one workspace, another one is served', async () => {
  const [busy, other] = await database.transaction(async (tx) => [
    await saveWorkspace(tx, { slackTeamId: 'T0BUSY', name: 'Busy' }),
    await saveWorkspace(tx, { slackTeamId: 'T0OTHER', name: 'Other' }),
  ]);
  await admin.query(`BEGIN; SELECT * FROM workspaces WHERE id = '${busy.id}' FOR UPDATE`);
  let ended = 0;
  const waiting = Array.from({ length: 100 }, async () => {
    await inWorkspace(database, busy.id, async () => undefined).catch(() => undefined);
    ended += 1;
  });
  await inWorkspace(database, other.id, async () => undefined);
  expect(ended).toBe(0);
  await admin.query('ROLLBACK');
  await Promise.all(waiting);
});

test('whoever has waited for a workspace waits for its lock only for what is left', async () => {
  const { id } = await database.transaction((tx) =>
    saveWorkspace(tx, { slackTeamId: 'T0HELD', name: 'Held' }),
  );
  const lockTimeout = () =>
    inWorkspace(database, id, async ({ query }) => {
      const [row] = await query<{ ms: string }>(
        Prisma.sql`SELECT setting AS ms FROM pg_settings WHERE name = 'lock_timeout'`,
      );
      return Number(row?.ms);
    });
  let release = (): void => undefined;
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  const held = inWorkspace(database, id, () => isReleased);
  const begun = performance.now();
  const left = lockTimeout();
  // Long enough to count.
  await pause(400);
  release();
  await held;
  expect(await left).toBeLessThan(1700);
  expect(await left).toBeGreaterThan(1900 - (performance.now() - begun));
  expect(await lockTimeout()).toBe(2000);
});

test('what is lost while nobody uses it is told in a line, without the SQL', async () => {
  lines.length = 0;
  await database.run((tx) => tx.db.workspace.count());
  await admin.query(endOthers);
  await expect.poll(() => lines.join(''), { timeout: 10_000 }).toContain('connection lost');
  for (const line of lines) expect(line.length).toBeLessThan(1000);
});
