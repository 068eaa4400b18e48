import { expect, inject, test } from 'vitest';
import { killRounds } from '../../scripts/faults/kill.js';

// A round; `npm run test:faults` does ten.
test('an app that is told to stop loses nothing and sends nothing twice', async () => {
  const adminUrl = inject('postgresUrl');
  const how = { rounds: 1, signal: 'SIGTERM', adminUrl } as const;
  const figures = await killRounds(inject('testDatabase'), how);
  process.stdout.write(`faults: ${JSON.stringify(figures)}\n`);
  expect(figures.invited).toBeGreaterThan(0);
  expect(figures.doubled).toBe(0);
}, 180_000);
