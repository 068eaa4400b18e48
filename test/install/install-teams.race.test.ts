import type { PretendSlack } from 'pretend-slack';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { comeBack, startInstall, startInstallWorld } from '../support/install-acts.ts';
import { rounds, roundsTimeout } from '../support/races.ts';
import { openHome, secondApp } from '../support/slack-acts.ts';
import type { World } from '../support/world.ts';

let world: World;
/** The same app in another process. */
let other: World;
let stopOther: () => Promise<void>;
beforeEach(async () => {
  world = await startInstallWorld({ INSTALL_TEAMS: 'first' });
  const { url, stop } = await secondApp(world, world.config);
  stopOther = stop;
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(url + path, { headers, redirect: 'manual' });
  other = { ...world, get };
});
afterEach(async () => {
  await stopOther();
  await world.stop();
});

test.each(rounds())(
  'of teams that are first at the same moment one gets in, round %i',
  async (round) => {
    const teams: PretendSlack[] = [world.slack];
    for (let number = 1; number < 6; number += 1) {
      const team = {
        id: `T0R${round}N${number}`,
        name: `Team ${number}`,
        domain: `team-${number}`,
      };
      teams.push(world.slack.addTeam({ team }));
    }
    const ready = await Promise.all(
      teams.map(async (slack, number) => {
        const there = number % 2 === 0 ? world : other;
        return { slack, there, ...(await startInstall(there)) };
      }),
    );

    const statuses = await Promise.all(
      ready.map(async ({ slack, there, state, cookie }) => {
        const { status } = await comeBack(there, { state, code: slack.allow('U0ADAM') }, cookie);
        return status;
      }),
    );

    expect(statuses.toSorted()).toEqual([200, 403, 403, 403, 403, 403]);
    const winner = teams[statuses.indexOf(200)] ?? world.slack;
    expect(await world.database.query('SELECT slack_id FROM installations')).toEqual([
      { slack_id: winner.state.team.id },
    ]);
    expect(await world.database.query('SELECT slack_team_id FROM workspaces')).toEqual([
      { slack_team_id: winner.state.team.id },
    ]);
    await openHome({ ...world, slack: winner });
  },
  roundsTimeout(),
);
