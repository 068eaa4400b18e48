import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, cookieOf, joinAs, sessionCookies } from '../support/acts.ts';
import {
  bySlack,
  comeBack,
  goToSlack,
  joinBySlack,
  memberRow,
  startSlackSignInWorld,
} from '../support/slack-sign-in.ts';
import type { World } from '../support/world.ts';

let world: World;
const ana = { user: 'U0ANA', email: 'ana@people.example' };
beforeAll(async () => {
  world = await startSlackSignInWorld();
  addPerson(world, { id: ana.user, name: 'ana', email: ana.email });
  await joinBySlack(world, ana.user, ana.email);
});
afterAll(() => world.stop());

const start = '/sign-in/slack';

test('a member signs in with Slack, and comes to where they wanted to go', async () => {
  const page = await (await world.get('/sign-in?return=%2Faccount%2Fleave')).text();
  const [, href = ''] = /href="(\/sign-in\/slack[^"]*)"/.exec(page) ?? [];

  const answer = await bySlack(world, href.replaceAll('&amp;', '&'), ana.user);

  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe('/account/leave');
  const cookie = cookieOf(answer);
  expect(await (await world.get('/account', { cookie })).text()).toContain(ana.email);
  const ways = await world.database.query('SELECT DISTINCT way FROM sessions');
  expect(ways).toEqual([{ way: 'slack' }]);
});

test('a return address that is none of ours leads to the account', async () => {
  const answer = await bySlack(world, `${start}?return=https%3A%2F%2Felsewhere.example`, ana.user);
  expect(answer.headers.get('location')).toBe('/account');
});

/** Whether nobody was signed in, and the page says so without a fault. */
async function expectRefused(answer: Response, status: number, words: string): Promise<void> {
  expect(answer.status).toBe(status);
  expect(sessionCookies(answer)).toEqual([]);
  expect((await answer.text()).replaceAll('&#39;', "'")).toContain(words);
}

const past = Math.floor(Date.now() / 1000) - 3600;

test.each([
  ['for another app', { claims: { aud: '9999.1' } }],
  ['for this app and another one', { claims: { aud: ['1234.5678', '9999.1'] } }],
  ['handed on by another app', { claims: { azp: '9999.1' } }],
  ['the answer to another question', { claims: { nonce: 'another-nonce' } }],
  ['the answer to no question', { claims: { nonce: undefined } }],
  ['of somebody else', { claims: { iss: 'https://slack.example' } }],
  ['over', { claims: { iat: past - 300, exp: past } }],
  ['without an end', { claims: { exp: undefined } }],
  ['about no team', { claims: { 'https://slack.com/team_id': undefined } }],
  ['about nobody', { claims: { 'https://slack.com/user_id': '' } }],
  ['signed by another key', { key: 'other' }],
  ['signed by a key that nobody knows', { key: 'unknown' }],
  ['not signed', { alg: 'none' }],
  ['signed with the public key', { alg: 'HS256' }],
] as const)('a token that is %s signs nobody in', async (_how, fault) => {
  world.slack.bendIdToken(fault);
  await expectRefused(await bySlack(world, start, ana.user), 400, "so we didn't use it");
});

test.each([
  ['of another team', { 'https://slack.com/team_id': 'T0OTHER' }, 'Another Slack workspace'],
  ['of a whole organisation', { 'https://slack.com/team_id': 'E0ORG' }, 'Please pick a workspace'],
  ['of somebody else in the team', { 'https://slack.com/user_id': 'U0MIA' }, "isn't connected yet"],
])('a token %s signs nobody in', async (_how, claims, words) => {
  world.slack.bendIdToken({ claims });
  await expectRefused(await bySlack(world, start, ana.user), 403, words);
});

test('says the same to whoever has an account that is not connected, and to whoever has none', async () => {
  await joinAs(world, 'mia@example.com');
  // Who she is in Slack is known by her address.
  await world.slack.openHome('U0MIA');
  await expect
    .poll(async () => (await memberRow(world, 'mia@example.com'))?.slack_user_id)
    .toBe('U0MIA');

  const answers = [await bySlack(world, start, 'U0MIA'), await bySlack(world, start, 'U0GUS')];

  const [one, other] = await Promise.all(answers.map((answer) => answer.text()));
  expect(answers.map(({ status }) => status)).toEqual([403, 403]);
  expect(one).toBe(other);
  const sets = answers.map((answer) => answer.headers.getSetCookie());
  expect(sets[0]).toEqual(sets[1]);
});

