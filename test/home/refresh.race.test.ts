import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { homeShows, openHome, secondProcess, typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let stopSecond: () => Promise<void>;
beforeAll(async () => {
  world = await startWorld();
  stopSecond = await secondProcess(world);
});
afterAll(async () => {
  await stopSecond();
  await world.stop();
});

const [adam, olga] = ['U0ADAM', 'U0OLGA'];

const published = (user: string) =>
  world.slack.calls.filter(
    ({ method, args }) => method === 'views.publish' && args.user_id === user,
  ).length;

test('of two processes that both change something one brings a tab up to date, once a minute', async () => {
  await openHome(world, olga);
  const before = published(olga);
  // Slack's requests go to the second process, browsers to the first.
  await typeCommand(world, 'by-second@example.com');
  await homeShows(world, olga, 'by-second@example.com');
  world.slack.connect(world.url);
  await typeCommand(world, 'by-first@example.com');
  const own = published(adam);
  await openHome(world, adam);
  await vi.waitFor(() => expect(published(adam)).toBeGreaterThan(own));
  expect(published(olga)).toBe(before + 1);

  // The first one knows that there is something that it may not show yet.
  await vi.waitFor(
    async () => {
      world.clock.shiftMs += 61_000;
      expect(JSON.stringify(world.slack.home(olga))).toContain('by-first@example.com');
    },
    { timeout: 15_000, interval: 500 },
  );
});
