import { afterAll, beforeAll, expect, test } from 'vitest';
import { forwardCookie, joinAs } from '../support/acts.ts';
import { textOf } from '../support/browser-acts.ts';
import { installIn, seenFrom, startInstallWorld } from '../support/install-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Whose members other tools let in, when any Slack team can install the app.

let listed: World;
let one: World;
/** Vic of the team Corp, an Admin. */
let vic: string;
/** Mal of a team of his own, who calls it Corp, too, and himself Vic. */
let mal: string;

beforeAll(async () => {
  listed = await startInstallWorld({ AUTH_TEAMS: 'T0OTHER, T0SANDBOX' });
  await installIn(listed);
  const evil = listed.slack.addTeam({ team: { id: 'T0EVIL', name: 'Evil', domain: 'evil' } });
  await installIn(listed, evil);
  await listed.database.query("UPDATE workspaces SET name = 'Corp'");
  const person = { displayName: 'Vic Victim', role: 'admin' } as const;
  vic = (await joinAs(listed, 'vic@corp.test', person)).cookie;
  const { cookie } = await joinAs(seenFrom(listed, evil), 'vic@corp.test', person);
  mal = cookie;
  one = await startWorld();
});
afterAll(async () => {
  await listed.stop();
  await one.stop();
});

/** What each browser shows proxies, by its session. */
const shown = new Map<string, string>();

async function verify(world: World, session: string): Promise<Response> {
  const cookie = shown.get(session) ?? (await forwardCookie(world, session));
  shown.set(session, cookie);
  return await world.get('/auth/verify', { cookie });
}

test('a listed team is let through, and another one of the same name and address is not', async () => {
  const [his, stranger] = [await verify(listed, vic), await verify(listed, mal)];

  expect(his.status).toBe(200);
  expect(his.headers.get('x-auth-team')).toBe('T0SANDBOX');
  expect(stranger.status).toBe(403);
  expect([...stranger.headers.keys()].filter((name) => name.startsWith('x-auth-'))).toEqual([]);
  expect(stranger.headers.get('location')).toBeNull();
  expect(await stranger.text()).toContain("Your account can't open this");
  // The account itself is open to him.
  expect((await listed.get('/account', { cookie: mal })).status).toBe(200);
});

test('with one bot token its workspace is let through, as long as it is the only one', async () => {
  const { cookie } = await joinAs(one, 'ana@example.com');

  expect((await verify(one, cookie)).status).toBe(200);
  await one.database.query(
    `INSERT INTO workspaces (id, slack_team_id, name, created_at)
     VALUES (gen_random_uuid(), 'T0FORMER', 'Former', now())`,
  );
  expect((await verify(one, cookie)).status).toBe(403);
});

test('once the app is uninstalled tools are closed, and the account and the way out stay open', async () => {
  listed.slack.state.installed = false;
  await listed.slack.event({ type: 'app_uninstalled' });
  await expect.poll(async () => (await verify(listed, vic)).status, { timeout: 15_000 }).toBe(403);

  const account = await listed.get('/account', { cookie: vic });
  expect(account.status).toBe(200);
  expect(await textOf(account)).toContain('Corp no longer uses this app in Slack');
  for (const closed of [
    await listed.get('/activity', { cookie: vic }),
    await listed.post('/activity', new FormData(), { cookie: vic }),
  ]) {
    expect(closed.status).toBe(403);
    expect(await textOf(closed)).toContain('Your workspace no longer uses this app in Slack.');
  }
  const signedOut = await listed.post('/sign-out', new FormData(), { cookie: vic });
  expect(signedOut.headers.get('location')).toBe('/sign-in?signed-out');
  expect((await verify(listed, vic)).status).toBe(401);
});
