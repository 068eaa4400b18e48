import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { lostDatabase } from '../../src/platform/database-lost.ts';
import { embeddedPool } from '../../src/platform/embedded-pool.ts';
import { type Mailbox, startMailbox } from '../../src/sandbox/mailbox.ts';
import { type PretendSlack, startPretendSlack } from '../../src/sandbox/slack/pretend-slack.ts';
import { linkIn } from '../support/acts.ts';
import { killAll, startBuiltApp } from '../support/app-process.ts';
import { secrets } from '../support/credentials.ts';

// An embedded database that ends by itself: it panics when it can't write its journal.

let folder: string;
let slack: PretendSlack;
let mailbox: Mailbox;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'test-database-lost-'));
  slack = await startPretendSlack({ ...secrets, ackTimeoutMs: 15_000 });
  mailbox = await startMailbox();
});
afterAll(async () => {
  killAll();
  await Promise.all([slack.stop(), mailbox.stop()]);
  await rm(folder, { recursive: true });
});

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
  'the app ends with code 1 and says why, and the next start finds what was saved',
  async () => {
    const around = { slack, smtpUrl: mailbox.smtpUrl, folder };
    const app = await startBuiltApp(around);
    expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
    const kept = await invited('kept@example.com');

    execFileSync('prlimit', [`--pid=${app.child.pid}`, '--fsize=1000000']);
    await slack
      .command({ user: 'U0ADAM', command: '/invite', text: 'lost@example.com' })
      .catch(() => undefined);
    expect(await app.exit, app.output()).toBe(1);
    const faults = app
      .output()
      .split('\n')
      .filter((line) => /"level":[56]0/.test(line));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/embedded database has failed, so the app ends \(could not write/);

    const restarted = await startBuiltApp(around);
    expect((await fetch(`${restarted.url}/readyz`)).status).toBe(200);
    expect((await fetch(restarted.url + kept)).status).toBe(200);
    restarted.child.kill('SIGTERM');
    expect(await restarted.exit).toBe(0);
  },
  180_000,
);

/** Invites somebody; gives the path of the link in the email. */
async function invited(email: string): Promise<string> {
  await slack.command({ user: 'U0ADAM', command: '/invite', text: email });
  const find = () => mailbox.letters.find(({ to }) => to === email) ?? expect.fail('no letter');
  const letter = await vi.waitFor(find, { timeout: 30_000, interval: 20 });
  return linkIn(letter.parsed.text ?? '').path;
}
