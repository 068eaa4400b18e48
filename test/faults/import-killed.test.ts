import { expect, test } from 'vitest';
import { killImports } from '../../scripts/faults/killed-import.js';

// Three moments; `npm run test:faults` takes twenty, on both databases.
test('an import whose app is killed again and again invites everybody once', async () => {
  const figures = await killImports('embedded', { moments: 3 });
  process.stdout.write(`faults: ${JSON.stringify(figures)}\n`);
  expect(figures.leftAfter).toHaveLength(3);
}, 300_000);
