import { linesOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { invite } from '../support/acts.ts';
import { openHome } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('whoever was invited stands in the Home tab of every admin, with who did it', async () => {
  await invite(world, 'ana@example.com', { by: 'U0OLGA' });

  const home = await openHome(world, 'U0ADAM', 'ana@example.com');

  expect(linesOf(home).join()).toContain('invited by Olga Owner');
});
