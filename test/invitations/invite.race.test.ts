import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliveriesAtRest, deliveriesTo, invitationsOf } from '../support/acts.ts';
import { forgetLimits, learnDialog, rounds, roundsTimeout } from '../support/races.ts';
import { setSettings } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let send: Awaited<ReturnType<typeof learnDialog>>;
beforeAll(async () => {
  world = await startWorld();
  send = await learnDialog(world);
});
afterAll(() => world.stop());

test(
  'leaves one open invitation and sends one email when two admins invite an address ten times at once',
  async () => {
    for (const round of rounds()) {
      await forgetLimits(world);
      const email = `wanted-${round}@example.com`;
      const replies = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          send(email, `V0RACE${round}N${index}`, ['U0ADAM', 'U0OLGA'][index % 2]),
        ),
      );
      for (const reply of replies) {
        expect(reply.status).toBe(200);
        expect(JSON.parse(reply.body)).toMatchObject({ response_action: 'update' });
      }
      expect(await invitationsOf(world, email)).toHaveLength(1);
      const fresh = replies.filter(({ body }) => body.includes(`Invitation sent to ${email}`));
      expect(fresh).toHaveLength(1);
      const others = replies.filter(({ body }) => body.includes('was just invited'));
      expect(others).toHaveLength(9);
      await deliveriesAtRest(world);
      expect(await deliveriesTo(world, email)).toMatchObject([{ state: 'sent' }]);
      expect(world.mailbox.letters.filter(({ to }) => to === email)).toHaveLength(1);
    }
  },
  roundsTimeout(),
);

test(
  'sends one email when one dialog is sent three times at once',
  async () => {
    for (const round of rounds()) {
      await forgetLimits(world);
      const email = `eager-${round}@example.com`;
      await Promise.all(Array.from({ length: 3 }, () => send(email, `V0SAME${round}`)));
      await deliveriesAtRest(world);
      expect(await deliveriesTo(world, email)).toMatchObject([{ state: 'sent' }]);
      expect(world.mailbox.letters.filter(({ to }) => to === email)).toHaveLength(1);
    }
  },
  roundsTimeout(),
);

async function seatsInUse(): Promise<number> {
  const [row] = await world.database.query(
    `SELECT (SELECT count(*) FROM members WHERE closed_at IS NULL)::int
       + (SELECT count(*) FROM invitations WHERE accepted_at IS NULL AND revoked_at IS NULL
          AND expires_at > now())::int AS seats`,
  );
  return Number(row?.seats);
}

test(
  'never gives more seats than there are when many are invited at once',
  async () => {
    for (const round of rounds()) {
      await forgetLimits(world);
      const limit = (await seatsInUse()) + 3;
      await setSettings(world, { seat_limit: limit });
      const replies = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          send(`seat-${round}-${index}@example.com`, `V0SEAT${round}N${index}`),
        ),
      );
      expect(await seatsInUse()).toBe(limit);
      const refused = replies.filter(({ body }) => body.includes('"errors"'));
      expect(refused).toHaveLength(5);
    }
    await setSettings(world, { seat_limit: null });
  },
  roundsTimeout(),
);
