import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ClientBase } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backUp, restore } from '../../src/platform/database/backup.ts';
import { openEmbeddedFolder } from '../../src/platform/database/embedded-folder.ts';
import { embeddedPool } from '../../src/platform/database/embedded-pool.ts';
import { refusedFolder } from '../../src/platform/database/folder-refusal.ts';
import { applyMigrations } from '../../src/platform/database/migrations.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { StartRefused } from '../../src/platform/process/start-refused.ts';

const log = createLogger({ level: 'silent' });
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'test-embedded-folder-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const twoMigrations = async (): Promise<string> => {
  const path = join(folder, 'migrations');
  for (const [name, sql] of [
    ['1_first', 'CREATE TABLE book (id int); CREATE TABLE shelf (id int);'],
    ['2_second', 'ALTER TABLE book ADD COLUMN title text; CREATE TABLE page (id int);'],
  ] as const) {
    await mkdir(join(path, name), { recursive: true });
    await writeFile(join(path, name, 'migration.sql'), sql);
  }
  return path;
};

/** Migrates the database in the folder; calls back before each statement. Gives what was applied. */
async function migrate(
  data: string,
  migrations: string,
  before: (sql: string) => Promise<void> = async () => undefined,
): Promise<string[]> {
  const { pglite, close } = await openEmbeddedFolder(data);
  const pool = embeddedPool(pglite);
  const client = await pool.connect();
  const query = async (sql: string, values?: unknown[]) => {
    await before(sql);
    return await client.query(sql, values);
  };
  const session = { query } as unknown as ClientBase;
  const applied = await applyMigrations(session, migrations, { log });
  client.release();
  await pool.end();
  await close();
  return applied;
}

test('comes up as it lies on the disk at any moment of its making and of a migration', async () => {
  const migrations = await twoMigrations();
  // As if the process were killed while it made the database.
  const data = join(folder, 'data');
  await mkdir(join(data, 'base'), { recursive: true });
  await mkdir(join(data, 'lost+found'));
  await writeFile(join(data, 'PG_VERSION'), '17\n');
  await writeFile(join(data, 'postmaster.pid'), '42\n');
  await writeFile(join(data, 'unfinished'), '');
  const copies: { at: string; left: string[] }[] = [];
  const lefts = [['1_first', '2_second'], ['2_second']];
  expect(
    await migrate(data, migrations, async (sql) => {
      // Between a script and its record.
      if (!sql.includes('INSERT INTO _prisma_migrations')) return;
      const at = join(folder, `copy-${copies.length}`);
      await cp(data, at, { recursive: true });
      copies.push({ at, left: lefts.shift() ?? [] });
    }),
  ).toEqual(['1_first', '2_second']);
  expect(await readdir(data)).toContain('lost+found');
  expect(await readdir(data)).not.toContain('unfinished');

  expect(copies).toHaveLength(2);
  for (const { at, left } of copies) expect(await migrate(at, migrations)).toEqual(left);
}, 180_000);

test('opens after PostgreSQL was killed as it noted its process, also to be backed up', async () => {
  const data = join(folder, 'noted');
  const made = await openEmbeddedFolder(join(data, 'db'));
  await made.pglite.exec('CREATE TABLE book (id int)');
  await made.close();
  await writeFile(join(data, 'db', 'postmaster.pid'), '');
  await backUp(data, join(folder, 'backup.tar.gz'));

  await writeFile(join(data, 'db', 'postmaster.pid'), '');
  const { pglite, close } = await openEmbeddedFolder(join(data, 'db'));
  expect((await pglite.query('SELECT * FROM book')).rows).toEqual([]);
  await close();
}, 180_000);

