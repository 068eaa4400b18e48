import type { HomeView } from '@slack/types';
import { linesOf, rowOf } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { addPerson, invite, joinAs, signUpForm } from '../support/acts.ts';
import {
  homeCatchesUp,
  insertInvitations,
  modalAfter,
  openHome,
  pressHome,
  typeCommand,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.slack.heal());
afterAll(() => world.stop());

const [adam, olga] = ['U0ADAM', 'U0OLGA'];
const hour = 3_600_000;

function faults(): Record<string, unknown>[] {
  return world.logs.filter(({ level }) => level === 50);
}

/** How often the Home tab of somebody was published. */
function published(user: string): number {
  return world.slack.calls.filter(
    ({ method, args }) => method === 'views.publish' && args.user_id === user,
  ).length;
}

/** The tab that a published view shows. */
function tabOf(view: unknown): unknown {
  return JSON.parse((view as HomeView).private_metadata ?? '{}').tab;
}

/** Opens somebody's Home tab, and waits until the app knows that they looked. */
async function look(user: string): Promise<void> {
  const lastLook = async () => {
    const rows = await world.database.query(
      'SELECT shown_at FROM home_tabs WHERE slack_user_id = $1',
      [user],
    );
    return Number(rows[0]?.shown_at);
  };
  const before = await lastLook();
  await openHome(world, user);
  await vi.waitFor(async () => expect(await lastLook()).toBeGreaterThan(before), 15_000);
}

test('shows everybody who looked lately what one of them did', async () => {
  await openHome(world, adam);
  await openHome(world, olga);
  const { path } = await invite(world, 'ana@example.com');
  await homeCatchesUp(world, adam, '*ana@example.com*');
  await homeCatchesUp(world, olga, '*ana@example.com*');
  expect((await world.post(path, signUpForm())).status).toBe(303);
  await homeCatchesUp(world, adam, '1 joined');
  await homeCatchesUp(world, olga, 'Everyone you invited has joined.');
});

test('leaves each where they are', async () => {
  await pressHome(world, olga, 'home.filter', {
    value: 'expired',
    words: 'No expired invitations',
  });
  await typeCommand(world, 'bo@example.com');
  const home = await homeCatchesUp(world, olga, 'Not joined yet (1)');
  expect(linesOf(home.blocks)).toContain('No expired invitations.');
  await pressHome(world, olga, 'home.filter', { value: 'open', words: 'bo@example.com' });
});

test('takes the sight from whoever is no admin any more', async () => {
  const eve = addPerson(world, { id: 'U0EVE', name: 'eve', email: 'eve@people.example' });
  await joinAs(world, 'eve@people.example', { role: 'admin', displayName: 'Eve' });
  await openHome(world, eve, 'bo@example.com');
  await world.database.query(
    "UPDATE members SET role = 'member' WHERE address = 'eve@people.example'",
  );
  await typeCommand(world, 'cy@example.com');
  const home = await homeCatchesUp(world, eve, 'Your role: Member');
  expect(linesOf(home.blocks).join('\n')).not.toContain('@example.com');
});

test('lets alone who has not looked for an hour, however much happens', async () => {
  await look(olga);
  world.clock.shiftMs += hour / 2;
  await look(adam);
  await typeCommand(world, 'half@example.com');
  await homeCatchesUp(world, olga, 'half@example.com');
  world.clock.shiftMs += hour / 2 + 1000;
  await look(adam);
  await typeCommand(world, 'full@example.com');
  // What was still under way from before has arrived by then.
  await homeCatchesUp(world, adam, 'full@example.com');
  const before = published(olga);
  await typeCommand(world, 'more@example.com');
  await homeCatchesUp(world, adam, 'more@example.com');
  expect(published(olga)).toBe(before);
});

