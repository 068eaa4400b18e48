import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliveriesAtRest, wordsOf } from '../support/acts.ts';
import { textOf } from '../support/browser-acts.ts';
import {
  comeBack,
  installationOf,
  installIn,
  startInstall,
  startInstallWorld,
} from '../support/install-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Ways back from Slack that nobody means, and teams with odd names.

let world: World;
beforeAll(async () => {
  world = await startInstallWorld({ INSTALL_TEAMS: 'any' });
});
afterAll(() => world.stop());

/** A browser, which keeps the one cookie. */
function browser() {
  let cookie = '';
  const get = async (path: string, method = 'GET'): Promise<Response> => {
    const headers = cookie ? { cookie } : {};
    const response = await fetch(world.url + path, { method, headers, redirect: 'manual' });
    for (const set of response.headers.getSetCookie()) {
      const value = set.slice(0, set.indexOf(';'));
      cookie = value.endsWith('=') ? '' : value;
    }
    return response;
  };
  const start = async (): Promise<string> => {
    const response = await get('/slack/install');
    return new URL(response.headers.get('location') ?? '').searchParams.get('state') ?? '';
  };
  const pathBack = (state: string): string =>
    `/slack/oauth_redirect?${new URLSearchParams({ state, code: world.slack.allow('U0ADAM') })}`;
  return { get, start, pathBack };
}

test('whoever began in two tabs can end in both, the other way round as well', async () => {
  const { get, start, pathBack } = browser();
  const [first, second] = [await start(), await start()];

  expect((await get(pathBack(second))).status).toBe(200);
  expect((await get(pathBack(first))).status).toBe(200);
});

test('a state of somebody else spoils nothing', async () => {
  const { get, start, pathBack } = browser();
  const state = await start();

  expect((await get(pathBack('x'.repeat(51)))).status).toBe(400);
  expect((await get(pathBack(state))).status).toBe(200);
});

test('of many tabs the last few count, so that the cookie stays small', async () => {
  const { get, start, pathBack } = browser();
  const states: string[] = [];
  for (let tab = 0; tab < 6; tab += 1) states.push(await start());

  const statuses: number[] = [];
  for (const state of states) statuses.push((await get(pathBack(state))).status);
  expect(statuses).toEqual([400, 400, 200, 200, 200, 200]);
});

test('what only looks at the way back uses nothing up', async () => {
  const { get, start, pathBack } = browser();
  const path = pathBack(await start());
  const before = world.slack.calls.length;

  expect((await get(path, 'HEAD')).status).toBe(200);
  expect(world.slack.calls).toHaveLength(before);
  expect((await get(path)).status).toBe(200);
});

test('whoever loads the last page again learns that it may be done', async () => {
  const { get, start, pathBack } = browser();
  const path = pathBack(await start());
  await get(path);

  const page = await textOf(await get(path));
  expect(page).toContain("If you've just installed the app, it's done");
  expect(page).not.toContain('Nothing has changed');
});

test.each([
  ['access_denied', /Slack said permission was denied/, false],
  ['invalid_team_for_non_distributed_app', /Manage Distribution/, true],
  ['invalid_scope', /Slack refused \(invalid_scope\)/, true],
  ['<b>Odd&%', /Slack refused \(unknown_error\)/, true],
  ['INVALID_SCOPE', /Slack refused \(invalid_scope\)/, true],
  ['x'.repeat(500), /Slack refused \(unknown_error\)/, true],
  ['', /Slack refused \(unknown_error\)/, true],
])('says what Slack’s error %j means', async (error, words, isLogged) => {
  const { state, cookie } = await startInstall(world);
  const count = world.logs.length;
  const response = await comeBack(world, { state, error }, cookie);

  expect(response.status).toBe(403);
  expect(await textOf(response)).toMatch(words);
  const said = world.logs.slice(count).map(({ msg }) => msg);
  expect(said.includes('Slack refused an installation')).toBe(isLogged);
});

test('a way back with neither code nor error is an answer of Slack’s that is of no use', async () => {
  const { state, cookie } = await startInstall(world);
  expect((await comeBack(world, { state }, cookie)).status).toBe(400);
});

test.each([
  ['T0NUL', 'Ac\u0000me\u0007', 'Acme'],
  ['T0BLANK', '  \u200B ', 'T0BLANK'],
  ['T0EMPTY', '', 'T0EMPTY'],
  ['T0TURN', '\u202Eemca', 'emca'],
])('a team %s is kept under a name that can be shown', async (id, name, kept) => {
  const slack = world.slack.addTeam({ team: { id, name, domain: id.toLowerCase() } });
  const response = await installIn(world, slack);

  expect(await textOf(response)).toContain(`${kept} is ready.`);
  expect(await installationOf(world, id)).toMatchObject({ name: kept });
});

test('a name with stars in it is no formatting', async () => {
  const slack = world.slack.addTeam({ team: { id: 'T0STARS', name: '*Stars', domain: 'stars' } });
  await installIn(world, slack);

  await deliveriesAtRest(world);
  const words = wordsOf(slack.dms('U0ADAM'));
  expect(words).toContain('People join *Stars with personal links');
});

test('that another app of a team has lost its token is no concern of this one', async () => {
  const slack = world.slack.addTeam({ team: { id: 'T0TWO', name: 'Two', domain: 'two' } });
  await installIn(world, slack);
  await slack.event({ type: 'tokens_revoked', tokens: { oauth: [], bot: ['U0OTHER'] } });
  await slack.event({ type: 'tokens_revoked', tokens: { oauth: [], bot: [] } });

  await deliveriesAtRest(world);
  expect(await installationOf(world, 'T0TWO')).toMatchObject({ uninstalled_at: null });
});

test('where the app has a bot token, whoever looks for the page reads why there is none', async () => {
  const one = await startWorld();
  const response = await one.get('/slack/install');

  expect(response.status).toBe(404);
  expect(await textOf(response)).toContain('connected it by hand');
  await one.stop();
});
