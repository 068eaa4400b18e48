import type { PretendSlack } from 'pretend-slack';
import { expect } from 'vitest';
import { cookieOf, invite } from './acts.ts';
import { credentials, secrets } from './credentials.ts';
import { startWorld, type World } from './world.ts';

/** What people do in the stories about signing in with Slack. */

/** The environment of an app that people sign in to with Slack, beside whatever it is installed by. */
export const withSlackSignIn = {
  SLACK_CLIENT_ID: credentials.clientId,
  SLACK_CLIENT_SECRET: credentials.clientSecret,
};

/** The app with the token of one workspace, whose people sign in with Slack. */
export function startSlackSignInWorld(env: Record<string, string> = {}): Promise<World> {
  return startWorld({ ...withSlackSignIn, ...env }, secrets);
}

/** Somebody on their way: where Slack asks them who they are, and what their browser keeps meanwhile. */
export interface OnTheWay {
  readonly url: string;
  readonly cookie: string;
}

const own = { 'sec-fetch-site': 'same-origin' };

/** Presses a link of the app's that leads to Slack. `cookie` is what the browser has already. */
export async function goToSlack(world: World, path: string, cookie = ''): Promise<OnTheWay> {
  const response = await world.get(path, { ...own, ...(cookie && { cookie }) });
  expect(response.status).toBe(303);
  const kept = response.headers.getSetCookie().map((each) => each.slice(0, each.indexOf(';')));
  const url = response.headers.get('location') ?? '';
  return { url, cookie: [cookie, ...kept].filter(Boolean).join('; ') };
}

/** Comes back from Slack as somebody there; as nobody (null) after pressing Cancel. */
export async function comeBack(
  world: World,
  { url, cookie }: OnTheWay,
  user: string | null,
  slack: PretendSlack = world.slack,
): Promise<Response> {
  const back = new URL(slack.signIn(user, url));
  return await world.get(back.pathname + back.search, cookie ? { cookie } : {});
}

/** Goes to Slack by a link of the app's, and comes back. */
export async function bySlack(
  world: World,
  path: string,
  user: string,
  cookie = '',
): Promise<Response> {
  return await comeBack(world, await goToSlack(world, path, cookie), user);
}

/** Invites somebody of the Slack team, who joins with Slack; gives their browser's cookie. */
export async function joinBySlack(
  world: World,
  user: string,
  email: string,
): Promise<{ cookie: string; path: string }> {
  const { path } = await invite(world, email);
  const joined = await bySlack(world, `${path}/slack`, user);
  expect(joined.headers.get('location')).toBe('/account?joined');
  return { cookie: cookieOf(joined), path };
}

/** The row of whoever has this address. */
export async function memberRow(
  world: World,
  email: string,
): Promise<Record<string, unknown> | undefined> {
  const rows = await world.database.query(
    'SELECT * FROM members WHERE address = $1 AND closed_at IS NULL',
    [email],
  );
  return rows[0];
}
