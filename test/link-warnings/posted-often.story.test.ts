import { afterAll, beforeAll, expect, test } from 'vitest';
import { invite } from '../support/acts.ts';
import { chooseAndConfirm, openHome } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const adam = 'U0ADAM';

/** The messages, by their number, under which something was put. */
function corrected(): number[] {
  return world.slack.calls
    .filter(({ method }) => method === 'chat.unfurl')
    .map(({ args }) => Math.floor(Number(args.ts)));
}

test('corrects the newest hundred messages with a link that has died, one after the other', async () => {
  await invite(world, 'everywhere@example.com');
  await world.database.query(
    `INSERT INTO link_sharings (workspace_id, channel, message_ts, invitation_id, generation, urls, at)
     SELECT workspace_id, 'C0GENERAL', n || '.000100', id, generation,
       ARRAY['http://localhost:3000/join/{}'], now() - n * interval '1 minute'
     FROM invitations, generate_series(1, 150) n WHERE address = 'everywhere@example.com'`,
  );
  await openHome(world, adam);
  await chooseAndConfirm(world, { user: adam, of: 'everywhere@example.com', entry: 'Revoke…' });
  const newest = Array.from({ length: 100 }, (_, index) => index + 1);
  await expect.poll(corrected, { timeout: 30_000 }).toEqual(newest);
  // What is done after it is done after all of it.
  await invite(world, 'once@example.com');
  await world.database.query(
    `INSERT INTO link_sharings (workspace_id, channel, message_ts, invitation_id, generation, urls, at)
     SELECT workspace_id, 'C0GENERAL', '999.000100', id, generation,
       ARRAY['http://localhost:3000/join/{}'], now()
     FROM invitations WHERE address = 'once@example.com'`,
  );
  await openHome(world, adam);
  await chooseAndConfirm(world, { user: adam, of: 'once@example.com', entry: 'Revoke…' });
  await expect.poll(corrected, { timeout: 30_000 }).toEqual([...newest, 999]);
});
