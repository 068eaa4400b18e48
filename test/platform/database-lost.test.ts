import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { embeddedPool } from '../../src/platform/database/embedded-pool.ts';
import { lostDatabase } from '../../src/platform/database/lost.ts';
import { root } from '../support/source-files.ts';

// An embedded database that ends by itself: it panics when it can't write its journal.

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'test-database-lost-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** An answer of PostgreSQL's: messages of a letter and what is in it. */
function answerOf(...messages: [string, string][]): Buffer {
  return Buffer.concat(
    messages.map(([type, body]) => {
      const bytes = Buffer.from(`${type}....${body}`);
      bytes.writeInt32BE(bytes.length - 1, 1);
      return bytes;
    }),
  );
}

const question = Buffer.from('Q....SELECT 1\0');
const panic = (text: string): [string, string] => ['E', `SPANIC\0VPANIC\0C53100\0M${text}\0\0`];

test.each([
  [
    answerOf(panic('could not write to file "x": No space left on device'), ['Z', 'I']),
    /is full.*Make room/,
  ],
  [
    answerOf(['S', 'a\0b\0'], panic('could not write to log file: File too large'), ['Z', 'I']),
    /has failed.*too large/,
  ],
  [answerOf(['N', 'SWARNING\0VWARNING\0\0']), /answers nothing/],
  [Buffer.alloc(0), /answers nothing/],
])('tells in words what %s means', (answer, words) => {
  expect(lostDatabase(question, answer, undefined)?.message).toMatch(words);
});

test.each([
  ['an answer', question, answerOf(['D', 'PANIC'], ['Z', 'I'])],
  ['a refusal', question, answerOf(['E', 'SERROR\0VERROR\0MVPANIC\0\0'], ['Z', 'E'])],
  ['a goodbye', Buffer.from('X\0\0\0\x04'), Buffer.alloc(0)],
])('thinks nothing of %s', (_what, request, answer) => {
  expect(lostDatabase(request, answer, undefined)).toBeUndefined();
});

test('whoever asks a database that has ended is told at once', async () => {
  const execProtocolRawStream = vi.fn(() => Promise.reject(new Error('unreachable')));
  const pool = embeddedPool({ execProtocolRawStream } as unknown as PGlite);
  await expect(pool.query('SELECT 1')).rejects.toThrow(/has failed.*unreachable/);
  expect((await pool.lost).message).toContain('unreachable');
  await expect(pool.query('SELECT 2')).rejects.toThrow(/has failed/);
  expect(execProtocolRawStream).toHaveBeenCalledTimes(1);
  await pool.end();
});

// A file that may not grow is to the database what a full disk is, and needs no rights.
test.runIf(process.platform === 'linux')(
  'a database that cannot write its journal is told to be lost, and keeps what it had saved',
  async () => {
    const data = join(folder, 'db');
    const program = `
      import { execFileSync } from 'node:child_process';
      import { PGlite } from '@electric-sql/pglite';
      import { embeddedPool } from './dist/platform/database/embedded-pool.js';
      const pool = embeddedPool(await PGlite.create(${JSON.stringify(data)}));
      await pool.query('CREATE TABLE IF NOT EXISTS kept (text text)');
      await pool.query("INSERT INTO kept VALUES ('kept')");
      execFileSync('prlimit', ['--pid=' + process.pid, '--fsize=1000000']);
      await pool.query("INSERT INTO kept VALUES ('lost')").catch(() => undefined);
      console.log((await pool.lost).message);
      process.exit();`;
    const { stdout } = run(program);
    expect(stdout).toMatch(/embedded database has failed, so the app ends \(could not write/);

    const again = await PGlite.create(data);
    expect((await again.query('SELECT text FROM kept')).rows).toEqual([{ text: 'kept' }]);
    await again.close();
  },
  180_000,
);

test('a process whose main thread does nothing else any more is ended, with a word', () => {
  const program = `
    import { watchMainThread } from './dist/platform/process/watchdog.js';
    watchMainThread(1000);
    // Much to do is no silence, as long as others get their turn.
    for (let piece = 0; piece < 30; piece += 1) {
      const end = performance.now() + 100;
      while (performance.now() < end);
      await new Promise(setImmediate);
    }
    console.log('well so far');
    for (;;);`;
  const { stdout, stderr, signal } = run(program);
  expect(stdout).toBe('well so far\n');
  expect(signal).toBe('SIGKILL');
  expect(JSON.parse(stderr)).toMatchObject({
    level: 60,
    msg: expect.stringContaining('answered nothing for 1 s'),
  });
});

/** Runs a program in the project's folder, to its end. */
function run(program: string) {
  const args = ['--input-type=module', '--eval', program];
  return spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', timeout: 150_000 });
}
