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
/** What it says before it keeps silent. */
let beginning = '';
let collectGarbage: () => void;
beforeAll(async () => {
  setFlagsFromString('--expose-gc');
  collectGarbage = runInNewContext('gc');
  silent = createServer((socket) => {
    socket.on('error', () => undefined);
    if (beginning) socket.write(beginning);
  }).listen(0, '127.0.0.1');
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

test.each(['follow', 'manual', 'error'] as const)(
  'and so does one whose answer stalls, with redirect: %s',
  async (redirect) => {
    beginning = 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{';
    const send = fetchUntil(new AbortController().signal, 300);
    const call = async () => {
      const answer = await send(url, { method: 'POST', body: 'a', redirect });
      return await answer.text();
    };
    const ends = await Promise.all([endOf(call()), endOf(call()), endOf(call())]);
    expect(ends.map((end) => Object(end).name)).toEqual(Array(3).fill('TimeoutError'));
  },
);

test('leads nowhere else, also where the client says that it is an error', async () => {
  beginning = `HTTP/1.1 302 Found\r\nlocation: ${url}\r\ncontent-length: 0\r\n\r\n`;
  const answer = await fetchUntil(new AbortController().signal, 1000)(url, { redirect: 'error' });
  expect(answer.status).toBe(302);
  beginning = '';
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
