import type { PretendSlack } from 'pretend-slack';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import type { AppOptions } from '../../src/app.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { allRows, deliveriesAtRest } from '../support/acts.ts';
import { textOf } from '../support/browser-acts.ts';
import { byOauth } from '../support/credentials.ts';
import {
  comeBack,
  installationOf,
  installIn,
  seenFrom,
  startInstall,
  startInstallWorld,
} from '../support/install-acts.ts';
import { openHome, secondApp, secondProcess } from '../support/slack-acts.ts';
import { startWorld, testConfig, type World } from '../support/world.ts';

let world: World;
afterEach(() => world.stop());

/** A world whose operator lets in these teams, and another team in the same Slack. */
async function startTwoTeams(env: Record<string, string>): Promise<PretendSlack> {
  world = await startInstallWorld(env);
  return world.slack.addTeam({ team: { id: 'T0GLOBEX', name: '<Globex>', domain: 'globex' } });
}

/** Tries to install the app in a team. */
async function tryToInstall(slack: PretendSlack): Promise<Response> {
  const { state, cookie } = await startInstall(world);
  return await comeBack(world, { state, code: slack.allow('U0MIA') }, cookie);
}

/** The app once more with the same database, told something else; it stops at the end of the test. */
async function secondWith(
  env: Record<string, string>,
  more: Partial<AppOptions> = {},
): Promise<World> {
  const around = { SLACK_API_URL: world.slack.apiUrl, SMTP_URL: world.mailbox.smtpUrl };
  const config = testConfig({ ...around, ...byOauth, ...env });
  const { url, stop } = await secondApp(world, config, more);
  onTestFinished(stop);
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(url + path, { headers, redirect: 'manual' });
  return { ...world, get };
}

async function expectRefused(slack: PretendSlack): Promise<void> {
  const before = await allRows(world);
  const response = await tryToInstall(slack);

  expect(response.status).toBe(403);
  expect(response.headers.get('cache-control')).toBe('no-store');
  const page = await response.text();
  expect(page).toContain('&lt;Globex&gt;');
  expect(page).toContain('href="/slack/install"');
  expect(page).toContain('<strong>T0GLOBEX</strong>');
  expect(page).toContain('INSTALL_TEAMS');
  expect(await allRows(world)).toEqual(before);
}

test('unless told otherwise the first team is the only one, and comes back as often as it likes', async () => {
  const globex = await startTwoTeams({ INSTALL_TEAMS: '' });
  await installIn(world, world.slack);

  await expectRefused(globex);

  // Nothing stays in the other team's Slack, and its people are strangers.
  expect(globex.state.installed).toBe(false);
  expect(world.logs).toContainEqual(
    expect.objectContaining({
      level: 40,
      team: 'T0GLOBEX',
      msg: expect.stringContaining('INSTALL_TEAMS'),
    }),
  );
  await globex.until(() => globex.requests.some(({ kind }) => kind === 'app_uninstalled'), 15_000);
  await installIn(world, world.slack, 'U0OLGA');
  await openHome(world);
});

test('that Slack keeps the app in the other team is noted, and no fault', async () => {
  const globex = await startTwoTeams({ INSTALL_TEAMS: '' });
  await installIn(world, world.slack);
  world.slack.fail('apps.uninstall', { status: 503 });

  await expectRefused(globex);

  expect(world.logs).toContainEqual(
    expect.objectContaining({ level: 40, msg: expect.stringContaining('could not be removed') }),
  );
});

test('somebody else may be first once nothing is left of the team that was', async () => {
  const globex = await startTwoTeams({ INSTALL_TEAMS: 'first' });
  await installIn(world, world.slack);
  await deliveriesAtRest(world);
  await world.slack.uninstall();
  await expect
    .poll(async () => (await installationOf(world, 'T0SANDBOX'))?.uninstalled_at)
    .not.toBeNull();
  // What it had is kept for thirty days, for if it comes back.
  await expectRefused(globex);

  world.clock.shiftMs += 31 * 86_400_000;
  const stop = await secondProcess(world);
  await stop();
  await installIn(world, globex);

  await openHome(seenFrom(world, globex));
  const refused = await tryToInstall(world.slack);
  expect(refused.status).toBe(403);
});

test('only teams on the list are let in, whoever comes first', async () => {
  const globex = await startTwoTeams({ INSTALL_TEAMS: 'T0SANDBOX, T0OTHER' });
  await expectRefused(globex);

  const other = world.slack.addTeam({ team: { id: 'T0OTHER', name: 'Other', domain: 'other' } });
  await installIn(world, other);
  await installIn(world, world.slack);
});

test('any team is let in when the operator says so', async () => {
  const globex = await startTwoTeams({ INSTALL_TEAMS: 'any' });
  await installIn(world, globex);
  await installIn(world, world.slack);
});

test('a team that is on the list no longer keeps what it has, and may install it again, which the operator is told', async () => {
  const globex = await startTwoTeams({ INSTALL_TEAMS: 'any' });
  await installIn(world, globex);
  const told: string[] = [];
  const log = createLogger({ level: 'warn', sink: { write: (line) => void told.push(line) } });
  const narrow = await secondWith({ INSTALL_TEAMS: 'T0SANDBOX' }, { log });
  expect(told.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({
      level: 40,
      teams: ['<Globex> (T0GLOBEX)'],
      msg: expect.stringContaining('INSTALL_TEAMS'),
    }),
  );

  // Slack may have given it new tokens, so what was kept before might be dead.
  await installIn(narrow, globex, 'U0MIA');
  expect(globex.state.installed).toBe(true);
  await openHome(seenFrom(world, globex));

  // Once it has removed the app it is a stranger.
  await globex.uninstall();
  await expect
    .poll(async () => (await installationOf(world, 'T0GLOBEX'))?.uninstalled_at)
    .not.toBeNull();
  const { state, cookie } = await startInstall(narrow);
  const refused = await comeBack(narrow, { state, code: globex.allow('U0MIA') }, cookie);
  expect(refused.status).toBe(403);
  expect(globex.state.installed).toBe(false);
});

test('the team of a bot token goes on with OAuth as the first one', async () => {
  world = await startWorld();
  await openHome(world);
  const globex = world.slack.addTeam({
    team: { id: 'T0GLOBEX', name: 'Globex', domain: 'globex' },
  });
  const byOauth = await secondWith({ INSTALL_TEAMS: '' });

  const { state, cookie } = await startInstall(byOauth);
  const refused = await comeBack(byOauth, { state, code: globex.allow('U0MIA') }, cookie);
  expect(refused.status).toBe(403);
  expect(await textOf(refused)).toContain('Globex');
  await installIn(byOauth, world.slack);
});
