import { afterAll, beforeAll, expect, test } from 'vitest';
import { homeShows, openHome, typeCommand } from '../support/slack-acts.ts';
import { type SlowSlack, startSlowSlack } from '../support/slow-slack.ts';
import { startWorld, type World } from '../support/world.ts';

let slow: SlowSlack;
let world: World;
beforeAll(async () => {
  slow = await startSlowSlack('views.publish', 300);
  world = await startWorld({ SLACK_API_URL: slow.apiUrl });
  slow.leadTo(world.slack.apiUrl);
});
afterAll(async () => {
  await world.stop();
  slow.close();
});

test('brings Home tabs up to date one after the other when Slack is slow, and ends with what is newest', async () => {
  for (const user of ['U0ADAM', 'U0OLGA']) await openHome(world, user, 'Invite member');

  for (let n = 1; n <= 8; n += 1) await typeCommand(world, `slow-${n}@example.com`);

  for (const user of ['U0ADAM', 'U0OLGA']) await homeShows(world, user, 'slow-8@example.com');
  expect(slow.mostAtOnce()).toBe(1);
});
