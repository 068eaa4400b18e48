import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { applyMigrations } from '../../src/platform/database/migrations.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { secrets } from '../support/credentials.ts';
import { createDatabase, dropDatabase } from '../support/postgres.ts';
import { root } from '../support/source-files.ts';

// The built app, stopped in the middle of an update: its last migration has run, and its record waits for a lock.

let databaseUrl: string;
let folder: string;
let holder: pg.Client;
let names: string[];
const children: ChildProcess[] = [];
beforeEach(async () => {
  databaseUrl = await createDatabase(inject('postgresUrl'));
  folder = await mkdtemp(join(tmpdir(), 'test-stopped-'));
  const migrations = join(root, 'prisma', 'migrations');
  names = (await readdir(migrations)).filter((name) => /^\d/.test(name)).sort();
  for (const name of names.slice(0, -1)) {
    await cp(join(migrations, name), join(folder, name), { recursive: true });
  }
  holder = new pg.Client({ connectionString: databaseUrl });
  await holder.connect();
  await applyMigrations(holder, folder, { log: createLogger({ level: 'silent' }) });
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await holder.end();
  await dropDatabase(inject('postgresUrl'), databaseUrl);
  await rm(folder, { recursive: true });
});

interface App {
  readonly child: ChildProcess;
  readonly exit: Promise<number | null>;
  logged(message: string): Promise<void>;
}

function startApp(): App {
  const child = spawn(process.execPath, [join(root, 'dist', 'main.js')], {
    env: {
      PORT: '0',
      PUBLIC_URL: 'http://localhost:3000',
      DATABASE_URL: databaseUrl,
      APP_SECRET: 'test-secret-test-secret-test-secret',
      SLACK_SIGNING_SECRET: secrets.signingSecret,
      SLACK_BOT_TOKEN: 'xoxb-test-token',
      SLACK_API_URL: 'http://127.0.0.1:1/api/',
      SMTP_URL: 'smtp://127.0.0.1:1',
      MAIL_FROM: 'invites@example.com',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  return {
    child,
    exit: once(child, 'close').then(([code]) => code as number | null),
    logged: (message) =>
      vi.waitFor(() => expect(output).toContain(`"msg":"${message}"`), {
        timeout: 60_000,
        interval: 20,
      }),
  };
}

/** Starts the app; resolves once the record of its migration waits. */
async function startUpToTheRecord(): Promise<App> {
  await holder.query('BEGIN; LOCK TABLE _prisma_migrations IN SHARE MODE');
  const app = startApp();
  const sql = `SELECT 1 FROM pg_locks
    WHERE NOT granted AND relation = '_prisma_migrations'::regclass`;
  await vi.waitFor(async () => expect((await holder.query(sql)).rows).not.toEqual([]), {
    timeout: 60_000,
    interval: 20,
  });
  return app;
}

async function finished(): Promise<number> {
  const sql = 'SELECT 1 FROM _prisma_migrations WHERE finished_at IS NOT NULL';
  return (await holder.query(sql)).rows.length;
}

async function expectToStart(): Promise<void> {
  const app = startApp();
  await app.logged('listening');
  app.child.kill('SIGTERM');
  expect(await app.exit).toBe(0);
  expect(await finished()).toBe(names.length);
}

test('told to stop, it lets the migration come to its end', async () => {
  const app = await startUpToTheRecord();
  app.child.kill('SIGTERM');
  await app.logged('stopping');
  await holder.query('COMMIT');
  expect(await app.exit).toBe(0);
  expect(await finished()).toBe(names.length);
  await expectToStart();
}, 120_000);

test('killed, it leaves nothing of the migration, and the next start does it', async () => {
  const app = await startUpToTheRecord();
  app.child.kill('SIGKILL');
  await app.exit;
  await holder.query('COMMIT');
  expect(await finished()).toBe(names.length - 1);
  await expectToStart();
}, 120_000);
