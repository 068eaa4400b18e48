import { personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { invite } from '../support/acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test.each([89, 95])(
  'who asks for a new link is shown and counted once, though theirs expired %i days ago',
  async (days) => {
    const email = `late${days}@example.com`;
    const { path } = await invite(world, email);
    await world.database.query(
      `UPDATE invitations SET expires_at = now() - $1::int * interval '1 day', sent_at = now() - interval '120 days',
       created_at = now() - interval '120 days' WHERE address = $2`,
      [days, email],
    );
    const adam = personIn(world.slack, 'U0ADAM');

    expect((await world.post(`${path}/again`, new FormData())).status).toBe(303);

    await adam.opensHome();
    await adam.waitsFor('home', '1 needs attention');
    expect(adam.reads('home').join('\n')).toMatch(/1 needs attention\*?: 1 asks for a new link/);
    await adam.presses(adam.reads('home').find((line) => line.startsWith('Review')) ?? 'Review', {
      in: 'home',
    });
    await adam.waitsFor('home', email);
    await world.database.query('UPDATE invitations SET revoked_at = now() WHERE address = $1', [
      email,
    ]);
  },
);
