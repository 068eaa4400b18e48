import type { PretendSlack } from 'pretend-slack';
import { expect } from 'vitest';
import { byOauth, credentials } from './credentials.ts';
import { startWorld, type World } from './world.ts';

/** What people do in the stories about installing the app in many workspaces. */

/** The app, to be installed by OAuth; the first team hasn't done so yet. */
export function startInstallWorld(env: Record<string, string> = {}): Promise<World> {
  return startWorld({ ...byOauth, ...env }, {});
}

/** The app in Socket Mode: nothing reaches it by HTTP from Slack. */
export function startSocketWorld(env: Record<string, string> = {}): Promise<World> {
  return startWorld({ SLACK_APP_TOKEN: credentials.appToken, ...env });
}

/** Opens the page that starts an installation; gives where Slack would ask, and the browser's cookie. */
export async function startInstall(
  world: World,
): Promise<{ url: URL; state: string; cookie: string }> {
  const response = await world.get('/slack/install');
  expect(response.status).toBe(302);
  const url = new URL(response.headers.get('location') ?? '');
  const [cookie = ''] = response.headers.getSetCookie();
  return {
    url,
    state: url.searchParams.get('state') ?? '',
    cookie: cookie.slice(0, cookie.indexOf(';')),
  };
}

/** Comes back from Slack. */
export async function comeBack(
  world: World,
  query: Record<string, string>,
  cookie: string,
): Promise<Response> {
  const path = `/slack/oauth_redirect?${new URLSearchParams(query)}`;
  return await world.get(path, cookie ? { cookie } : {});
}

/** Installs the app in a team, from the first page to the last. */
export async function installIn(
  world: World,
  slack: PretendSlack = world.slack,
  user = 'U0ADAM',
): Promise<Response> {
  const { state, cookie } = await startInstall(world);
  const response = await comeBack(world, { state, code: slack.allow(user) }, cookie);
  expect(response.status).toBe(200);
  return response;
}

/** The same world, seen from another team: what acts on `slack` then happens there. */
export function seenFrom(world: World, slack: PretendSlack): World {
  return { ...world, slack };
}

/** The row of a team's installation. */
export async function installationOf(
  world: World,
  slackId: string,
): Promise<Record<string, unknown> | undefined> {
  const rows = await world.database.query('SELECT * FROM installations WHERE slack_id = $1', [
    slackId,
  ]);
  return rows[0];
}
