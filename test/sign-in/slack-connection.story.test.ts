import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, cookieOf, joinAs } from '../support/acts.ts';
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
beforeAll(async () => {
  world = await startSlackSignInWorld();
});
afterAll(() => world.stop());

const connect = '/account/slack';

async function accountPage(cookie: string): Promise<string> {
  return (await (await world.get('/account', { cookie })).text()).replaceAll('&#39;', "'");
}

async function disconnect(cookie: string, email: string): Promise<Response> {
  const form = new FormData();
  form.set('act', 'disconnect');
  form.set('member', String((await memberRow(world, email))?.id));
  return await world.post(connect, form, { cookie });
}

/** Who did what with their own way in, as the record has it. */
async function recorded(email: string): Promise<unknown[]> {
  const rows = await world.database.query(
    "SELECT act FROM audit_entries WHERE subject = $1 AND act LIKE 'slack%' ORDER BY at",
    [email],
  );
  return rows.map(({ act }) => act);
}

test('a member connects their Slack, signs in with it, and disconnects it', async () => {
  const { cookie, email } = await joinAs(world, 'mia@example.com');
  expect(await accountPage(cookie)).toContain(`href="${connect}"`);

  const connected = await bySlack(world, connect, 'U0MIA', cookie);

  expect(connected.headers.get('location')).toBe('/account?done=slack_connected');
  expect(await accountPage(cookie)).toContain('You can sign in with your Slack account in ');
  expect(await memberRow(world, email)).toMatchObject({ slack_user_id: 'U0MIA' });
  const elsewhere = cookieOf(await bySlack(world, '/sign-in/slack', 'U0MIA'));

  const ended = await disconnect(cookie, email);
  expect(ended.headers.get('location')).toBe('/account?done=slack_disconnected');
  expect((await world.get('/account', { cookie: elsewhere })).status).toBe(401);
  expect((await world.get('/account', { cookie })).status).toBe(200);
  expect((await bySlack(world, '/sign-in/slack', 'U0MIA')).status).toBe(403);
  // Who she is there stays known, for messages.
  expect(await memberRow(world, email)).toMatchObject({
    slack_user_id: 'U0MIA',
    slack_linked_at: null,
  });
  expect(await recorded(email)).toEqual(['slack_connected', 'slack_disconnected']);
  const told = await world.database.query(
    `SELECT d.channel, e.kind FROM deliveries d JOIN account_events e ON e.id = d.account_event_id
     WHERE e.kind LIKE 'slack%' ORDER BY e.at, d.channel`,
  );
  expect(told.map(({ kind, channel }) => `${kind} ${channel}`)).toEqual([
    'slack_connected email',
    'slack_connected slack_dm',
    'slack_disconnected email',
    'slack_disconnected slack_dm',
  ]);
});

test('the only way in cannot be disconnected', async () => {
  const email = 'ana@people.example';
  addPerson(world, { id: 'U0ANA', name: 'ana', email });
  const { cookie } = await joinBySlack(world, 'U0ANA', email);
  const page = await accountPage(cookie);
  expect(page).toContain('Slack is your only way in');
  // What it says to do first is there.
  expect(page).toContain('Choose a password below first.');
  expect(page).toMatch(/<button[^>]*>Choose a password</);

  const kept = await disconnect(cookie, email);

  expect(kept.headers.get('location')).toBe('/account?done=slack_kept');
  expect((await bySlack(world, '/sign-in/slack', 'U0ANA')).status).toBe(303);
});

test('a Slack user who is another member, or of another team, is not connected', async () => {
  const { cookie, email } = await joinAs(world, 'kay@people.example');

  const taken = await bySlack(world, connect, 'U0ANA', cookie);
  expect(taken.status).toBe(409);
  expect(await taken.text()).toContain('You have another account here');
  world.slack.bendIdToken({ claims: { 'https://slack.com/team_id': 'T0OTHER' } });
  const other = await bySlack(world, connect, 'U0GUS', cookie);
  expect(other.status).toBe(403);
  expect(await memberRow(world, email)).toMatchObject({ slack_linked_at: null });
});

test('whose account it is, is who began it in that browser', async () => {
  const one = await joinAs(world, 'one@people.example');
  const other = await joinAs(world, 'other@people.example');
  const onTheWay = await goToSlack(world, connect, one.cookie);
  const [, state = ''] = onTheWay.cookie.split('; ');

  for (const cookie of [state, `${other.cookie}; ${state}`]) {
    const fresh = await goToSlack(world, connect, one.cookie);
    const [, kept = ''] = fresh.cookie.split('; ');
    const answer = await comeBack(
      world,
      { ...fresh, cookie: cookie.replace(state, kept) },
      'U0GUS',
    );
    expect(answer.status).toBe(409);
  }
  expect(await memberRow(world, one.email)).toMatchObject({ slack_linked_at: null });
});

test('only a link of ours begins it', async () => {
  const { cookie } = await joinAs(world, 'link@people.example');
  for (const site of ['cross-site', 'same-site', 'none']) {
    const answer = await world.get(connect, { cookie, 'sec-fetch-site': site });
    expect(answer.headers.get('location')).toBe('/account');
  }
  expect((await world.get(connect)).status).toBe(401);
});

test('whoever signed in a while ago signs in once more first', async () => {
  const { cookie, email } = await joinAs(world, 'late@people.example');
  world.clock.shiftMs += 16 * 60_000;
  const again = '/sign-in?again&return=%2Faccount';

  const own = { cookie, 'sec-fetch-site': 'same-origin' };
  expect((await world.get(connect, own)).headers.get('location')).toBe(again);
  expect((await disconnect(cookie, email)).headers.get('location')).toBe(again);
});

test('a sign-in with Slack in a browser that never was signed in is told, once', async () => {
  const email = 'new@people.example';
  addPerson(world, { id: 'U0NEW', name: 'new', email });
  await joinBySlack(world, 'U0NEW', email);

  const first = await bySlack(world, '/sign-in/slack', 'U0NEW');
  const kept = first.headers.getSetCookie().find((each) => each.startsWith('browser=')) ?? '';
  await bySlack(world, '/sign-in/slack', 'U0NEW', kept.slice(0, kept.indexOf(';')));

  const events = await world.database.query(
    `SELECT e.kind FROM account_events e JOIN members m ON m.id = e.member_id
     WHERE m.address = $1 AND e.way = 'slack' AND e.kind = 'new_browser'`,
    [email],
  );
  expect(events).toHaveLength(1);
});
