import { linesOf } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { deliveriesAtRest } from '../support/acts.ts';
import {
  homeCatchesUp,
  modalAfter,
  openHome,
  pressHome,
  typeCommand,
  whileMinutesPass,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Slack doesn't take what an open Home tab is to show.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.slack.heal());
afterAll(() => world.stop());

const [adam, olga] = ['U0ADAM', 'U0OLGA'];

/** How often somebody's tab was published, or tried to be. */
function triedFor(user: string): number {
  return world.slack.calls.filter(
    ({ method, args }) => method === 'views.publish' && args.user_id === user,
  ).length;
}

function lines(level: number): Record<string, unknown>[] {
  return world.logs.filter((line) => line.level === level);
}

/** Opens somebody's tab, with nothing under way any more. */
async function rest(user: string): Promise<void> {
  await deliveriesAtRest(world);
  await openHome(world, user);
}

test.each([
  ['429', { retryAfter: 1 }],
  ['500', { status: 500 }],
  ['an error of its own', { error: 'internal_error' }],
])('an open Home tab catches up after Slack answered %s twice', async (name, fault) => {
  const email = `own-${name.replace(/\W/g, '')}@example.com`;
  await rest(adam);
  world.slack.fail('views.publish', { ...fault, times: 2, args: { user_id: adam } });
  await typeCommand(world, email);
  await homeCatchesUp(world, adam, email);
});

test('so does somebody else’s, and the log warns without a fault', async () => {
  await rest(olga);
  const before = lines(50).length;
  world.slack.fail('views.publish', { status: 500, times: 2, args: { user_id: olga } });
  await typeCommand(world, 'others@example.com');
  await homeCatchesUp(world, olga, 'others@example.com');
  const warnings = lines(40).filter(({ msg }) => msg === 'home is published later');
  expect(warnings.at(-1)).toMatchObject({ reason: expect.stringContaining('500') });
  expect(warnings.at(-1)).not.toHaveProperty('err');
  expect(lines(50)).toHaveLength(before);
});

test('so does one of somebody of whom Slack told nothing at the moment', async () => {
  await rest(olga);
  await world.slack.event({ type: 'user_change', user: { id: olga } });
  world.slack.fail('users.info', { status: 500, times: 1, args: { user: olga } });
  await typeCommand(world, 'who@example.com');
  await homeCatchesUp(world, olga, 'who@example.com');
});

test('what was pressed shows later, though whoever pressed was told that it failed', async () => {
  world.expectFaults();
  await rest(adam);
  await pressHome(world, adam, 'home.tab_invitations', { words: '● Invitations' });
  // What is brought up to date meanwhile fails, too.
  world.slack.fail('views.publish', { status: 500, times: 20, args: { user_id: adam } });
  const press = { user: adam, in: 'home', actionId: 'home.tab_members' };
  await modalAfter(world, adam, () => world.slack.press(press));
  await world.slack.close({ user: adam });
  world.slack.heal();
  await homeCatchesUp(world, adam, '● Members');
  await pressHome(world, adam, 'home.tab_invitations', { words: '● Invitations' });
});

test('one that fails again and again is left after a few tries, until something changes', async () => {
  await rest(olga);
  world.slack.fail('views.publish', { status: 500, times: 1000, args: { user_id: olga } });
  const before = triedFor(olga);
  await typeCommand(world, 'never@example.com');
  const leftAs = () => lines(40).some(({ msg }) => msg === 'home is left as it is');
  await whileMinutesPass(world, () => vi.waitFor(() => expect(leftAs()).toBe(true), 45_000));
  expect(triedFor(olga) - before).toBeLessThan(10);
  world.slack.heal();
  await openHome(world, olga, 'never@example.com');
  await typeCommand(world, 'again@example.com');
  await homeCatchesUp(world, olga, 'again@example.com');
});

test('what Slack says no to for good is no more than one fault, and isn’t tried again', async () => {
  world.expectFaults();
  await rest(olga);
  const before = lines(50).length;
  world.slack.fail('views.publish', { error: 'invalid_blocks', times: 1, args: { user_id: olga } });
  await typeCommand(world, 'blocks@example.com');
  await whileMinutesPass(world, () =>
    vi.waitFor(() => expect(lines(50).length).toBe(before + 1), 15_000),
  );
  expect(linesOf(world.slack.home(olga)).join()).not.toContain('blocks@example.com');
});
