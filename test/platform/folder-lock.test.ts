import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FolderInUse, lockFolder } from '../../src/platform/database/folder-lock.ts';
import { root } from '../support/source-files.ts';

let folder: string;
let data: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'test-lock-'));
  data = join(folder, 'data');
  await mkdir(data);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

test('lets one have the folder, until it is given back', async () => {
  const lock = await lockFolder(data);
  await expect(lockFolder(data)).rejects.toThrow(FolderInUse);
  await lock.release();
  const again = await lockFolder(data);
  await again.release();
});

test('says which folder it is, and what to do', async () => {
  const lock = await lockFolder(data);
  await expect(lockFolder(data)).rejects.toThrow(
    `${data} is in use by another running copy of this app. Stop that one first, or set DATA_DIR`,
  );
  await lock.release();
});

test('knows a folder by another name', async () => {
  const other = join(folder, 'other-name');
  await symlink(data, other, 'dir');
  const lock = await lockFolder(data);
  await expect(lockFolder(other)).rejects.toThrow(FolderInUse);
  await lock.release();
});

test('keeps other folders free', async () => {
  const locks = await Promise.all([lockFolder(data), lockFolder(folder)]);
  await Promise.all(locks.map((lock) => lock.release()));
});

test('holds against another process, and no longer than it lives, however it dies', async () => {
  const child = await lockInAnotherProcess();
  await expect(lockFolder(data)).rejects.toThrow(FolderInUse);
  const died = once(child, 'exit');
  child.kill('SIGKILL');
  await died;
  const lock = await lockFolder(data);
  await lock.release();
});

// Only root may make a network, as every container has one of its own.
test.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
  'holds against a process in another network, as between containers, and no longer than it lives',
  async () => {
    const child = await lockInAnotherProcess(['unshare', '--net']);
    await expect(lockFolder(data)).rejects.toThrow(FolderInUse);
    const died = once(child, 'exit');
    child.kill('SIGKILL');
    await died;

    // Several at once find what it left behind: one gets it.
    const tries = await Promise.allSettled([lockFolder(data), lockFolder(data), lockFolder(data)]);
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const each of tries) if (each.status === 'fulfilled') await each.value.release();
    expect((await readdir(folder)).sort()).toEqual(['data', 'lock.mjs']);
  },
);

test('takes over a lock that no process stands behind', async () => {
  await writeFile(`${data}.lock`, '');
  const lock = await lockFolder(data);
  await expect(lockFolder(data)).rejects.toThrow(FolderInUse);
  await lock.release();
  expect(await readdir(folder)).toEqual(['data']);
});

test('holds however long the path is, and leaves nothing behind', async () => {
  const parent = join(folder, 'x'.repeat(120));
  const db = join(parent, 'db');
  await mkdir(db, { recursive: true });
  const links = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('lock-'));
  const before = await links();
  const lock = await lockFolder(db);
  await expect(lockFolder(db)).rejects.toThrow(FolderInUse);
  expect(await readdir(parent)).toEqual(['db', 'db.lock']);
  await lock.release();
  expect(await readdir(parent)).toEqual(['db']);
  expect(await links()).toEqual(before);
});

/** A process of the built app that has the folder, perhaps in a network of its own; resolves once it does. */
async function lockInAnotherProcess(prefix: readonly string[] = []): Promise<ChildProcess> {
  const module = pathToFileURL(join(root, 'dist', 'platform', 'database', 'folder-lock.js')).href;
  const script = join(folder, 'lock.mjs');
  await writeFile(
    script,
    `import { lockFolder } from ${JSON.stringify(module)};
     await lockFolder(${JSON.stringify(data)});
     console.log('locked');
     setInterval(() => {}, 1000);`,
  );
  const [program = '', ...args] = [...prefix, process.execPath, script];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await Promise.race([
    child.stdout && once(child.stdout, 'data'),
    once(child, 'exit').then(() => expect.fail('it ended without the lock')),
  ]);
  return child;
}
