import { fieldOf, linesOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { invite, joinAs } from '../support/acts.ts';
import { choose } from '../support/mend-acts.ts';
import {
  adam,
  ask,
  letMiaJoin,
  messageAbout,
  mia,
  olga,
  recordOf,
  requestsFor,
} from '../support/request-acts.ts';
import { homeAfter, homeForgets, openHome, pressHome } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Who is asked for and is invited or joins in another way needs no decision, and whoever asked hears of it at once.

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await letMiaJoin(world);
});
afterAll(() => world.stop());

/** An invitation that has expired, and then a request for its address. */
async function expiredAndAskedFor(email: string): Promise<void> {
  await invite(world, email);
  await world.database.query(
    "UPDATE invitations SET expires_at = now() - interval '1 hour' WHERE address = $1",
    [email],
  );
  await ask(world, email);
  await messageAbout(world, email, adam, 'Approve');
}

/** Asked for, as somebody new. */
async function askedFor(email: string): Promise<void> {
  await ask(world, email);
  await messageAbout(world, email, adam, 'Approve');
}

const ways: readonly [string, (email: string) => Promise<void>][] = [
  [
    'was invited',
    async (email) => {
      await askedFor(email);
      await invite(world, email);
    },
  ],
  [
    'gets the invitation of another address',
    async (email) => {
      const other = `other-${email}`;
      await askedFor(email);
      await invite(world, other);
      await choose(world, other, 'Change address…');
      const modal = world.slack.modal(adam);
      if (!modal) throw new Error('no dialog');
      const values = { [fieldOf(modal, 'Email address')]: email };
      await homeAfter(world, adam, () => world.slack.submit({ user: adam, values }), 'now goes to');
    },
  ],
  [
    'is sent theirs again',
    async (email) => {
      await expiredAndAskedFor(email);
      await openHome(world, adam, 'Resend all expired');
      await pressHome(world, adam, 'home.resend_all', { words: 'Resent' });
    },
  ],
];

test.each(ways)('who %s meanwhile is no longer asked about', async (way, happens) => {
  const email = `${way.replaceAll(' ', '-')}@example.com`;
  await happens(email);
  await messageAbout(world, email, mia, 'was closed: they have been invited already.');
  await messageAbout(world, email, olga, 'Closed: they have been invited already');
  expect(await requestsFor(world, email)).toMatchObject([
    { state: 'closed', reason: 'already_invited' },
  ]);
  expect(await recordOf(world, email)).toContain(' request_closed');
});

test('who has joined in another way is no longer asked about', async () => {
  await askedFor('joins@example.com');
  // As whoever is a member already, and has the address from now on.
  await joinAs(world, 'joined@example.com', { displayName: 'Jo' });
  await world.database.query(
    "UPDATE members SET address = 'joins@example.com' WHERE address = $1",
    ['joined@example.com'],
  );
  await messageAbout(world, 'joins@example.com', mia, 'was closed: they are a member already.');
});

test('who asks, and whose invitation has expired, counts once', async () => {
  await expiredAndAskedFor('once@example.com');
  const home = await openHome(world, adam, 'need');
  expect(linesOf(home).join('\n')).toMatch(/1 needs attention\*?: 1 expired · 1 request/);
  await invite(world, 'once@example.com');
  await messageAbout(world, 'once@example.com', mia, 'invited already');
  await homeForgets(world, adam, 'attention');
});
