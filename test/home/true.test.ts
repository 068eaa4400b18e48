import { rowOf } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { freshTab, refreshDueAt, refreshPauseMs } from '../../src/home/refresh-rules.ts';
import { createRefreshes } from '../../src/home/slack/refreshes.ts';
import type { WorkspaceId } from '../../src/shared/ids.ts';
import { homeShows, openHome, pressHome, typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Home stays true while it is open, within what Slack takes.

let world: World;
beforeAll(async () => {
  world = await startWorld({ INVITE_TTL: '60s' });
});
afterEach(() => {
  world.slack.heal();
  world.mailbox.refuseWith(undefined);
});
afterAll(() => world.stop());

const [adam, olga] = ['U0ADAM', 'U0OLGA'];
const publishedLater = 'home is published later';

function publishedTo(user: string) {
  return world.slack.calls.filter(
    ({ method, args }) => method === 'views.publish' && args.user_id === user,
  );
}

test('says that an email was delivered, and that an invitation expired, when it comes to that', async () => {
  await openHome(world, adam);
  await typeCommand(world, 'ana@example.com');
  const sent = await homeShows(world, adam, ['ana@example.com', 'Waiting']);
  expect(rowOf(sent, 'ana@')).toContain('expires in 1 minute');
  // A minute after the last time it was brought up to date.
  const pass = setInterval(() => {
    world.clock.shiftMs += 61_000;
  }, 500);
  const expired = await homeShows(world, adam, 'Resend all expired (1)').finally(() =>
    clearInterval(pass),
  );
  expect(rowOf(expired, 'ana@')).toContain('Expired');
});

test('asks nothing of Slack unasked while it wants a pause, but shows what is pressed', async () => {
  await openHome(world, olga);
  world.slack.fail('views.publish', { retryAfter: 3600 });
  world.clock.shiftMs += 61_000;
  await typeCommand(world, 'paused@example.com');
  // Hers or his is the first to be refused; then nobody's is tried any more.
  await vi.waitFor(
    () => expect(world.logs).toContainEqual(expect.objectContaining({ msg: publishedLater })),
    { timeout: 15_000 },
  );
  const before = publishedTo(olga).length + publishedTo(adam).length;
  world.clock.shiftMs += 61_000;
  await typeCommand(world, 'paused2@example.com');
  await world.letterTo('paused2@example.com');
  expect(publishedTo(olga).length + publishedTo(adam).length).toBe(before);
  await pressHome(world, olga, 'home.tab_invitations', { words: 'paused2@example.com' });
});

test.each([
  ['nothing has changed', {}, undefined],
  ['something changed', { changedAt: 5000 }, 6000],
  ['a shown invitation expires', { expiresAt: 7000 }, 7000],
  ['both', { changedAt: 5000, expiresAt: 5500 }, 5500],
  ['it was brought up to date just now', { changedAt: 5000, refreshedAt: 4000 }, 64_000],
  ['it failed', { changedAt: 5000, failedUntil: 90_000 }, 90_000],
])('is due when %s', (_why, tab, due) => {
  expect(refreshDueAt({ ...freshTab, ...tab })).toBe(due);
});

test('is due once a minute at most, and never in a pause', () => {
  let now = 0;
  const team = 'a team' as WorkspaceId;
  const refreshes = createRefreshes(() => now);
  const isDue = () => refreshes.due().length > 0;
  refreshes.outdated(team, adam);
  expect(refreshes.nextMs()).toBe(1000);
  now = 1000;
  expect(refreshes.due()).toEqual([{ workspaceId: team, userIds: [adam] }]);
  refreshes.showing(team, adam);
  refreshes.refreshing(team, adam);
  refreshes.outdated(team, adam);
  now += refreshPauseMs - 1;
  expect(isDue()).toBe(false);
  now += 1;
  expect(isDue()).toBe(true);
  refreshes.pause(team, 5 * refreshPauseMs);
  expect(isDue()).toBe(false);
  expect(refreshes.nextMs()).toBe(5 * refreshPauseMs);
  now += 5 * refreshPauseMs;
  expect(isDue()).toBe(true);
  // Whoever presses has seen everything.
  refreshes.showing(team, adam);
  expect(isDue()).toBe(false);
  expect(refreshes.nextMs()).toBeUndefined();
});
