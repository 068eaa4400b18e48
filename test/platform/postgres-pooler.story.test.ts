import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { runAsAdmin } from '../../scripts/postgres-cluster.js';
import { type Database, openDatabase } from '../../src/platform/database/database.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { StartRefused } from '../../src/platform/process/start-refused.ts';
import { realClock } from '../../src/shared/clock.ts';
import { type PgBouncer, startPgBouncer } from '../support/pgbouncer.ts';
import { createDatabase, dropDatabase } from '../support/postgres.ts';

// PgBouncer between the app and a PostgreSQL that is far from UTC.

let databaseUrl: string;
let bouncer: PgBouncer | undefined;
beforeEach(async () => {
  databaseUrl = await createDatabase(inject('postgresUrl'));
  const name = new URL(databaseUrl).pathname.slice(1);
  await runAsAdmin(databaseUrl, `ALTER DATABASE "${name}" SET timezone = 'Asia/Tokyo'`);
});
afterEach(async () => {
  await bouncer?.stop();
  bouncer = undefined;
  await dropDatabase(inject('postgresUrl'), databaseUrl);
});

function open(url: string): Promise<Database> {
  const log = createLogger({ level: 'silent' });
  return openDatabase({ databaseUrl: url, dataDir: '', clock: realClock(), log });
}

test('in session mode everything works, and every time is right', async () => {
  bouncer = await startPgBouncer(databaseUrl, 'session');
  const database = await open(bouncer.url);
  try {
    const workspace = await database.transaction((tx) =>
      tx.db.workspace.create({
        data: { slackTeamId: 'T1', name: 'Northwind', createdAt: new Date('2026-03-29T01:30:00Z') },
      }),
    );
    const [row] = await database.statement<{ text: string }>(
      "SELECT (created_at AT TIME ZONE 'UTC')::text AS text FROM workspaces WHERE id = $1",
      [workspace.id],
    );
    expect(row?.text).toBe('2026-03-29 01:30:00');
    const read = await database.run((tx) => tx.db.workspace.findMany());
    expect(read[0]?.createdAt).toEqual(new Date('2026-03-29T01:30:00Z'));
    const heard = vi.fn();
    const stop = await database.listen('bell', heard);
    await database.statement("SELECT pg_notify('bell', $1)", ['']);
    await vi.waitFor(() => expect(heard).toHaveBeenCalled(), { timeout: 10_000 });
    await stop();
  } finally {
    await database.close();
  }
});

test.each(['transaction', 'statement'])(
  'in %s mode it is refused in words, and leaves nothing behind',
  async (mode) => {
    bouncer = await startPgBouncer(databaseUrl, mode);
    const refused = open(bouncer.url);
    await expect(refused).rejects.toThrow(StartRefused);
    await expect(refused).rejects.toThrow(/pooler \(such as PgBouncer\).*pool_mode=session/);

    // Others can start: no lock is kept on a connection of the pooler.
    const database = await open(databaseUrl);
    await database.close();
  },
);

test('with a single connection for all it is refused in words', async () => {
  bouncer = await startPgBouncer(databaseUrl, 'session', 1);
  const refused = open(bouncer.url);
  await expect(refused).rejects.toThrow(StartRefused);
  await expect(refused).rejects.toThrow(/no second connection.*default_pool_size.*at least 11/);
});
