import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliveriesAtRest, deliveriesTo, invite, signUpForm } from '../support/acts.ts';
import { importOf, leaveRoom, manyAddresses, sendAll, statesOf } from '../support/import-acts.ts';
import {
  comeBack,
  installationOf,
  installIn,
  startInstall,
  startInstallWorld,
} from '../support/install-acts.ts';
import { homeShows, openHome, secondProcess } from '../support/slack-acts.ts';
import type { World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await startInstallWorld();
  await installIn(world);
  await deliveriesAtRest(world);
});
afterEach(() => world.stop());

const uninstalled = { type: 'app_uninstalled' };
const revoked = { type: 'tokens_revoked', tokens: { oauth: [], bot: ['U0APP'] } };

/** Slack removes the app, and says so with these events. */
async function remove(...events: { type: string }[]): Promise<void> {
  world.slack.state.installed = false;
  for (const event of events) expect((await world.slack.event(event)).status).toBe(200);
  await expect.poll(() => isGone()).toBe(true);
}

async function isGone(): Promise<boolean> {
  const row = await installationOf(world, 'T0SANDBOX');
  return row?.tokens === null && row.tokens_end_at === null && row.uninstalled_at !== null;
}

test.each([
  ['app_uninstalled alone', [uninstalled]],
  ['tokens_revoked alone', [revoked]],
  ['both', [uninstalled, revoked]],
  ['both, the other way round', [revoked, uninstalled]],
  ['each twice', [revoked, uninstalled, revoked, uninstalled]],
])('deletes the tokens at once when Slack says %s', async (_what, events) => {
  await remove(...events);
  const calls = world.slack.calls.length;

  await world.slack.openHome('U0ADAM');
  await world.slack.command({ user: 'U0ADAM', command: '/invite' });
  expect(world.slack.calls).toHaveLength(calls);
  expect(world.logs).toContainEqual(
    expect.objectContaining({ msg: 'request of another Slack team refused', team: 'T0SANDBOX' }),
  );
});

test('people’s own tokens are no concern of the app', async () => {
  await world.slack.event({ ...revoked, tokens: { oauth: ['U0MIA'], bot: [] } });
  await openHome(world);
  expect(await isGone()).toBe(false);
});

test('nothing that waits is sent any more, and nobody joins until it is installed again', async () => {
  const { path } = await invite(world, 'ana@example.com');
  await deliveriesAtRest(world);
  // As it is while the mail server is away.
  await world.database.query(
    "UPDATE deliveries SET state = 'retrying', due_at = now() + interval '1 hour' WHERE channel = 'email'",
  );
  await remove(uninstalled);

  expect(await deliveriesTo(world, 'ana@example.com')).toEqual([
    expect.objectContaining({ state: 'cancelled', reason: 'the app was uninstalled' }),
  ]);
  const calls = world.slack.calls.length;
  for (const page of [await world.get(path), await world.post(path, signUpForm())]) {
    expect(page.status).toBe(403);
    expect(await page.text()).toContain('has removed this app from Slack');
  }
  expect(await world.database.query('SELECT id FROM members')).toEqual([]);
  expect(world.slack.calls).toHaveLength(calls);
  await installIn(world);
  expect((await world.post(path, signUpForm())).status).toBe(303);
  // Whoever joined by it keeps the way to their account.
  await remove(uninstalled);
  expect((await world.get(path)).status).toBe(410);
});

test('installing it again brings everything back, and welcomes the installer back', async () => {
  await invite(world, 'ben@example.com');
  await deliveriesAtRest(world);
  const greeted = world.slack.dms('U0ADAM').length;
  await remove(revoked, uninstalled);

  await installIn(world);

  await world.slack.openHome('U0ADAM');
  await homeShows(world, 'U0ADAM', 'ben@example.com');
  await world.slack.until(() => world.slack.dms('U0ADAM').length > greeted, 15_000);
});

test('a late word about an earlier installation does not end the present one', async () => {
  const before = Math.floor(Date.now() / 1000) - 60;
  await remove(uninstalled);
  await installIn(world);

  await world.slack.event(revoked, { eventTime: before, retryNum: 2 });
  await world.slack.event(uninstalled, { eventTime: before, retryNum: 2 });

  await openHome(world);
  expect(await isGone()).toBe(false);
});

test('keeps what is there for thirty days, and then nothing', async () => {
  await invite(world, 'cleo@example.com');
  await deliveriesAtRest(world);
  await remove(uninstalled);
  const other = world.slack.addTeam({ team: { id: 'T0STAYS', name: 'Stays', domain: 'stays' } });
  const { state, cookie } = await startInstall(world);
  await comeBack(world, { state, code: other.allow('U0ADAM') }, cookie);

  expect(await purgeAfter(29)).toEqual(['T0SANDBOX', 'T0STAYS']);
  expect(await purgeAfter(2)).toEqual(['T0STAYS']);
  for (const table of ['invitations', 'seen_requests', 'audit_entries']) {
    const left = await world.database.query(
      `SELECT * FROM ${table} WHERE workspace_id NOT IN (SELECT id FROM workspaces WHERE slack_team_id = 'T0STAYS')`,
    );
    expect(left, table).toEqual([]);
  }
  const teams = await world.database.query('SELECT slack_team_id FROM workspaces');
  expect(teams).toEqual([{ slack_team_id: 'T0STAYS' }]);
});

/** Lets so many days go by and starts another process, which deletes what is due; gives the teams left. */
async function purgeAfter(days: number): Promise<unknown[]> {
  world.clock.shiftMs += days * 86_400_000;
  const stop = await secondProcess(world);
  await stop();
  const rows = await world.database.query('SELECT slack_id FROM installations ORDER BY slack_id');
  return rows.map(({ slack_id }) => slack_id);
}

test('a list stays where it is while the app is away, and goes on once it is back', async () => {
  const adam = 'U0ADAM';
  await leaveRoom(world, adam, 2);
  const { person, id } = await sendAll(world, manyAddresses(4), { user: adam });
  await person.waitsFor('modal', 'Your daily limit is reached.');
  await deliveriesAtRest(world);
  await remove(uninstalled);
  const [before, letters] = [await importOf(world, id), world.mailbox.letters.length];
  world.clock.shiftMs += 24 * 3_600_000;
  // Its turn has come, and nobody can say whether they are still an admin.
  await expect
    .poll(async () => (await importOf(world, id)).due_at, { timeout: 15_000 })
    .not.toEqual(before.due_at);
  expect(await importOf(world, id)).toMatchObject({ state: 'sending' });
  expect(await statesOf(world, id)).toEqual({ invited: 2, waiting: 2 });
  expect(world.mailbox.letters).toHaveLength(letters);

  await installIn(world);
  world.clock.shiftMs += 60_000;
  await expect.poll(() => statesOf(world, id), { timeout: 30_000 }).toEqual({ invited: 4 });
  await deliveriesAtRest(world);
  expect(world.mailbox.letters.map(({ to }) => to)).toEqual(
    expect.arrayContaining(manyAddresses(4).slice(2)),
  );
});
