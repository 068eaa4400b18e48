import { afterAll, beforeAll, expect, test } from 'vitest';
import { invite } from '../support/acts.ts';
import { rounds, roundsTimeout } from '../support/races.ts';
import { lastSent } from '../support/sent-payloads.ts';
import { secondProcess } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const general = 'C0GENERAL';

function warnings(channel: string): number {
  return world.slack.messages(channel).filter(({ byApp }) => byApp).length;
}

test(
  'warns once when several processes are told of one message at the same time',
  async () => {
    const { path } = await invite(world, 'ana@example.com');
    const text = `http://localhost:3000${path}`;
    for (const round of rounds()) {
      await world.slack.post({ user: 'U0MIA', channel: general, text });
      const { event } = lastSent<{ event: { type: string } }>(world, 'link_shared');
      const told = Array.from({ length: 5 }, () => world.slack.event(event));
      const stop = await secondProcess(world);
      try {
        told.push(...Array.from({ length: 5 }, () => world.slack.event(event)));
        for (const { status } of await Promise.all(told)) expect(status).toBe(200);
        await world.slack.until(() => warnings(general) >= round, 15_000);
      } finally {
        // It finishes what it was told of.
        await stop();
      }
    }
    await world.slack.post({ user: 'U0MIA', channel: 'C0RANDOM', text });
    await world.slack.until(() => warnings('C0RANDOM') > 0, 15_000);
    expect(warnings(general)).toBe(rounds().length);
    const rows = await world.database.query('SELECT channel FROM link_sharings');
    expect(rows).toHaveLength(rounds().length + 1);
  },
  roundsTimeout(),
);
