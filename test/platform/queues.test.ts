import { expect, test } from 'vitest';
import { createQueues } from '../../src/platform/database/queues.ts';
import { BusyError } from '../../src/platform/process/turns.ts';

/** Work that is over when told so. */
function work(inQueue: ReturnType<typeof createQueues>, queue: string) {
  const state = { began: false, end: (): void => undefined };
  const over = new Promise<void>((resolve) => {
    state.end = resolve;
  });
  const done = inQueue(queue, async () => {
    state.began = true;
    await over;
  });
  return { state, done };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test('two of a queue are done at once, the rest in the order in which it came, and others meanwhile', async () => {
  const inQueue = createQueues({ maxAtOnce: 2, maxWaitMs: 60_000 });
  const [first, second, third, fourth] = ['a', 'a', 'a', 'a'].map((name) => work(inQueue, name));
  const other = work(inQueue, 'b');
  await settle();
  const began = () => [first, second, third, fourth, other].map((each) => each?.state.began);
  expect(began()).toEqual([true, true, false, false, true]);
  second?.state.end();
  await settle();
  expect(began()).toEqual([true, true, true, false, true]);
  for (const each of [first, third, fourth, other]) each?.state.end();
  await Promise.all([first, second, third, fourth, other].map((each) => each?.done));
});

test('what fails lets the next one begin', async () => {
  const inQueue = createQueues({ maxAtOnce: 1, maxWaitMs: 60_000 });
  const failing = inQueue('a', () => Promise.reject(new Error('no')));
  const next = inQueue('a', async () => 'done');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('done');
});

test('whoever has waited for too long is refused, and costs nobody their place', async () => {
  const inQueue = createQueues({ maxAtOnce: 1, maxWaitMs: 10 });
  const slow = work(inQueue, 'a');
  await expect(inQueue('a', async () => 'late')).rejects.toThrow(BusyError);
  const next = inQueue('a', async () => 'done');
  slow.state.end();
  expect(await next).toBe('done');
});
