import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transpileModule } from 'typescript';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FolderInUse, lockFolder } from '../../src/platform/folder-lock.ts';
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

/** A process that has the folder; resolves once it does. */
async function lockInAnotherProcess(): Promise<ChildProcess> {
  const source = await readFile(join(root, 'src', 'platform', 'folder-lock.ts'), 'utf8');
  const options = { compilerOptions: { module: 99, target: 10 } };
  const { outputText } = transpileModule(source, options);
  const script = join(folder, 'lock.mjs');
  const use = `await lockFolder(${JSON.stringify(data)}); console.log('locked'); setInterval(() => {}, 1000);`;
  await writeFile(script, `${outputText}\n${use}`);
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  if (child.stdout) await once(child.stdout, 'data');
  return child;
}
