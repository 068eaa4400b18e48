import { expect, test } from 'vitest';
import { installationMeant } from '../../src/install/rules.ts';

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
