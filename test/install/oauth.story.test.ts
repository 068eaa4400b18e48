import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDialog, wordsOf } from '../support/acts.ts';
import { credentials } from '../support/credentials.ts';
import {
  comeBack,
  installationOf,
  installIn,
  startInstall,
  startInstallWorld,
} from '../support/install-acts.ts';
import { homeShows } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startInstallWorld();
});
afterAll(() => world.stop());

test('sends whoever wants to install it to Slack, which is asked for all that the app needs', async () => {
  const { url, state } = await startInstall(world);

  expect(url.origin).toBe(new URL(world.slack.apiUrl).origin);
  expect(url.pathname).toBe('/oauth/v2/authorize');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: credentials.clientId,
    scope:
      'commands,chat:write,chat:write.public,links:read,links:write,users:read,users:read.email,' +
      'channels:read,files:read,groups:read,usergroups:read',
    redirect_uri: 'http://localhost:3000/slack/oauth_redirect',
    state,
  });
});

test('every start is another one, bound to the browser by a cookie that scripts cannot read', async () => {
  const first = await startInstall(world);
  const second = await startInstall(world);
  expect(first.state).not.toBe(second.state);

  const response = await world.get('/slack/install');
  expect(response.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^install=[\w-]{51}; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/),
  ]);
  expect(response.headers.get('cache-control')).toBe('no-store');
});

test('before anybody has installed it, a team is a stranger', async () => {
  const reply = await world.slack.openHome('U0ADAM');
  expect(reply.status).toBe(200);
  expect(world.slack.home('U0ADAM')).toBeUndefined();
  expect(world.logs).toContainEqual(
    expect.objectContaining({ msg: 'request of another Slack team refused', team: 'T0SANDBOX' }),
  );
});

test('the installer is led back to Slack, welcomed, and can invite at once though no Slack admin', async () => {
  const response = await installIn(world, world.slack, 'U0MIA');

  const page = await response.text();
  expect(page).toContain('The app is installed');
  expect(page).toContain('<strong>/invite-member</strong>');
  expect(page).toContain('https://slack.com/app_redirect?app=A0APP&amp;team=T0SANDBOX');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(response.headers.get('cache-control')).toBe('no-store');
  await world.slack.until(
    () => wordsOf(world.slack.dms('U0MIA')).includes('/invite-member'),
    15_000,
  );
  expect(world.slack.dms('U0MIA')).toHaveLength(1);
  await openDialog(world, 'U0MIA');
  await world.slack.openHome('U0MIA');
  await homeShows(world, 'U0MIA', 'Nobody has been invited yet');
});

test('keeps the tokens encrypted, and out of every log line', async () => {
  const row = await installationOf(world, 'T0SANDBOX');
  expect(row).toMatchObject({
    is_enterprise: false,
    name: 'Sandbox',
    bot_id: 'B0APP',
    bot_user_id: 'U0APP',
    installer_slack_user: 'U0MIA',
    uninstalled_at: null,
  });
  const sealed = Buffer.from(row?.tokens as Uint8Array);
  expect(sealed.length).toBeGreaterThan(28);
  expect(sealed.toString('latin1')).not.toContain('xoxb');
  expect(JSON.stringify(world.logs)).not.toMatch(/xox|test-client-secret|code-/);
});

test('installing again changes no admin and welcomes nobody twice', async () => {
  await installIn(world, world.slack, 'U0GUS');

  const [workspace] = await world.database.query('SELECT installer_slack_user FROM workspaces');
  expect(workspace).toEqual({ installer_slack_user: 'U0MIA' });
  const notices = await world.database.query('SELECT recipient FROM deliveries');
  expect(notices).toEqual([{ recipient: 'U0MIA' }]);
});

const ways: readonly [string, (state: string) => Record<string, string>, number, string][] = [
  ['was not allowed', (state) => ({ state, error: 'access_denied' }), 403, 'Not installed'],
  ['brings another state', () => ({ state: 'x'.repeat(51), code: 'c' }), 400, 'start again'],
  ['brings no state', () => ({ code: 'c' }), 400, 'start again'],
  ['brings a code that Slack takes no more', (state) => ({ state, code: 'c' }), 400, 'start again'],
];

test.each(ways)('says what to do when somebody %s', async (_what, query, status, words) => {
  const { state, cookie } = await startInstall(world);
  const before = await installationOf(world, 'T0SANDBOX');

  const response = await comeBack(world, query(state), cookie);

  expect(response.status).toBe(status);
  const page = await response.text();
  expect(page).toContain(words);
  expect(page).toContain('href="/slack/install"');
  expect(await installationOf(world, 'T0SANDBOX')).toEqual(before);
});

test('takes no state from another browser, nor twice', async () => {
  const { state, cookie } = await startInstall(world);
  const code = world.slack.allow('U0ADAM');
  expect((await comeBack(world, { state, code }, '')).status).toBe(400);
  const other = await startInstall(world);
  expect((await comeBack(world, { state, code }, other.cookie)).status).toBe(400);
  expect((await comeBack(world, { state, code }, cookie)).status).toBe(200);
  const again = world.slack.allow('U0ADAM');
  expect((await comeBack(world, { state, code: again }, cookie)).status).toBe(400);
});

test('takes a state for ten minutes only', async () => {
  const { state, cookie } = await startInstall(world);
  const code = world.slack.allow('U0ADAM');
  world.clock.shiftMs += 10 * 60_000;

  expect((await comeBack(world, { state, code }, cookie)).status).toBe(400);
});

test.each([
  ['is down', { status: 503 }],
  ['is too busy', { retryAfter: 30 }],
  ['has an error of its own', { error: 'internal_error' }],
  ['fails fatally', { error: 'fatal_error' }],
])('says so when Slack %s', async (_what, fault) => {
  const { state, cookie } = await startInstall(world);
  world.slack.fail('oauth.v2.access', fault);

  const response = await comeBack(world, { state, code: world.slack.allow('U0ADAM') }, cookie);

  expect(response.status).toBe(503);
  expect(await response.text()).toContain('We can&#39;t reach Slack');
});

/** Comes back from Slack with a code that nobody gave. */
async function madeUp(code: string): Promise<number> {
  const { state, cookie } = await startInstall(world);
  return (await comeBack(world, { state, code }, cookie)).status;
}

/** How often Slack was asked about a code. */
function asked(): number {
  return world.slack.calls.filter(({ method }) => method === 'oauth.v2.access').length;
}

test('asks Slack about a code once', async () => {
  const before = asked();

  expect([await madeUp('once'), await madeUp('once')]).toEqual([400, 400]);
  expect(asked() - before).toBe(1);
});

test('asks Slack about a few made-up codes from one network, and then only after a pause', async () => {
  world.clock.shiftMs += 10 * 60_000;
  const before = asked();
  const statuses: number[] = [];
  for (let number = 0; number < 22; number += 1) statuses.push(await madeUp(`made-up-${number}`));

  expect(statuses).toEqual([...Array(20).fill(400), 429, 429]);
  expect(asked() - before).toBe(20);
  world.clock.shiftMs += 10 * 60_000;
  for (let number = 0; number < 22; number += 1) await installIn(world);
});

test('with the token of one workspace there is nothing to install', async () => {
  const one = await startWorld();
  for (const path of ['/slack/install', '/slack/oauth_redirect?state=x&code=y']) {
    expect((await one.get(path)).status).toBe(404);
  }
  await one.stop();
});
