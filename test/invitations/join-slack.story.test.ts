import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, allRows, cookieOf, invitationsOf, invite, joinAs } from '../support/acts.ts';
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

/** Somebody new in the Slack team. */
function newcomer(name: string, more: object = {}): { user: string; email: string } {
  const email = `${name}@people.example`;
  const id = `U0${name.toUpperCase()}`;
  addPerson(world, { id, name, realName: `${name} of Slack`, email, ...more });
  return { user: id, email };
}

const idTokens = () => world.slack.calls.filter(({ method }) => method === 'openid.connect.token');

test('the invitation leads to Slack without telling it the link', async () => {
  const { email } = newcomer('lea');
  const { path, token } = await invite(world, email);
  const page = await (await world.get(path)).text();
  expect(page).toContain(`href="${path}/slack"`);
  expect(page).toContain('Continue with Slack');

  const { url, cookie } = await goToSlack(world, `${path}/slack`);

  const asked = new URL(url);
  expect(asked.origin).toBe(new URL(world.slack.apiUrl).origin);
  expect(asked.pathname).toBe('/openid/connect/authorize');
  expect(Object.fromEntries(asked.searchParams)).toEqual({
    response_type: 'code',
    scope: 'openid email profile',
    client_id: '1234.5678',
    redirect_uri: 'http://localhost:3000/sign-in/slack/back',
    state: expect.stringMatching(/^[\w-]{43}$/),
    nonce: expect.stringMatching(/^[\w-]{43}$/),
    team: 'T0SANDBOX',
  });
  expect(url + cookie).not.toContain(token);
});

test('whoever is in Slack joins without typing anything, with their name and picture', async () => {
  const yellow = { width: 300, height: 200, channels: 3, background: '#ffcc00' } as const;
  const png = await sharp({ create: yellow }).png().toBuffer();
  const { user, email } = newcomer('ana', { picture: png.toString('base64') });

  const { cookie } = await joinBySlack(world, user, email);

  expect(await (await world.get('/account', { cookie })).text()).toContain('ana of Slack');
  expect((await world.get('/account/avatar', { cookie })).status).toBe(200);
  expect(await memberRow(world, email)).toMatchObject({
    slack_user_id: user,
    slack_linked_at: expect.any(Date),
    is_email_proved: true,
    password_hash: null,
  });
  const sessions = await world.database.query(
    'SELECT way FROM sessions s JOIN members m ON m.id = s.member_id WHERE m.address = $1',
    [email],
  );
  expect(sessions).toEqual([{ way: 'slack' }]);
  await world.slack.until(
    () => world.slack.dms('U0ADAM').some((dm) => /ana of Slack/.test(JSON.stringify(dm))),
    15_000,
  );
});

test.each([
  ['is elsewhere', { redirectTo: 'https://elsewhere.example/picture.png' }],
  ['is too large', { moreBytes: 6 * 1024 * 1024 }],
  ['is no picture', { moreBytes: 100 }],
  ['is not to be had', { status: 503 }],
])('a picture that %s costs nobody the sign-up', async (why, fault) => {
  const picture = Buffer.from('a picture').toString('base64');
  const { user, email } = newcomer(`p${why.replace(/\W/g, '')}`, { picture });
  world.slack.fail('avatar', fault);

  const { cookie } = await joinBySlack(world, user, email);

  expect((await world.get('/account/avatar', { cookie })).status).toBe(404);
});

test('a picture of another site is not asked for', async () => {
  const { user, email } = newcomer('cat');
  const asked: string[] = [];
  const site = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const { port } = site.address() as AddressInfo;
  world.slack.bendIdToken({ claims: { picture: `http://127.0.0.1:${port}/cat.png` } });

  await joinBySlack(world, user, email);

  site.close();
  expect(asked).toEqual([]);
});

test.each([
  ['another address', { email: 'somebody@people.example' }, 'in Slack you are'],
  ['no address', { email: undefined }, 'tell us your email address'],
  ['an address that is not verified', { email_verified: false }, 'verified that this address'],
])('whom Slack knows by %s is told so, and keeps the link', async (why, claims, words) => {
  const { user, email } = newcomer(`a${why.replace(/\W/g, '')}`);
  const { path } = await invite(world, email);
  const before = await allRows(world);
  world.slack.bendIdToken({ claims });

  const answer = await bySlack(world, `${path}/slack`, user);

  expect(answer.status).toBe(403);
  const page = (await answer.text()).replaceAll('&#39;', "'");
  expect(page).toContain(words);
  expect(page).toContain(`href="${path}"`);
  expect(await allRows(world)).toEqual(before);
  expect((await world.get(path)).status).toBe(200);
});

test('whoever is in another Slack team is told so', async () => {
  const { user, email } = newcomer('tim');
  const { path } = await invite(world, email);
  world.slack.bendIdToken({ claims: { 'https://slack.com/team_id': 'T0OTHER' } });

  const answer = await bySlack(world, `${path}/slack`, user);

  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain('Another Slack workspace');
});

test('whoever is a member by that Slack user is led to their account', async () => {
  const { user, email } = newcomer('two');
  await joinBySlack(world, user, email);
  const person = world.slack.state.users.find(({ id }) => id === user);
  if (person) person.email = 'two-again@people.example';
  const { path } = await invite(world, 'two-again@people.example');

  const answer = await bySlack(world, `${path}/slack`, user);

  expect(answer.status).toBe(409);
  expect(await answer.text()).toContain('You have another account here');
});

test('whoever cancels in Slack can go back to the invitation', async () => {
  const { user, email } = newcomer('can');
  const { path } = await invite(world, email);
  const asked = idTokens().length;

  const answer = await comeBack(world, await goToSlack(world, `${path}/slack`), null);

  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain(`href="${path}"`);
  expect(idTokens()).toHaveLength(asked);
  expect(cookieOf(await bySlack(world, `${path}/slack`, user))).toContain('session=');
});

test('a link that is used, replaced or taken back meanwhile says so', async () => {
  const { user, email } = newcomer('eva');
  const { path } = await invite(world, email);
  const onTheWay = await goToSlack(world, `${path}/slack`);
  await world.database.query(
    'UPDATE invitations SET generation = generation + 1 WHERE address = $1',
    [email],
  );

  const answer = await comeBack(world, onTheWay, user);

  expect(answer.headers.get('location')).toBe(path);
  expect((await world.get(path)).status).toBe(410);
  expect((await world.get(`${path}/slack`)).headers.get('location')).toBe(path);
});

test('whoever is signed in as somebody else is not made another member', async () => {
  const { cookie } = await joinAs(world, 'first@people.example');
  const { user, email } = newcomer('sue');
  const { path } = await invite(world, email);

  const answer = await bySlack(world, `${path}/slack`, user, cookie);

  expect(answer.headers.get('location')).toBe(path);
  expect(await invitationsOf(world, email)).toMatchObject([{ accepted_at: null }]);
});
