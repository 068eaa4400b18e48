import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createToolSender } from '../../src/delivery/tool-sender.ts';

let calls = 0;
let isSilent = true;
const tool = createServer((request, response) => {
  calls += 1;
  request.resume();
  if (!isSilent) response.end();
});
let url = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => tool.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(tool.address() as AddressInfo).port}/signed-out`;
});
afterAll(() => {
  tool.closeAllConnections();
  tool.close();
});

test('a tool that does not answer is left alone for a while, then asked by one call, and by all once it answers', async () => {
  const pauseMs = 400;
  const sender = createToolSender(
    { toolHosts: ['127.0.0.1'], toolHostTeams: undefined },
    { answerMs: 100, pauseMs },
  );
  const unreached = { failure: { permanent: false, reason: "the tool can't be reached" } };
  const send = () => sender.send('T1', url, {});

  await expect(send()).rejects.toMatchObject(unreached);
  expect(calls).toBe(1);
  // Nobody waits for it: the places are free for the others.
  for (let index = 0; index < 20; index += 1) await expect(send()).rejects.toMatchObject(unreached);
  expect(calls).toBe(1);

  await wait(pauseMs + 50);
  const results = await Promise.allSettled([send(), send(), send()]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(calls).toBe(2);

  isSilent = false;
  await wait(pauseMs + 50);
  await send();
  await Promise.all([send(), send()]);
  expect(calls).toBe(5);
});
