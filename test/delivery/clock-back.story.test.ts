import { menuOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  addPerson,
  deliveriesAtRest,
  invitationsOf,
  invite,
  joinAs,
  openDialog,
  sendDialog,
  wordsOf,
} from '../support/acts.ts';
import { choose, typeAddress } from '../support/mend-acts.ts';
import { adam, ask, letMiaJoin, messageAbout, olga, pressOn } from '../support/request-acts.ts';
import { dmAfter, homeAfter, homeCatchesUp, openHome } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// The database's clock is set back an hour: after a start with a wrong clock, or in a virtual machine that was restored.

const [minute, hour] = [60_000, 3_600_000];
const ben = 'U0BEN';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  addPerson(world, { id: ben, realName: 'Ben Bird', email: 'ben@example.com' });
  await letMiaJoin(world);
  await joinAs(world, 'ben@example.com', { displayName: 'Ben Bird' });
});
// Each story has an hour of its own.
beforeEach(async () => {
  await deliveriesAtRest(world);
  world.clock.shiftMs += 3 * hour;
});
afterAll(() => world.stop());

const lettersTo = (email: string) => world.mailbox.letters.filter(({ to }) => to === email);

/** Sets the clock back, two minutes after what was done last. */
async function setBack(): Promise<void> {
  await deliveriesAtRest(world);
  world.clock.shiftMs += 2 * minute - hour;
}

test('an invitation whose address is changed gets its email', async () => {
  await invite(world, 'old@example.com');
  await setBack();
  await choose(world, 'old@example.com', 'Change address…', adam);
  await homeAfter(world, adam, () => typeAddress(world, 'new@example.com'), 'now goes to');
  await deliveriesAtRest(world);
  expect(lettersTo('new@example.com')).toHaveLength(1);
});

test('an invitation that is sent again gets its email', async () => {
  await invite(world, 'again@example.com');
  await setBack();
  const home = await openHome(world, adam, 'again@example.com');
  const value = menuOf(home, 'again@example.com').Resend ?? '';
  const press = { user: adam, in: 'home', actionId: 'home.invitation_menu', value };
  await homeAfter(world, adam, () => world.slack.press(press));
  await deliveriesAtRest(world);
  expect(lettersTo('again@example.com')).toHaveLength(2);
});

test('whoever is invited once more an hour before they were is told it was sent, and it is', async () => {
  await invite(world, 'twice@example.com');
  await setBack();
  await openDialog(world, olga);
  await sendDialog(world, olga, { email: 'twice@example.com' });
  expect(wordsOf(world.slack.modal(olga)?.view)).not.toContain('was just invited');
  await deliveriesAtRest(world);
  expect(lettersTo('twice@example.com')).toHaveLength(2);
  expect(await invitationsOf(world, 'twice@example.com')).toHaveLength(1);
});

test('the copies of a request say who decided though they had been edited before', async () => {
  await ask(world, 'asked@example.com', { why: 'First reason' });
  for (const admin of [adam, olga]) {
    await messageAbout(world, 'asked@example.com', admin, 'Mia Member asks');
  }
  await ask(world, 'asked@example.com', { by: ben, why: 'Second reason' });
  for (const admin of [adam, olga]) {
    await messageAbout(world, 'asked@example.com', admin, 'Mia Member and Ben Bird ask');
  }
  await setBack();
  await pressOn(world, 'asked@example.com', { by: olga, label: 'Approve' });
  for (const admin of [adam, olga]) {
    await messageAbout(world, 'asked@example.com', admin, 'pproved');
  }
});

test('a direct message does not wait for the hour to pass', async () => {
  await dmAfter(world, adam, () => joinAs(world, 'before@example.com'));
  await setBack();
  const dm = await dmAfter(world, adam, () => joinAs(world, 'after@example.com'));
  expect(wordsOf(dm)).toContain('after@example.com');
});

test('a Home tab that another process brought up to date before is brought up to date again', async () => {
  await openHome(world, olga);
  await world.database.query(
    "UPDATE home_tabs SET refreshed_at = now() + $1 * interval '1 millisecond'",
    [world.clock.shiftMs + hour],
  );
  await invite(world, 'shown@example.com');
  await homeCatchesUp(world, olga, 'shown@example.com');
});
