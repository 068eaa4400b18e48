import { afterAll, beforeAll, expect, test } from 'vitest';
import { purgeUninstalled } from '../../src/install/use-cases/uninstall.ts';
import { wordsOf } from '../support/acts.ts';
import {
  comeBack,
  installationOf,
  startInstall,
  startInstallWorld,
} from '../support/install-acts.ts';
import { sendPayload } from '../support/sent-payloads.ts';
import { homeShows, openHome, workspaceIdOf } from '../support/slack-acts.ts';
import type { World } from '../support/world.ts';

/** The app is installed in a whole organisation (Enterprise Grid), and so in each of its teams. */
const organisation = { id: 'E0ORG', name: 'Big Org' };

let world: World;
beforeAll(async () => {
  world = await startInstallWorld();
});
afterAll(() => world.stop());

const opened = { type: 'app_home_opened', user: 'U0ADAM', tab: 'home', channel: 'D0' };

test('keeps one installation for the organisation', async () => {
  const { state, cookie } = await startInstall(world);
  const code = world.slack.allow('U0OLGA', organisation);

  const response = await comeBack(world, { state, code }, cookie);

  expect(response.status).toBe(200);
  expect(await response.text()).toContain('Big Org');
  expect(await installationOf(world, 'E0ORG')).toMatchObject({ is_enterprise: true });
  expect(await world.database.query('SELECT id FROM workspaces')).toEqual([]);
});

test('serves its teams with that one token, and knows them by it afterwards', async () => {
  await world.slack.event(opened, { enterpriseId: organisation.id });

  await homeShows(world, 'U0ADAM', 'Nobody has been invited yet');
  await workspaceIdOf(world);
  const [workspace] = await world.database.query('SELECT slack_enterprise_id FROM workspaces');
  expect(workspace).toEqual({ slack_enterprise_id: 'E0ORG' });
});

test('another organisation is a stranger', async () => {
  const calls = world.slack.calls.length;
  await world.slack.event(opened, { enterpriseId: 'E0OTHER', teamId: 'T0OTHER' });
  await expect
    .poll(() => world.logs.filter(({ team }) => team === 'T0OTHER').map(({ msg }) => msg))
    .toEqual(['request of another Slack team refused']);
  expect(world.slack.calls).toHaveLength(calls);
});

test('uninstalling it there ends it in every team', async () => {
  await world.slack.event({ type: 'app_uninstalled' }, { enterpriseId: organisation.id });
  await expect
    .poll(async () => (await installationOf(world, 'E0ORG'))?.tokens, { timeout: 15_000 })
    .toBeNull();
  expect(wordsOf(world.logs)).toContain('the app was uninstalled');
});

const uninstalled = { type: 'app_uninstalled' };
const revoked = { type: 'tokens_revoked', tokens: { oauth: ['W0OLGA'], bot: ['W0BOT'] } };
const ofOrganisation = { enterprise_id: organisation.id };
const authorization = { enterprise_id: organisation.id, is_enterprise_install: true };

test.each([
  ['app_uninstalled without a team', { ...ofOrganisation, event: uninstalled }],
  ['tokens_revoked without a team', { ...ofOrganisation, event: revoked }],
  ['an empty team', { ...ofOrganisation, team_id: '', authorizations: null, event: uninstalled }],
  [
    'a team of it and no authorization',
    { ...ofOrganisation, team_id: 'T0SANDBOX', authorizations: [], event: revoked },
  ],
  [
    'an authorization without a team',
    { authorizations: [{ ...authorization, team_id: null }], event: uninstalled },
  ],
])('its tokens are deleted when Slack says it with %s', async (_what, told) => {
  const { state, cookie } = await startInstall(world);
  await comeBack(world, { state, code: world.slack.allow('U0OLGA', organisation) }, cookie);
  expect((await installationOf(world, 'E0ORG'))?.tokens).not.toBeNull();
  const moment = Math.floor(Date.now() / 1000);
  const envelope = { type: 'event_callback', event_id: 'Ev1', event_time: moment, ...told };
  expect((await sendPayload(world, 'events_api', envelope)).status).toBe(200);
  await expect
    .poll(async () => (await installationOf(world, 'E0ORG'))?.tokens, { timeout: 15_000 })
    .toBeNull();
});

test('a team that had the app by itself keeps everything when it comes back through its organisation', async () => {
  const install = async (code: string) => {
    const { state, cookie } = await startInstall(world);
    expect((await comeBack(world, { state, code }, cookie)).status).toBe(200);
  };
  await install(world.slack.allow('U0OLGA'));
  await world.database.query('UPDATE workspaces SET slack_enterprise_id = NULL');
  await openHome(world);
  await world.slack.uninstall();
  await expect
    .poll(async () => (await installationOf(world, 'T0SANDBOX'))?.tokens, { timeout: 15_000 })
    .toBeNull();
  world.slack.install();

  await install(world.slack.allow('U0OLGA', organisation));
  await world.slack.event(opened, { enterpriseId: organisation.id });

  const noted = () => world.database.query('SELECT slack_enterprise_id FROM workspaces');
  await expect.poll(noted, { timeout: 15_000 }).toEqual([{ slack_enterprise_id: 'E0ORG' }]);
  expect(await purgeUninstalled(world.database.database, -60_000)).toBe(1);
  expect(await noted()).toEqual([{ slack_enterprise_id: 'E0ORG' }]);
});
