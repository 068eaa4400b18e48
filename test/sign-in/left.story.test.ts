import { linesOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, deliveriesAtRest, goodPassword, invite, joinAs } from '../support/acts.ts';
import { textOf, Visitor } from '../support/browser-acts.ts';
import {
  homeCatchesUp,
  openHome,
  pressHome,
  setSettings,
  typeCommand,
} from '../support/slack-acts.ts';
import { connectTool, follow, openTool, startToldTool } from '../support/tool-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let told: Awaited<ReturnType<typeof startToldTool>>;
beforeAll(async () => {
  told = await startToldTool();
  world = await startWorld({ TOOL_HOSTS: '127.0.0.1', AUTH_TEAMS: 'T0SANDBOX' });
});
afterAll(async () => {
  await world.stop();
  await told.stop();
});

const adam = 'U0ADAM';
const patience = { timeout: 15_000 };

/** Somebody joins and is signed in. */
async function join(email: string, displayName: string, role: 'member' | 'admin' = 'member') {
  await joinAs(world, email, { displayName, role });
  const browser = new Visitor(world);
  await browser.signIn(email, goodPassword);
  return browser;
}

/** Sends the form of the page on which one leaves. */
async function leave(browser: Visitor, password = goodPassword): Promise<Response> {
  const page = await (await browser.get('/account/leave')).text();
  const member = /name="member" value="([^"]+)"/.exec(page)?.[1] ?? '';
  return await browser.post('/account/leave', { member, password });
}

/** Every text in which something occurs, of any table. */
async function rowsWith(text: string): Promise<string[]> {
  const tables = await world.database.query(
    "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await world.database.query(
      `SELECT count(*)::int AS count FROM ${name} t WHERE t::text ILIKE $1`,
      [`%${text}%`],
    );
    if (Number(rows[0]?.count) > 0) found.push(String(name));
  }
  return found.sort();
}

test('says what is deleted and what stays, and asks for the password', async () => {
  const bo = await join('bo@example.com', 'Bo');
  const account = await (await bo.get('/account')).text();
  expect(account).toContain('href="/account/leave"');
  const page = await textOf(await bo.get('/account/leave'));
  expect(page).toContain("What's deleted");
  expect(page).toContain('What stays, and why');
  const wrong = await leave(bo, 'not the password');
  expect(wrong.status).toBe(400);
  expect(await textOf(wrong)).toContain('Wrong password');
  expect((await bo.get('/account')).status).toBe(200);
});

test('who leaves is out everywhere at once, and their data is gone but for the record', async () => {
  const tool = await connectTool(world, { 'Sign-out address': `${told.url}/out` });
  const zoe = addPerson(world, { id: 'U0ZOE', name: 'zoe', email: 'zoe.zhang@example.com' });
  const browser = await join('zoe.zhang@example.com', 'Zoe Zhang', 'admin');
  const friend = await invite(world, 'friend@example.com', { by: zoe });
  const avatar = new File([Buffer.from(picture, 'base64')], 'me.png', { type: 'image/png' });
  await browser.post('/account', { act: 'avatar', avatar });
  const { sent } = await openTool(world, tool, browser);
  await openHome(world, zoe);
  await deliveriesAtRest(world);

  const answer = await leave(browser);

  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe('/left');
  expect(await textOf(await browser.get('/left'))).toContain("You've left");
  for (const kept of ['invitations-session', 'browser']) {
    expect(browser.jar.get(kept)).toBeUndefined();
  }
  expect((await browser.get('/account')).status).toBe(401);
  expect((await browser.signIn('zoe.zhang@example.com', goodPassword)).status).toBe(400);
  expect((await follow(world, browser, sent.path)).path).toMatch(/^\/sign-in\?/);
  await expect.poll(() => told.told.length, patience).toBe(1);
  expect((await world.get(friend.path)).status).toBe(410);
  await deliveriesAtRest(world);
  // The last for a week, in case Slack repeats an admin's request.
  const left = ['audit_entries', 'audit_people', 'seen_requests'];
  expect(await rowsWith('zhang')).toEqual(left);
  expect(await world.database.query('SELECT member_id FROM avatars')).toEqual([]);
  // Being one in Slack is no way back for an admin who left.
  expect((await typeCommand(world, 'list', { user: zoe })).text).toContain('Only admins');
});

test('admins see in Home and in Activity who left, with the receipt; and can invite them again', async () => {
  await openHome(world, adam, 'Invite people');
  const shown = 'Zoe Zhang (zoe.zhang@example.com) left and deleted their account';
  await pressHome(world, adam, 'home.tab_members', { words: '● Members' });
  const members = await homeCatchesUp(world, adam, [shown, 'Wiki signed out']);
  expect(linesOf(members).join('\n')).toMatch(/2 sessions ended · Wiki signed out/);
  const activity = await pressHome(world, adam, 'home.tab_activity', { words: '● Activity' });
  expect(linesOf(activity).join('\n')).toContain(shown);

  await join('zoe.zhang@example.com', 'Zoe again');
  await openHome(world, adam, 'Invite people');
  await pressHome(world, adam, 'home.tab_members', { words: 'Zoe again' });
});

test('the last who can act as an admin is told to make somebody else one first', async () => {
  const una = addPerson(world, { id: 'U0UNA', name: 'una' });
  const browser = await join('u0una@people.example', 'Una', 'admin');
  await openHome(world, una);
  await setSettings(world, { slack_admins_are_admins: false });
  const refused = await leave(browser);
  expect(refused.status).toBe(409);
  expect(await textOf(refused)).toContain('Make someone else an admin first');
  expect((await browser.get('/account')).status).toBe(200);
  await setSettings(world, { slack_admins_are_admins: true });
  expect((await leave(browser)).status).toBe(303);
});

test('nobody leaves while Slack does not say who they are there', async () => {
  const kim = await join('kim@example.com', 'Kim');
  world.slack.fail('users.lookupByEmail', { error: 'internal_error', times: 9 });
  const refused = await leave(kim);
  world.slack.heal();
  expect(refused.status).toBe(409);
  expect(await textOf(refused)).toContain('Nothing was changed');
  expect((await kim.get('/account')).status).toBe(200);
});

test('a page that showed another account closes none', async () => {
  const lea = await join('lea@example.com', 'Lea');
  const other = await lea.post('/account/leave', { member: 'x', password: goodPassword });
  expect(other.headers.get('location')).toBe('/account/leave');
  expect((await lea.get('/account')).status).toBe(200);
});

test('whoever signed in a while ago signs in once more first, also who knows the password', async () => {
  const fay = await join('fay@example.com', 'Fay');
  const page = await (await fay.get('/account/leave')).text();
  const member = /name="member" value="([^"]+)"/.exec(page)?.[1] ?? '';
  world.clock.shiftMs += 16 * 60_000;

  const again = '/sign-in?again&return=%2Faccount%2Fleave';
  expect((await fay.get('/account/leave')).headers.get('location')).toBe(again);
  const sent = await fay.post('/account/leave', { member, password: goodPassword });
  expect(sent.headers.get('location')).toBe(again);
  expect(await textOf(await fay.get(again))).toContain('Sign in once more');
  expect((await fay.get('/account')).status).toBe(200);

  await fay.signIn('fay@example.com', goodPassword);
  expect((await leave(fay)).headers.get('location')).toBe('/left');
});

test('passwords can be guessed as little there as anywhere', async () => {
  const max = await join('max@example.com', 'Max');
  for (let tries = 0; tries < 10; tries += 1) await leave(max, 'wrong wrong wrong');
  expect((await leave(max)).status).toBe(429);
});

/** A dot. */
const picture =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
