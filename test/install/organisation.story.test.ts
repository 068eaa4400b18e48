import type { PretendSlack } from 'pretend-slack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDialog, wordsOf } from '../support/acts.ts';
import {
  comeBack,
  installationOf,
  installIn,
  seenFrom,
  startInstall,
  startInstallWorld,
} from '../support/install-acts.ts';
import { sendPayload } from '../support/sent-payloads.ts';
import { openHome, pressHome, typeCommand } from '../support/slack-acts.ts';
import type { World } from '../support/world.ts';

// Workspaces of an organisation (Enterprise Grid) have the app each by itself; the organisation as a whole can't.

const organisation = { id: 'E0ORG', name: 'Big Org' };

let world: World;
let grid: PretendSlack;
beforeAll(async () => {
  world = await startInstallWorld();
  grid = world.slack.addTeam({
    team: { id: 'T0GRID', name: 'Sales', domain: 'big-sales', enterprise: organisation },
  });
});
afterAll(() => world.stop());

const opened = { type: 'app_home_opened', user: 'U0ADAM', tab: 'home', channel: 'D0' };

test('a whole organisation is refused, with what to do, and nothing is kept of its tokens', async () => {
  const { state, cookie } = await startInstall(world);

  const code = world.slack.allow('U0OLGA', organisation);
  const response = await comeBack(world, { state, code }, cookie);

  expect(response.status).toBe(403);
  const page = await response.text();
  expect(page).toContain('Please pick a workspace');
  expect(page).toContain('href="/slack/install"');
  expect(await world.database.query('SELECT slack_id FROM installations')).toEqual([]);
  expect(await world.database.query('SELECT id FROM workspaces')).toEqual([]);
});

test('what it says then is a stranger’s, and answered like that', async () => {
  const calls = world.slack.calls.length;
  const reply = await world.slack.event(opened, { organisationId: organisation.id });

  expect(reply.status).toBe(200);
  await expect
    .poll(() => world.logs.map(({ msg }) => msg))
    .toContain('request of another Slack team refused');
  expect(world.slack.calls).toHaveLength(calls);
});

test('a workspace of it works like any other: command, dialog, Home and its buttons', async () => {
  await installIn(world, grid);
  const there = seenFrom(world, grid);

  await openHome(there, 'U0ADAM', 'Nobody has been invited yet');
  const answer = await typeCommand(there, 'ana@example.com');
  expect(answer.text).toContain('1 of 1');
  await openDialog(there);
  await grid.close({ user: 'U0ADAM', all: true });
  await pressHome(there, 'U0ADAM', 'home.tab_settings', { words: 'Team settings' });
  expect(await installationOf(world, 'T0GRID')).toMatchObject({ name: 'Sales' });
});

const uninstalled = { type: 'app_uninstalled' };
const revoked = { type: 'tokens_revoked', tokens: { oauth: ['W0OLGA'], bot: ['W0BOT'] } };
const authorization = { enterprise_id: organisation.id, is_enterprise_install: true };

test.each([
  ['app_uninstalled without a team', { enterprise_id: 'E0ORG', event: uninstalled }],
  ['tokens_revoked without a team', { enterprise_id: 'E0ORG', event: revoked }],
  [
    'an authorization without a team',
    { authorizations: [{ ...authorization, team_id: null }], event: uninstalled },
  ],
  [
    'a team of it and an authorization of its own',
    { team_id: 'T0GRID', authorizations: [authorization], event: uninstalled },
  ],
])('the organisation’s end is no end of the workspace’s: %s', async (_what, told) => {
  const moment = Math.floor(Date.now() / 1000) + 1;
  const envelope = { type: 'event_callback', event_id: 'Ev1', event_time: moment, ...told };

  expect((await sendPayload(world, 'events_api', envelope)).status).toBe(200);

  const answer = await typeCommand(seenFrom(world, grid), 'list');
  expect(answer.text).toContain('pending');
  expect((await installationOf(world, 'T0GRID'))?.tokens).not.toBeNull();
});

test('uninstalling it in the workspace ends it there', async () => {
  await grid.uninstall();
  await expect
    .poll(async () => (await installationOf(world, 'T0GRID'))?.tokens, { timeout: 15_000 })
    .toBeNull();
  expect(wordsOf(world.logs)).toContain('the app was uninstalled');
});
