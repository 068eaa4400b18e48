import type { ApiCall } from 'pretend-slack';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAccess } from '../../src/install/use-cases/access.ts';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { openDialog } from '../support/acts.ts';
import { installationOf, installIn, startInstallWorld } from '../support/install-acts.ts';
import { openHome, secondProcess, typeCommand } from '../support/slack-acts.ts';
import type { World } from '../support/world.ts';

const twelveHours = 12 * 3600;

let world: World;
beforeEach(async () => {
  world = await startInstallWorld();
  world.slack.rotateTokens(twelveHours);
  await installIn(world);
  await openHome(world);
});
afterEach(() => world.stop());

function renewals(): ApiCall[] {
  return world.slack.calls.filter(
    ({ method, args }) => method === 'oauth.v2.access' && args.grant_type === 'refresh_token',
  );
}

async function tokens(): Promise<string> {
  const row = await installationOf(world, 'T0SANDBOX');
  return Buffer.from(row?.tokens as Uint8Array).toString('hex');
}

/** Twenty people open their Home tab at the same moment. */
async function everybodyAtOnce(): Promise<void> {
  const before = world.slack.calls.filter(({ method }) => method === 'views.publish').length;
  await Promise.all(Array.from({ length: 20 }, () => world.slack.openHome('U0ADAM')));
  await world.slack.until(
    () =>
      world.slack.calls.filter(({ method }) => method === 'views.publish').length >= before + 20,
    15_000,
  );
}

test('a token that is still good for long is left alone', async () => {
  world.clock.shiftMs += 10 * 3_600_000;
  await everybodyAtOnce();
  expect(renewals()).toEqual([]);
});

test('twenty requests with a token about to end renew it once, and all are served', async () => {
  const before = await tokens();
  world.clock.shiftMs += 11.5 * 3_600_000;

  await everybodyAtOnce();

  expect(renewals()).toHaveLength(1);
  expect(renewals()[0]?.response.ok).toBe(true);
  expect(await tokens()).not.toBe(before);
  expect(world.slack.calls.filter(({ token }) => token === 'wrong')).toEqual([]);
  await openDialog(world);
  expect(renewals()).toHaveLength(1);
});

test('two processes renew it once between them', async () => {
  world.clock.shiftMs += 11.5 * 3_600_000;
  const stop = await secondProcess(world);
  const there = everybodyAtOnce();
  world.slack.connect(world.url);
  const here = everybodyAtOnce();

  await Promise.all([here, there]);

  expect(renewals()).toHaveLength(1);
  await stop();
});

test('keeps nobody waiting while Slack thinks and the old token is still good', async () => {
  const before = await tokens();
  world.slack.fail('oauth.v2.access', { delayMs: 2500 });
  world.clock.shiftMs += 11.5 * 3_600_000;
  await openDialog(world);
  expect((await world.get('/sign-in')).status).toBe(200);
  // Slack answers after that, and what it says is kept.
  expect(renewals()).toEqual([]);
  await expect.poll(tokens, { timeout: 15_000 }).not.toBe(before);
  expect(renewals()).toHaveLength(1);
});

test('keeps what Slack answered though the database takes nothing just then', async () => {
  const before = await tokens();
  await world.database.query(
    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'away'; END $$",
  );
  await world.database.query(
    'CREATE TRIGGER away BEFORE UPDATE OF tokens ON installations FOR EACH ROW EXECUTE FUNCTION refuse()',
  );
  world.clock.shiftMs += 11.5 * 3_600_000;
  await openHome(world);
  const told = expect.objectContaining({ msg: 'renewed Slack tokens could not be kept' });
  await expect.poll(() => world.logs, { timeout: 15_000 }).toContainEqual(told);
  await world.database.query('DROP FUNCTION refuse CASCADE');
  await expect.poll(tokens, { timeout: 15_000 }).not.toBe(before);
  expect(renewals()).toHaveLength(1);
});

test('begins no renewal once the app stops', async () => {
  const secrets = createSecrets(world.config.appSecrets);
  const log = createLogger({ level: 'silent' });
  const stopping = new AbortController();
  const asked: string[] = [];
  const renew = async (token: string): Promise<never> => {
    asked.push(token);
    throw new Error('not now');
  };
  const { database } = world.database;
  const deps = { database, secrets, log, renew, stopping: stopping.signal };
  // The app itself must not be faster, for whatever it sends meanwhile.
  world.slack.fail('oauth.v2.access', { status: 503, times: 99 });
  world.clock.shiftMs += 11.5 * 3_600_000;
  stopping.abort();
  const access = await createAccess(deps).find({ teamId: 'T0SANDBOX' });
  expect(access?.botToken).toMatch(/^xoxe|^xoxb/);
  expect(asked).toEqual([]);
  // Whatever the app sends meanwhile may have tried just now, after which everybody pauses.
  const running = createAccess({ ...deps, stopping: new AbortController().signal });
  const tried = async (): Promise<number> => {
    world.clock.shiftMs += 31_000;
    await running.find({ teamId: 'T0SANDBOX' });
    return asked.length;
  };
  await expect.poll(tried, { timeout: 15_000 }).toBe(1);
});

test('answers in time though the token is over and Slack gives no other', async () => {
  world.slack.fail('oauth.v2.access', { status: 503, times: 9 });
  world.clock.shiftMs += 13 * 3_600_000;
  for (const email of ['ana@example.com', 'bo@example.com']) {
    // The pretend Slack still takes the old one; whoever has to be told no is told so as soon.
    expect((await typeCommand(world, email)).text).toContain('1 of 1 invitation sent');
  }
  expect(renewals()).toHaveLength(1);
});

test('goes on with the old token while Slack has a bad hour, and renews it afterwards', async () => {
  world.slack.fail('oauth.v2.access', { status: 503 });
  world.clock.shiftMs += 11.5 * 3_600_000;

  await openHome(world);
  expect(world.logs).toContainEqual(
    expect.objectContaining({
      level: 40,
      msg: expect.stringContaining('Slack tokens could not be renewed'),
    }),
  );
  // Not at once, or Slack would be asked by every request.
  await openHome(world);
  expect(renewals().map(({ status }) => status)).toEqual([503]);
  world.clock.shiftMs += 31_000;
  await openHome(world);
  expect(renewals().map(({ status }) => status)).toEqual([503, 200]);
});

test('a new APP_SECRET reads what the old one sealed, and seals it anew', async () => {
  const before = await tokens();
  const both = ['n'.repeat(32), ...world.config.appSecrets];
  let stop = await secondProcess({ ...world, config: { ...world.config, appSecrets: both } });
  await openHome(world);
  const resealed = await tokens();
  expect(resealed).not.toBe(before);
  await stop();

  stop = await secondProcess({
    ...world,
    config: { ...world.config, appSecrets: both.slice(0, 1) },
  });
  await openHome(world);
  expect(await tokens()).toBe(resealed);
  await stop();
});
