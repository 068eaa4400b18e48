import { rowOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, deliveriesAtRest, joinAs, wordsOf } from '../support/acts.ts';
import {
  homeCatchesUp,
  homeForgets,
  homeShows,
  modalAfter,
  openHome,
  pressHome,
  setSettings,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** Somebody of the Slack team who joined; gives their browser's cookie. */
async function joined(name: string, role: 'member' | 'admin' = 'member'): Promise<string> {
  const email = `${name.toLowerCase()}@people.example`;
  addPerson(world, { id: `U0${name.toUpperCase()}`, name, email });
  const { cookie } = await joinAs(world, email, { role, displayName: name });
  return cookie;
}

/** Slack says that somebody was deactivated, or is active again. */
async function tell(name: string, deleted: boolean, type = 'user_change'): Promise<void> {
  const user = {
    id: `U0${name.toUpperCase()}`,
    team_id: 'T0SANDBOX',
    deleted,
    profile: { email: `${name.toLowerCase()}@people.example` },
  };
  expect((await world.slack.event({ type, user })).status).toBe(200);
}

async function members(words: string) {
  await openHome(world);
  return await pressHome(world, 'U0ADAM', 'home.tab_members', { words });
}

async function isIn(cookie: string): Promise<boolean> {
  return (await world.get('/account', { cookie })).status === 200;
}

test('shows who is deactivated in Slack, who stays a member until an admin decides', async () => {
  const cookie = await joined('Ana');
  await members('Ana');

  await tell('Ana', true);
  const view = await homeCatchesUp(world, 'U0ADAM', 'deactivated in Slack');
  expect(rowOf(view, 'Ana')).toContain('deactivated in Slack');
  expect(await isIn(cookie)).toBe(true);

  await tell('Ana', false);
  await homeForgets(world, 'U0ADAM', 'deactivated in Slack');
});

test('hears of it by team_join, too, when somebody is back', async () => {
  await joined('Bea');
  await members('Bea');
  await tell('Bea', true);
  await homeCatchesUp(world, 'U0ADAM', 'deactivated in Slack');

  await tell('Bea', false, 'team_join');

  await homeForgets(world, 'U0ADAM', 'deactivated in Slack');
});

test('removes them at once when the team wants to follow Slack, sessions and all', async () => {
  await setSettings(world, { follow_deactivations: true });
  const cookie = await joined('Cleo');
  await members('Cleo');

  await tell('Cleo', true);

  await expect.poll(() => isIn(cookie), { timeout: 15_000 }).toBe(false);
  await homeForgets(world, 'U0ADAM', 'cleo@people.example');
  await pressHome(world, 'U0ADAM', 'home.tab_activity', {
    words: 'Cleo was removed, being deactivated in Slack',
  });
});

test('removes the only Admin, too, while Slack’s admins can act', async () => {
  const cookie = await joined('Dan', 'admin');
  await tell('Dan', true);
  await expect.poll(() => isIn(cookie), { timeout: 15_000 }).toBe(false);
});

test('never removes the last Admin, and tells Slack’s admins, once', async () => {
  const cookie = await joined('Dora', 'admin');
  await setSettings(world, { slack_admins_are_admins: false });
  await tell('Dora', true);
  await world.slack.until(() => wordsOf(world.slack.dms('U0ADAM')).includes('last admin'), 15_000);
  await tell('Dora', true);
  await deliveriesAtRest(world);

  expect(await isIn(cookie)).toBe(true);
  for (const admin of ['U0ADAM', 'U0OLGA']) {
    const told = world.slack.dms(admin).filter((dm) => wordsOf(dm).includes('last admin'));
    expect(told).toHaveLength(1);
    expect(wordsOf(told)).toContain('Dora');
  }
  expect(world.slack.dms('U0DORA').filter((dm) => wordsOf(dm).includes('last admin'))).toEqual([]);
  await setSettings(world, { slack_admins_are_admins: true });
});

test('once there is another Admin, who is deactivated goes like everybody else', async () => {
  await joined('Eli', 'admin');
  const cookie = await joined('Fay', 'admin');

  await tell('Fay', true);

  await expect.poll(() => isIn(cookie), { timeout: 15_000 }).toBe(false);
});

test('somebody of another organisation who has the same address is nobody here', async () => {
  const cookie = await joined('Gil');
  const user = {
    id: 'U0STRANGER',
    team_id: 'T0OTHER',
    deleted: true,
    profile: { email: 'gil@people.example' },
  };
  await world.slack.event({ type: 'user_change', user });
  // Slack's next word is acted on after the first one.
  const other = await joined('Hal');
  await tell('Hal', true);

  await expect.poll(() => isIn(other), { timeout: 15_000 }).toBe(false);
  expect(await isIn(cookie)).toBe(true);
});

test('admins choose it in the settings', async () => {
  await openHome(world);
  await pressHome(world, 'U0ADAM', 'home.tab_settings', {
    words: 'Remove people who are deactivated in Slack: On',
  });
  const press = { user: 'U0ADAM', in: 'home', actionId: 'home.edit_settings' };
  await modalAfter(world, 'U0ADAM', () => world.slack.press(press));

  await world.slack.submit({ user: 'U0ADAM', values: { followDeactivations: 'off' } });

  await homeShows(world, 'U0ADAM', 'turned off removal of people deactivated in Slack');
});
