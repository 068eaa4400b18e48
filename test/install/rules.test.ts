import { expect, test } from 'vitest';
import { mayInstall } from '../../src/install/rules.ts';

const [known, stranger] = [true, false];
test.each([
  ['any', stranger, true, true],
  ['first', stranger, false, true],
  ['first', stranger, true, false],
  ['first', known, true, true],
  [['T1', 'T2'], stranger, true, true],
  [['T2'], known, false, false],
] as const)(
  'with INSTALL_TEAMS=%s a team may install it (known: %s, others are there: %s): %s',
  (teams, isKnown, hasOthers, may) => {
    expect(mayInstall(teams, 'T1', { isKnown, hasOthers })).toBe(may);
  },
);