test('a restore that was cut off as it took the database’s place leaves that one', async () => {
  const data = join(folder, 'cut-off');
  const db = join(data, 'db');
  const made = await openEmbeddedFolder(db);
  await made.pglite.exec('CREATE TABLE book (id int)');
  await made.close();
  const backup = join(folder, 'cut-off.tar.gz');
  await backUp(data, backup);

  await rename(db, `${db}.replaced`);
  await expect(restore(data, backup, false)).rejects.toThrow('There is a database in');

  await rename(db, `${db}.replaced`);
  await mkdir(`${db}.restored`);
  await writeFile(join(`${db}.restored`, 'half'), '');
  const lines: string[] = [];
  const sink = { write: (line: string) => void lines.push(line) };
  const { pglite, close } = await openEmbeddedFolder(db, createLogger({ level: 'info', sink }));
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ level: 40, deleted: [`${db}.restored`] }),
  ]);
  expect((await pglite.query('SELECT * FROM book')).rows).toEqual([]);
  await close();
  expect(await readdir(data)).toEqual(['db']);
}, 180_000);

test.each([
  ['below a file', 'a-file/db', 'a part of the path is no folder (ENOTDIR)'],
  ['that is a file', 'a-file', 'a part of the path is no folder'],
  ['below a link that leads back to itself', 'loop/db', 'leads back to itself (ELOOP)'],
  ['that is such a link', 'loop', 'a link that leads nowhere (EEXIST)'],
  ['below a link that leads nowhere', 'nowhere/db', 'a link that leads nowhere (EEXIST)'],
  ['that is such a link', 'nowhere', 'a link that leads nowhere (EEXIST)'],
  ['with a name that is too long', `${'x'.repeat(300)}/db`, 'is too long (ENAMETOOLONG)'],
  ['below a device', '/dev/null/db', 'a part of the path is no folder (ENOTDIR)'],
])('a folder %s is refused in words', async (_which, path, words) => {
  await writeFile(join(folder, 'a-file'), '');
  for (const [target, link] of [
    ['loop', 'loop'],
    ['not-there', 'nowhere'],
  ] as const) {
    await symlink(target, join(folder, link)).catch(() => undefined);
  }
  const data = resolve(folder, path);
  const error = await openEmbeddedFolder(data).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StartRefused);
  expect(String(error)).toContain(`The folder ${data} for the embedded database can't be used: `);
  expect(String(error)).toContain(words);
  expect(String(error)).toContain('or set DATA_DIR to another folder.');
});

test.skipIf(!existsSync('/proc/self'))(
  'a folder where none can be made is refused, instead of tried without end',
  async () => {
    await expect(openEmbeddedFolder('/proc/not-there/db')).rejects.toThrow(
      /\/proc\/not-there\/db .*(no folder can be made|may not write) there/,
    );
  },
);

test('a link to a folder is as good as the folder', async () => {
  await mkdir(join(folder, 'behind'));
  await symlink('behind', join(folder, 'before'));
  const { close } = await openEmbeddedFolder(join(folder, 'before', 'new', 'db'));
  await close();
  expect(await readdir(join(folder, 'behind', 'new'))).toEqual(['db']);
}, 60_000);

test.each([
  [{ code: 'EACCES' }, 'may not write there (EACCES)'],
  [{ code: 'EROFS' }, 'read-only (EROFS)'],
  [{ code: 'ENOSPC' }, 'disk is full (ENOSPC)'],
  [{ name: 'ErrnoError', errno: 51 }, 'disk is full (ENOSPC)'],
  [{ name: 'ErrnoError', errno: 69 }, 'read-only (EROFS)'],
  [{ code: 'EDQUOT' }, 'Make room, or set DATA_DIR'],
  [{ name: 'ErrnoError', errno: 2 }, 'may not write there (EACCES)'],
  [new Error('PGlite failed to initialize properly'), 'restore a backup'],
])('tells %o in words', (error, words) => {
  const { message } = refusedFolder('/data/db', error) ?? expect.fail('not told');
  expect(message).toContain('/data/db');
  expect(message).toContain(words);
});

test('lets faults of ours be what they are', () => {
  expect(refusedFolder('/data/db', new TypeError('x is not a function'))).toBeUndefined();
  expect(refusedFolder('/data/db', { code: 'ENOENT', syscall: 'open' })).toBeUndefined();
});
