import { getEventListeners } from 'node:events';
import { createServer, type Server } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { endedAfter, TookTooLong } from '../../src/platform/process/deadline.ts';
import { fetchUntil } from '../../src/platform/slack/cut-short.ts';

// What somebody else never ends does end, also when garbage is collected meanwhile: Node throws away timeouts that
// only a combined signal knows of.

let silent: Server;
let url: string;
let collectGarbage: () => void;
beforeAll(async () => {
  setFlagsFromString('--expose-gc');
  collectGarbage = runInNewContext('gc');
  silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await vi.waitFor(() => expect(silent.listening).toBe(true));
  const address = silent.address();
  url = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}/` : '';
});
afterAll(() => void silent.close());

/** How something ends, while garbage is collected again and again. */
async function endOf(work: Promise<unknown>): Promise<unknown> {
  const collecting = setInterval(collectGarbage, 10);
  try {
    return await work.catch((error: unknown) => error);
  } finally {
    clearInterval(collecting);
  }
}

test('a call of Slack’s that is never answered ends, and so do all that began with it', async () => {
  const send = fetchUntil(new AbortController().signal, 100);
  const ends = await Promise.all([endOf(send(url)), endOf(send(url)), endOf(send(url))]);
  expect(ends.map((end) => Object(end).name)).toEqual(Array(3).fill('TimeoutError'));
});

test('work that goes on and on is told to end, and leaves nothing behind', async () => {
  const other = new AbortController();
  const work = (signal: AbortSignal) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const ended = await endOf(endedAfter(50, other.signal, work));
  expect(ended).toBeInstanceOf(TookTooLong);
  expect(getEventListeners(other.signal, 'abort')).toEqual([]);
});

test('and when the other signal fires, even before it has begun', async () => {
  const other = new AbortController();
  const work = async (signal: AbortSignal) => signal.throwIfAborted();
  const running = endedAfter(60_000, other.signal, async (signal) => {
    other.abort(new Error('closed'));
    await work(signal);
  });
  expect(await endOf(running)).toEqual(new Error('closed'));
  expect(await endOf(endedAfter(60_000, other.signal, work))).toEqual(new Error('closed'));
});