test('takes what comes back once, for ten minutes, and in the browser that began it', async () => {
  const first = await goToSlack(world, start);
  const second = await goToSlack(world, start);
  await expectRefused(
    await comeBack(world, { ...first, cookie: '' }, ana.user),
    400,
    'start again',
  );
  const elsewhere = { ...first, cookie: second.cookie };
  await expectRefused(await comeBack(world, elsewhere, ana.user), 400, 'start again');
  expect((await comeBack(world, first, ana.user)).status).toBe(303);
  await expectRefused(await comeBack(world, first, ana.user), 400, 'start again');

  world.clock.shiftMs += 10 * 60_000;
  await expectRefused(await comeBack(world, second, ana.user), 400, 'start again');
});

test('several tabs do not disturb each other, and each keeps where it goes', async () => {
  const one = await goToSlack(world, `${start}?return=%2Faccount%2Fleave`);
  const other = await goToSlack(world, start, one.cookie);
  const [, kept = ''] = other.cookie.split('; ');

  const back = await comeBack(world, { ...one, cookie: kept }, ana.user);
  expect(back.headers.get('location')).toBe('/account/leave');
  expect((await comeBack(world, { ...other, cookie: kept }, ana.user)).status).toBe(303);
});

test('the cookie is for this browser only, and short-lived', async () => {
  const response = await world.get(start);
  expect(response.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^slack-sign-in=[\w-]+\.; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/),
  ]);
  expect(response.headers.get('cache-control')).toBe('no-store');
});

test('whoever cancels is not signed in', async () => {
  const answer = await comeBack(world, await goToSlack(world, start), null);
  await expectRefused(answer, 403, 'You pressed Cancel in Slack');
});

test.each([
  ['the exchange', 'openid.connect.token', { status: 503 }, 503, "We can't reach Slack"],
  [
    'the exchange',
    'openid.connect.token',
    { error: 'internal_error' },
    503,
    "We can't reach Slack",
  ],
  ['the exchange', 'openid.connect.token', { retryAfter: 30 }, 503, "We can't reach Slack"],
  ['the exchange', 'openid.connect.token', { error: 'code_expired' }, 400, 'start again'],
  ['the exchange', 'openid.connect.token', { error: 'something_new' }, 400, 'start again'],
])('where %s fails (%s, %j) it is said', async (_what, method, fault, status, words) => {
  world.slack.fail(method, fault);
  await expectRefused(await bySlack(world, start, ana.user), status, words);
});

test('what Slack never gave, and what it says besides, signs nobody in', async () => {
  const back = async (query: (state: string) => Record<string, string>) => {
    const { url, cookie } = await goToSlack(world, start);
    const state = new URL(url).searchParams.get('state') ?? '';
    return await world.get(`/sign-in/slack/back?${new URLSearchParams(query(state))}`, { cookie });
  };
  await expectRefused(await back((state) => ({ state, code: 'made-up' })), 400, 'start again');
  await expectRefused(await back((state) => ({ state })), 400, 'start again');
  await expectRefused(await back((state) => ({ state, error: 'odd <b>' })), 400, 'start again');
  await expectRefused(await back(() => ({ code: 'made-up' })), 400, 'start again');
});

test('whoever is deactivated in Slack, or removed here, is not signed in', async () => {
  addPerson(world, { id: 'U0DAN', name: 'dan', email: 'dan@people.example' });
  await joinBySlack(world, 'U0DAN', 'dan@people.example');
  const set = (what: string) =>
    world.database.query(`UPDATE members SET ${what} WHERE address = 'dan@people.example'`);

  await set('deactivated_at = now()');
  await expectRefused(await bySlack(world, start, 'U0DAN'), 403, 'Deactivated in Slack');
  await set('deactivated_at = NULL');
  expect((await bySlack(world, start, 'U0DAN')).status).toBe(303);
  await set('closed_at = now()');
  await expectRefused(await bySlack(world, start, 'U0DAN'), 403, "isn't connected yet");
});

test('neither codes nor tokens stand in the log', () => {
  const log = JSON.stringify(world.logs);
  expect(log).not.toMatch(/code-[0-9A-V]{6}|xoxp-|eyJ/);
  expect(log).not.toContain('test-client-secret');
});