test('brings the others up to date though one fails', async () => {
  world.expectFaults();
  const ida = addPerson(world, { id: 'U0IDA', name: 'ida', isAdmin: true });
  await openHome(world, olga, 'cy@example.com');
  await openHome(world, ida, 'cy@example.com');
  // She left Slack altogether; Ida is the last who looked, so she comes first.
  world.slack.state.users.splice(
    world.slack.state.users.findIndex(({ id }) => id === ida),
    1,
  );
  const event = { type: 'user_change', user: { id: ida } };
  await world.slack.event(event);
  await typeCommand(world, 'others@example.com');
  await homeCatchesUp(world, olga, 'others@example.com');
});

test('shows what is newest when Slack says that the view has changed meanwhile', async () => {
  await openHome(world, adam, 'others@example.com');
  world.slack.fail('views.publish', { error: 'hash_conflict' });
  await pressHome(world, adam, 'home.tab_members', { words: '● Members' });
});

test('does what was asked for, and shows it later, when Slack asks for patience', async () => {
  await insertInvitations(world, ['late@example.com'], {
    expiresAt: new Date(Date.now() - 86_400_000),
  });
  await openHome(world, adam);
  await pressHome(world, adam, 'home.tab_invitations', { words: 'late@example.com' });
  world.slack.fail('views.publish', { retryAfter: 1 });
  const home = await pressHome(world, adam, 'home.invitation_act_resend', {
    words: 'Resent to late@example.com',
  });
  expect(rowOf(home, '*late@')).toMatch(/Waiting|Sending/);
  await homeCatchesUp(world, olga, '*late@example.com*');
  await world.letterTo('late@example.com');
});

test('says so with a reference, and logs it once, when Slack does not work', async () => {
  world.expectFaults();
  await openHome(world, adam);
  await pressHome(world, adam, 'home.tab_members', { words: '● Members' });
  // What is brought up to date meanwhile fails, too.
  world.slack.fail('views.publish', { status: 500, times: 20 });
  const press = { user: adam, in: 'home', actionId: 'home.tab_settings' };
  const modal = await modalAfter(world, adam, () => world.slack.press(press));
  const [, ref] = /ref (\w+)/.exec(linesOf(modal.view).join()) ?? [];
  expect(faults().filter((fault) => fault.ref === ref)).toHaveLength(1);
  await world.slack.close({ user: adam });
});

test('fills the Home tab with an apology only when there is nothing in it yet', async () => {
  world.expectFaults();
  const nora = addPerson(world, { id: 'U0NORA', isAdmin: true });
  world.slack.fail('users.info', { status: 503, times: 2 });
  await openHome(world, nora, "Slack isn't responding right now");
  await openHome(world, nora, 'Invite people');
  const hash = world.slack.openHomeView(nora)?.hash;
  await world.slack.event({ type: 'user_change', user: { id: nora } });
  world.slack.fail('users.info', { status: 503, times: 2 });
  const before = faults().length;
  await world.slack.openHome(nora);
  await vi.waitFor(() => expect(faults().length).toBe(before + 1), 15_000);
  expect(world.slack.openHomeView(nora)?.hash).toBe(hash);
});

test('never goes back to what somebody left, however much others do meanwhile', async () => {
  const olgasTabs = () =>
    world.slack.calls
      .filter(({ method, args }) => method === 'views.publish' && args.user_id === olga)
      .filter(({ response }) => response.ok)
      .map(({ args }) => tabOf(args.view));
  await openHome(world, adam);
  await pressHome(world, adam, 'home.tab_invitations', { words: '● Invitations' });
  for (let round = 0; round < 3; round += 1) {
    await openHome(world, olga, 'Invitations (');
    await pressHome(world, olga, 'home.tab_invitations', { words: '● Invitations' });
    const from = olgasTabs().length;
    const others = Array.from({ length: 4 }, (_, i) =>
      typeCommand(world, `meanwhile${round}-${i}@example.com`),
    );
    await pressHome(world, olga, 'home.tab_members', { words: '● Members' });
    await Promise.all(others);
    await homeCatchesUp(world, adam, `meanwhile${round}-3@example.com`);
    const tabs = olgasTabs().slice(from);
    expect(tabs.slice(tabs.indexOf('members'))).not.toContain('invitations');
  }
});
