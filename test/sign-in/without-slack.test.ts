import { afterAll, beforeAll, expect, test } from 'vitest';
import { invite } from '../support/acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('without ID and secret of the app there is no way to Slack', async () => {
  const { path } = await invite(world, 'ana@example.com');

  for (const page of ['/sign-in', path]) {
    expect(await (await world.get(page)).text()).not.toContain('Continue with Slack');
  }
  for (const gone of ['/sign-in/slack', '/sign-in/slack/back', `${path}/slack`, '/account/slack']) {
    expect((await world.get(gone)).status, gone).toBe(404);
  }
});
