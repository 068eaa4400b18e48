import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliveriesAtRest, wordsOf } from '../support/acts.ts';
import { comeBack, startInstall, startInstallWorld } from '../support/install-acts.ts';
import { rounds, roundsTimeout } from '../support/races.ts';
import type { World } from '../support/world.ts';

// Whoever installs the app is welcomed once, though several finish at the same moment.

let world: World;
beforeAll(async () => {
  world = await startInstallWorld();
});
afterAll(() => world.stop());

const [adam, olga] = ['U0ADAM', 'U0OLGA'];

function welcomes(): number {
  const dms = [adam, olga].flatMap((user) => world.slack.dms(user));
  return dms.filter((dm) => wordsOf(dm).includes('Thanks for installing me')).length;
}

/** Both finish at once, and Adam's browser asks for the last page once more. */
async function installTogether(): Promise<void> {
  const starts = await Promise.all([adam, olga].map(() => startInstall(world)));
  const answers = await Promise.all(
    [adam, olga].flatMap((user, index) => {
      const { state = '', cookie = '' } = starts[index] ?? {};
      const query = { state, code: world.slack.allow(user) };
      return [comeBack(world, query, cookie), comeBack(world, query, cookie)];
    }),
  );
  const statuses = answers.map(({ status }) => status).sort();
  expect(statuses).toEqual([200, 200, 400, 400]);
  await deliveriesAtRest(world);
}

test(
  'a team that is new, and one that comes back, is welcomed once each time',
  async () => {
    for (const round of rounds()) {
      await installTogether();
      expect(welcomes()).toBe(2 * round - 1);
      await world.database.query('UPDATE installations SET uninstalled_at = installed_at');
      await installTogether();
      expect(welcomes()).toBe(2 * round);
      // The next round has a new team again.
      await world.database.query('DELETE FROM workspaces');
      await world.database.query('DELETE FROM installations');
      await world.database.query('DELETE FROM rate_limits');
    }
  },
  roundsTimeout(),
);
