import { expect, test } from 'vitest';
import { createEnding, waited } from '../../src/platform/process/deadline.ts';

test('as many as want to wait for the end, and Node warns of nothing', async () => {
  const warnings: string[] = [];
  const onWarning = ({ name }: Error) => void warnings.push(name);
  process.on('warning', onWarning);
  const ending = createEnding();
  const waiting = Array.from({ length: 100 }, () => waited(60_000, ending.signal));
  ending.abort();
  expect(await Promise.all(waiting)).toEqual(waiting.map(() => false));
  // Warnings are told in a turn of their own.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', onWarning);
  expect(warnings).toEqual([]);
});
