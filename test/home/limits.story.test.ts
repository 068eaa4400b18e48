import { slackTiers } from 'pretend-slack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson } from '../support/acts.ts';
import { secrets } from '../support/credentials.ts';
import { homeShows, openHome, typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({}, { ...secrets, tiers: slackTiers });
});
afterAll(() => world.stop());

test('twenty open Home tabs and three changes a minute stay within Slack’s limits, and all end up true', async () => {
  const admins = Array.from({ length: 20 }, (_, n) =>
    addPerson(world, { id: `U0BUSY${n}`, isAdmin: true }),
  );
  for (const admin of admins) await openHome(world, admin, 'Invite people');

  for (let round = 0; round < 24; round += 1) {
    world.clock.shiftMs += 20_000;
    await typeCommand(world, `ana${round}@example.com`, { user: 'U0ADAM' });
    await openHome(world, admins[round % admins.length], `ana${round}@example.com`);
  }

  for (let minute = 0; minute < 3; minute += 1) {
    world.clock.shiftMs += 61_000;
    await openHome(world, admins[0], 'Invite people');
  }
  for (const admin of admins) await homeShows(world, admin, 'ana23@example.com');
  const refused = world.slack.calls.filter(({ status }) => status === 429);
  expect(refused.map(({ method }) => method)).toEqual([]);
});
