import { expect, test } from 'vitest';
import { mayInstall } from '../../src/install/rules.ts';

const [known, stranger] = [
  { isKnown: true, isInstalled: false },
  { isKnown: false, isInstalled: false },
];
const installed = { isKnown: true, isInstalled: true };
test.each([
  ['any', stranger, true, true],
  ['first', stranger, false, true],
  ['first', stranger, true, false],
  ['first', known, true, true],
  [['T1', 'T2'], stranger, true, true],
  [['T2'], known, false, false],
  [['T2'], installed, true, true],
] as const)(
  'with INSTALL_TEAMS=%s a team may install it (%o, others are there: %s): %s',
  (teams, team, hasOthers, may) => {
    expect(mayInstall(teams, 'T1', { ...team, hasOthers })).toBe(may);
  },
);
