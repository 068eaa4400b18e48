import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { withRequestContext } from '../../src/platform/process/request-context.ts';
import { BusyError, createTurns } from '../../src/platform/process/turns.ts';

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Work that goes on until it is told to end. */
function work() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  return {
    begun,
    endOne: () => ends.shift()?.(),
    named: (name: string) => () =>
      new Promise<string>((resolve) => {
        begun.push(name);
        ends.push(() => resolve(name));
      }),
  };
}

test('does so many at once, the others in turn, and refuses whoever comes when too many wait', async () => {
  const inTurn = createTurns({ maxAtOnce: 2, maxWaiting: 2 });
  const { begun, endOne, named } = work();
  const done = ['a', 'b', 'c', 'd'].map((name) => inTurn(named(name)));
  await expect(inTurn(named('e'))).rejects.toThrow(BusyError);
  expect(begun).toEqual(['a', 'b']);

  for (const name of ['c', 'd']) {
    endOne();
    await vi.waitFor(() => expect(begun).toContain(name));
  }
  endOne();
  endOne();

  expect(await Promise.all(done)).toEqual(['a', 'b', 'c', 'd']);
  const last = inTurn(named('f'));
  await vi.waitFor(() => expect(begun).toEqual(['a', 'b', 'c', 'd', 'f']));
  endOne();
  expect(await last).toBe('f');
});

test('strangers wait in a line of their own, which keeps nobody else waiting for all of them', async () => {
  const inTurn = createTurns({ maxAtOnce: 1, maxWaiting: 3 });
  const { begun, endOne, named } = work();
  const first = inTurn(named('first'), 'stranger');
  const strangers = ['s1', 's2', 's3'].map((name) => inTurn(named(name), 'stranger'));
  await expect(inTurn(named('s4'), 'stranger')).rejects.toThrow(BusyError);
  const known = ['k1', 'k2'].map((name) => inTurn(named(name)));

  for (let count = 1; count < 6; count += 1) {
    await vi.waitFor(() => expect(begun).toHaveLength(count));
    endOne();
  }
  await vi.waitFor(() => expect(begun).toHaveLength(6));
  endOne();

  await Promise.all([first, ...strangers, ...known]);
  expect(begun).toEqual(['first', 'k1', 's1', 'k2', 's2', 's3']);
});

test('work that fails makes room for the next', async () => {
  const inTurn = createTurns({ maxAtOnce: 1, maxWaiting: 1 });
  const failed = inTurn(() => Promise.reject(new Error('no')));
  const next = inTurn(() => Promise.resolve('next'));

  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('next');
});

test('leaves out what nobody waits for any more', async () => {
  const inTurn = createTurns({ maxAtOnce: 1, maxWaiting: 2 });
  const { begun, endOne, named } = work();
  let asked = 0;
  const refused: unknown[] = [];
  const listener = withRequestContext(
    (incoming, answer) => {
      asked += 1;
      inTurn(named(incoming.url ?? '')).then(
        (name) => answer.end(name),
        (error: unknown) => refused.push(error),
      );
    },
    0,
    () => undefined,
  );
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const ask = async (path: string, number: number) => {
    const sent = request({ host: '127.0.0.1', port, path, agent: false });
    sent.on('error', () => undefined).end();
    await vi.waitFor(() => expect(asked).toBe(number));
    return sent;
  };
  await ask('/first', 1);
  const impatient = await ask('/impatient', 2);
  const patient = await ask('/patient', 3);

  impatient.destroy();
  await vi.waitFor(() => expect(refused).toHaveLength(1));
  expect(refused[0]).toBeInstanceOf(BusyError);
  endOne();
  await vi.waitFor(() => expect(begun).toEqual(['/first', '/patient']));
  endOne();

  const [answer] = await once(patient, 'response');
  expect(answer.statusCode).toBe(200);
});
