import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliveriesAtRest } from '../support/acts.ts';
import { installationOf, installIn, startInstallWorld } from '../support/install-acts.ts';
import { secondApp } from '../support/slack-acts.ts';
import type { World } from '../support/world.ts';

// A team has removed the app while that was down, and Slack has given up telling it.

const patience = { timeout: 15_000 };
let world: World;
const others: (() => Promise<void>)[] = [];
beforeEach(async () => {
  world = await startInstallWorld();
  await installIn(world);
  await deliveriesAtRest(world);
  await world.database.query("UPDATE installations SET installed_at = now() - interval '1 day'");
});
afterEach(async () => {
  // Before the database, which it shares, is closed.
  await Promise.all(others.splice(0).map((stop) => stop()));
  await world.stop();
});

/** The app is started; it asks Slack about its installations, and looks again after a moment. */
async function startAnew(againMs = 50): Promise<void> {
  const times = { firstMs: 0, everyMs: 50, betweenMs: 1, againMs };
  const { stop } = await secondApp(world, world.config, { installationLooks: times });
  others.push(stop);
}

function looks(): number {
  return world.slack.calls.filter(({ method }) => method === 'auth.test').length;
}

async function isGone(): Promise<boolean> {
  const row = await installationOf(world, 'T0SANDBOX');
  return row?.tokens === null && row.uninstalled_at !== null;
}

test.each(['account_inactive', 'token_revoked'])(
  'a team of whose token Slack says %s twice is gone',
  async (error) => {
    world.slack.fail('auth.test', { error, times: 2 });
    await startAnew();
    await expect.poll(isGone, patience).toBe(true);
    expect(world.logs).not.toContainEqual(expect.objectContaining({ level: 50 }));
  },
);

test('what Slack says once, and then no more, ends nothing', async () => {
  const before = looks();
  world.slack.fail('auth.test', { error: 'account_inactive' });
  await startAnew();
  await expect.poll(looks, patience).toBe(before + 2);
  expect(await isGone()).toBe(false);
});

test.each([
  ['doubts the token, or this machine', { error: 'invalid_auth' }],
  ['fails', { error: 'internal_error' }],
  ['is away', { status: 503 }],
])('while Slack %s nothing is ended', async (_what, failure) => {
  const before = looks();
  world.slack.fail('auth.test', { ...failure, times: 3 });
  await startAnew();
  await expect.poll(looks, patience).toBeGreaterThan(before);
  expect(await isGone()).toBe(false);
});

test('each team is asked about once, however often the app is started', async () => {
  const before = looks();
  await startAnew();
  await startAnew();
  await expect.poll(looks, patience).toBe(before + 1);
  world.clock.shiftMs += 11 * 60_000;
  await expect.poll(looks, patience).toBeGreaterThan(before + 1);
});

test('whoever installs it again in the meantime keeps it', async () => {
  const before = looks();
  world.slack.fail('auth.test', { error: 'account_inactive' });
  await startAnew(300);
  await expect.poll(looks, patience).toBe(before + 1);
  await installIn(world);
  const installed = looks();
  await expect.poll(looks, patience).toBeGreaterThan(installed);
  expect(await isGone()).toBe(false);
});
