import { expect, test } from 'vitest';
import { killSignOuts } from '../../scripts/faults/killed-sign-outs.js';

// A few moments; `npm run test:faults` has twenty, on both databases.
test('an app that is killed while members are removed loses no sign-out', async () => {
  const figures = await killSignOuts('embedded', { moments: 3 });
  process.stdout.write(`faults: ${JSON.stringify(figures)}\n`);
  expect(figures.kills).toBe(3);
}, 180_000);
