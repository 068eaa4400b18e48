import { expect, test } from 'vitest';
import { installationMeant, mayInstall } from '../../src/install/rules.ts';

const said = new Date('2026-11-25T12:00:00Z');
const hoursAgo = (hours: number) => new Date(said.getTime() - hours * 3_600_000);

const team = { slackId: 'T', uninstalledAt: undefined };
const organisation = { slackId: 'E', uninstalledAt: undefined };

test.each([
  ['the team before its organisation', [team, organisation], 'T'],
  ['the organisation that alone is there', [organisation], 'E'],
  [
    'the organisation, when the team’s own ended long ago',
    [{ ...team, uninstalledAt: hoursAgo(2) }, organisation],
    'E',
  ],
  [
    'the team once more, when it was said a moment ago',
    [{ ...team, uninstalledAt: hoursAgo(0.1) }, organisation],
    'T',
  ],
  ['none that ended long ago', [{ ...team, uninstalledAt: hoursAgo(2) }], undefined],
  ['none when there is none', [], undefined],
] as const)('an uninstallation means %s', (_what, installations, meant) => {
  expect(installationMeant(installations, said)?.slackId).toBe(meant);
});

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
