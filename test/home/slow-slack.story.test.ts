import { afterAll, beforeAll, expect, test } from 'vitest';
import { homeCatchesUp, openHome, typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('brings Home tabs up to date one after the other when Slack is slow, and ends with what is newest', async () => {
  const { slack } = world;
  for (const user of ['U0ADAM', 'U0OLGA']) await openHome(world, user, 'Invite member');
  const before = slack.calls.length;
  const publications = () =>
    slack.calls.slice(before).filter(({ method }) => method === 'views.publish');
  slack.fail('views.publish', { delayMs: 300, times: 100 });

  for (let n = 1; n <= 4; n += 1) {
    const count = publications().length;
    await typeCommand(world, `slow-${n}@example.com`);
    // One tab is up to date, and the next command comes while the other is under way.
    await slack.until(() => publications().length > count, 15_000);
    world.clock.shiftMs += 61_000;
  }

  for (const user of ['U0ADAM', 'U0OLGA']) await homeCatchesUp(world, user, 'slow-4@example.com');
  slack.heal();
  const answeredAt = publications().map(({ at }) => at);
  const pauses = answeredAt.slice(1).map((at, index) => at - (answeredAt[index] ?? 0));
  expect(pauses.length).toBeGreaterThan(2);
  // Slack's clock goes ten times as slowly here: 300 ms are 30. What was under way at the same time is closer.
  for (const pause of pauses) expect(pause).toBeGreaterThan(28);
});
