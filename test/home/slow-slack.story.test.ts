import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson } from '../support/acts.ts';
import { homeCatchesUp, openHome, typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('brings Home tabs up to date one after the other when Slack is slow, and ends with what is newest', async () => {
  const { slack } = world;
  const adam = 'U0ADAM';
  const others = ['U0OWEN', 'U0OONA', 'U0ORLA'].map((id) =>
    addPerson(world, { id, isAdmin: true }),
  );
  for (const user of [adam, ...others]) await openHome(world, user, 'Invite people');
  const before = slack.calls.length;
  const publishedTo = (...users: string[]) =>
    slack.calls
      .slice(before)
      .filter(
        ({ method, args }) => method === 'views.publish' && users.includes(`${args.user_id}`),
      );
  slack.fail('views.publish', { delayMs: 300, times: 100 });

  for (let n = 1; n <= 3; n += 1) {
    const count = publishedTo(adam).length;
    await typeCommand(world, `slow-${n}@example.com`);
    // His own tab doesn't wait for the others', and his next command comes while theirs are under way.
    await slack.until(() => publishedTo(adam).length > count, 15_000);
    world.clock.shiftMs += 61_000;
  }

  for (const user of [adam, ...others]) await homeCatchesUp(world, user, 'slow-3@example.com');
  slack.heal();
  const answeredAt = publishedTo(...others).map(({ at }) => at);
  const pauses = answeredAt.slice(1).map((at, index) => at - (answeredAt[index] ?? 0));
  expect(pauses.length).toBeGreaterThan(1);
  // Slack's clock goes ten times as slowly here: 300 ms are 30. What was under way at the same time is closer.
  for (const pause of pauses) expect(pause).toBeGreaterThan(28);
});
