import { buttonValue, linesOf } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { invite, joinAs, openDialog, sendDialog } from '../support/acts.ts';
import { choose, typeAddress } from '../support/mend-acts.ts';
import {
  adam,
  ask,
  letMiaJoin,
  messageAbout,
  messagesAbout,
  mia,
  olga,
  recordOf,
  requestsFor,
} from '../support/request-acts.ts';
import {
  homeAfter,
  homeForgets,
  modalAfter,
  openHome,
  pressHome,
  setSettings,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Who is asked for and is invited or joins in another way needs no decision, and whoever asked hears of it at once.

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await letMiaJoin(world);
});
afterEach(async () => void (await world.database.query('DELETE FROM rate_limits')));
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
      await homeAfter(world, adam, () => typeAddress(world, email), 'now goes to');
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

test('while an invitation can be undone, nobody hears that the request is closed', async () => {
  await setSettings(world, { undo_sends: true });
  for (const email of ['undone@example.com', 'kept@example.com']) {
    await askedFor(email);
    await openDialog(world);
    await modalAfter(world, adam, () => sendDialog(world, adam, { email }));
    if (email === 'undone@example.com') {
      const value = buttonValue(world.slack.modal(adam)?.view ?? { blocks: [] }, 'Undo');
      const undo = { user: adam, in: 'modal', actionId: 'invitations.undo', value };
      await modalAfter(world, adam, () => world.slack.press(undo));
    }
    await world.slack.close({ user: adam, all: true });
  }
  world.clock.shiftMs += 11_000;
  await messageAbout(world, 'kept@example.com', mia, 'was closed: they have been invited already.');
  expect(await requestsFor(world, 'undone@example.com')).toMatchObject([{ state: 'open' }]);
  expect(messagesAbout(world, 'undone@example.com', mia).join()).not.toContain('closed');
  await setSettings(world, { undo_sends: false });
});

test('who was asked for before their domain was approved is invited when they are asked for again', async () => {
  await askedFor('late@approved.example');
  await setSettings(world, { approved_domains: ['approved.example'] });
  const asking = await ask(world, 'late@approved.example');
  await asking.waitsFor('modal', '✅ late@approved.example has been invited.');
  await messageAbout(
    world,
    'late@approved.example',
    adam,
    'Closed: they have been invited already',
  );
  await setSettings(world, { approved_domains: [] });
});
