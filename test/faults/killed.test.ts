import { expect, test } from 'vitest';
import { killRounds } from '../../scripts/faults/kill.js';

// A few rounds; `npm run test:faults` does fifty, on both databases.
test('a killed app loses nothing that it acknowledged, and sends at once what it was sending', async () => {
  const figures = await killRounds('embedded', { rounds: 2 });
  process.stdout.write(`faults: ${JSON.stringify(figures)}\n`);
  expect(figures.invited).toBeGreaterThan(0);
  expect(figures.sent).toBeGreaterThan(0);
}, 180_000);
