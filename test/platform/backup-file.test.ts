import { execFile, execFileSync } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backUp, restore } from '../../src/platform/database/backup.ts';
import { writePrivately } from '../../src/platform/database/backup-file.ts';
import { runOperatorScript } from '../support/scripts.ts';
import { root } from '../support/source-files.ts';

// Where a backup is written to and read from, when that is no file like others.

let folder: string;
let data: string;
let socket: Server;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'test-backup-'));
  data = join(folder, 'data');
  // Nothing that opens: what is told about it was told before it was tried.
  await mkdir(join(data, 'db'), { recursive: true });
  await writeFile(join(data, 'db', 'PG_VERSION'), 'none');
  await mkdir(join(folder, 'a-folder'));
  await mkdir(join(folder, 'half.part'));
  await writeFile(join(folder, 'a-file'), 'of somebody');
  await writeFile(join(folder, 'empty'), '');
  await symlink('a-file', join(folder, 'to-file'));
  await symlink('a-folder', join(folder, 'to-folder'));
  await symlink('not-there', join(folder, 'nowhere'));
  await symlink('loop', join(folder, 'loop'));
  execFileSync('mkfifo', [join(folder, 'a-pipe')]);
  socket = createServer().listen(join(folder, 'a-socket'));
});
afterAll(async () => {
  await new Promise((closed) => socket.close(closed));
  await rm(folder, { recursive: true });
});

const long = 'x'.repeat(300);

async function expectNothingChanged(work: () => Promise<void>): Promise<void> {
  const before = await readdir(folder, { recursive: true });
  await work();
  expect(await readdir(folder, { recursive: true })).toEqual(before);
  expect(await readFile(join(folder, 'a-file'), 'utf8')).toBe('of somebody');
}

test.each([
  ['a-folder', 'is a folder, where'],
  ['a-pipe', 'is a pipe, where'],
  ['a-socket', 'is a socket, where'],
  ['/dev/null', 'is a device, where'],
  ['to-file', "is a link, where the backup can't be written. Name the file that it leads to"],
  ['to-folder', 'is a link, where'],
  ['nowhere', 'is a link, where'],
  ['loop', 'is a link, where'],
  ['half', '.part is a folder, where'],
  ['data/db/backup', 'the database has its own files'],
  ['data/db.lock', 'the database has its own files'],
  ['data/db.restored/backup', 'the database has its own files'],
  ['not-there/x', 'there is no such file or folder'],
  ['a-file/x', 'a part of the path is no folder'],
  ['loop/x', 'leads back to itself'],
  [long, 'is too long'],
])('no backup is begun that goes to %s', async (target, words) => {
  const path = resolve(folder, target);
  await expectNothingChanged(async () => {
    const refused = await backUp(data, path).catch((thrown: unknown) => thrown);
    expect(refused).toMatchObject({ name: 'BackupRefused' });
    expect(String(refused)).toContain(path);
    expect(String(refused)).toContain(words);
  });
});

test.each([
  ['a-folder', 'is a folder, not a backup'],
  ['a-pipe', 'is a pipe, not a backup'],
  ['a-socket', 'is a socket, not a backup'],
  ['/dev/zero', 'is a device, not a backup'],
  ['to-folder', 'is a folder, not a backup'],
  ['nowhere', 'a link that leads nowhere'],
  ['loop', 'leads back to itself'],
  ['not-there', 'there is no such file'],
  ['a-file/x', 'a part of the path is no folder'],
  [long, 'is too long'],
  ['empty', "is not a backup of this app's database, or not a whole one"],
  ['to-file', "is not a backup of this app's database, or not a whole one"],
])('no database is made from %s', async (source, words) => {
  const path = resolve(folder, source);
  await expectNothingChanged(async () => {
    const refused = await restore(data, path, true).catch((thrown: unknown) => thrown);
    expect(refused).toMatchObject({ name: 'BackupRefused' });
    expect(String(refused)).toContain(path);
    expect(String(refused)).toContain(words);
  });
});

test('a restore says of a folder that cannot be one what the app says', async () => {
  const file = join(folder, 'empty');
  await expect(restore(join(folder, 'loop'), file, false)).rejects.toThrow(/DATA_DIR/);
  await expect(restore(join(folder, 'a-file'), file, false)).rejects.toThrow(/DATA_DIR/);
});

test.each([
  ['db-backup.js', 'a-folder', {}],
  ['db-backup.js', 'not-there/x', {}],
  ['db-restore.js', 'a-pipe', {}],
  ['db-restore.js', 'a-folder', {}],
  ['db-restore.js', 'empty', { DATA_DIR: '/dev/null' }],
  ['db-backup.js', 'new', { DATA_DIR: '/dev/null' }],
  ['db-restore.js', 'a-pipe', { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }],
  ['db-backup.js', 'a-folder', { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }],
])('%s on %s ends with one line', async (script, name, env) => {
  const path = join(folder, name);
  const refused = await runOperatorScript(script, [path], { DATA_DIR: data, ...env });
  expect(refused.output).toMatch(/^[^\n]+\n$/);
  expect(refused.code).toBe(1);
});

test('a backup that finds no room leaves nothing behind, and what was there', async () => {
  const file = join(folder, 'earlier');
  await writePrivately(file, Buffer.from('an earlier backup'));
  expect(lstatSync(file).mode & 0o777).toBe(0o600);
  const built = join(root, 'dist', 'platform', 'database', 'backup-file.js');
  const write = `import { writePrivately } from ${JSON.stringify(built)};
    await writePrivately(process.argv[1], Buffer.alloc(1_000_000)).catch((error) => console.log(error.message));`;
  // A limit for the size of files, as nobody may fill the disk.
  const { stdout } = await promisify(execFile)('sh', [
    ...['-c', 'ulimit -f 8; exec "$@"', 'sh', process.execPath],
    ...['--input-type=module', '--eval', write, file],
  ]);
  expect(stdout).toContain(`The backup can't be written to ${file}: it is larger than`);
  expect(await readFile(file, 'utf8')).toBe('an earlier backup');
  expect(await readdir(folder)).not.toContain('earlier.part');
});
