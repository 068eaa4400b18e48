import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { readable, textOf } from '../support/browser-acts.ts';
import {
  AuthenticatorApp,
  codesIn,
  offerIn,
  secondStepPeople,
  setUpSecondStep,
  signInWithCode,
} from '../support/second-step-acts.ts';
import { startWorld, type World } from '../support/world.ts';

const minute = 60_000;
const page = '/account/second-step';
let world: World;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1', AUTH_TEAMS: 'T0SANDBOX' });
});
afterAll(() => world.stop());

const { audited, visitor, withSecondStep } = secondStepPeople(() => world);

test('each code counts once: of 20 tries at once with one code exactly one signs in', async () => {
  const { email, app } = await withSecondStep();
  const browsers = Array.from({ length: 8 }, () => visitor());
  for (const each of browsers) await each.signIn(email, goodPassword);
  const code = app.nextCode();

  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      browsers[n % browsers.length]?.post('/sign-in/code', { code }),
    ),
  );

  expect(
    answers.filter(
      (answer) => answer?.status === 303 && answer.headers.get('location') === '/account',
    ),
  ).toHaveLength(1);
});

test('a recovery code signs in once, and a code of two half minutes away does not', async () => {
  const { email, app, codes } = await withSecondStep();
  const [code = ''] = codes;

  expect((await signInWithCode(visitor(), email, app.code(2))).status).toBe(400);
  expect((await signInWithCode(visitor(), email, code.toUpperCase())).status).toBe(303);
  expect((await signInWithCode(visitor(), email, code)).status).toBe(400);
  expect(await audited('recovery_code_used', email)).toBe(1);
});

test('half a sign-in ends after ten minutes, and is of no use in another browser or to another account', async () => {
  const { email, app } = await withSecondStep();
  const ana = visitor();
  await ana.signIn(email, goodPassword);
  const halfWay = `invitations-half-way=${ana.jar.get('invitations-half-way')}`;
  const other = visitor({ 'user-agent': 'Another browser' });

  const stolen = await other.post('/sign-in/code', { code: app.nextCode() }, { cookie: halfWay });
  expect(stolen.headers.get('location')).toBe('/sign-in?too-late');
  world.clock.shiftMs += 10 * minute;
  const late = await ana.post('/sign-in/code', { code: app.code() });
  expect(late.headers.get('location')).toBe('/sign-in?too-late');
});

test('whoever is asked for a second step sets it up before anything else opens, also in sessions from before', async () => {
  const { cookie } = await joinAs(world, 'held@example.com', { role: 'admin' });
  const held = visitor();
  await held.signIn('held@example.com', goodPassword);
  await world.database.query("UPDATE workspaces SET second_step = 'admins'");
  try {
    for (const path of ['/account', '/activity', '/account/leave']) {
      const answer = await held.get(path);
      expect(answer.headers.get('location'), path).toBe(
        `${page}?return=${encodeURIComponent(path)}`,
      );
    }
    expect((await world.get('/auth/enter', { cookie })).headers.get('location')).toMatch(
      /^\/sign-in/,
    );
    expect((await world.get('/account/avatar', { cookie })).status).toBe(303);
    await setUpSecondStep(world, held, `${page}?return=%2Factivity`);
    expect((await held.get('/account')).status).toBe(200);
    expect(await textOf(await held.get(page))).toContain('so you can’t turn it off here');
  } finally {
    await world.database.query("UPDATE workspaces SET second_step = 'optional'");
  }
});

test('it is turned off, and new recovery codes are made, with a code only', async () => {
  const { email, app, home, codes } = await withSecondStep();
  expect((await home.post(page, { act: 'codes', code: '000000' })).status).toBe(400);
  const fresh = codesIn(
    await (await home.post(page, { act: 'codes', code: app.nextCode() })).text(),
  );
  expect(fresh).toHaveLength(10);
  expect((await home.post(page, { act: 'off', code: codes[0] ?? '' })).status).toBe(400);
  const off = await home.post(page, { act: 'off', code: fresh[0] ?? '' });
  expect(off.headers.get('location')).toBe('/account?done=second_step_off');
  expect((await visitor().signIn(email, goodPassword)).headers.get('location')).toBe('/account');
});

test('a changed password makes no sign-in of long ago a new one, where that took more than a password', async () => {
  const { home } = await withSecondStep();
  world.clock.shiftMs += 16 * minute;
  const typed = { act: 'password', current: goodPassword, password: 'quite another set of words' };
  expect((await home.post('/account', typed)).headers.get('location')).toBe(
    '/account?done=password',
  );
  const options = await home.post('/account/passkey-options', {});
  expect(options.headers.get('location')).toBe('/sign-in?again&return=%2Faccount');
});

test('whoever took too long to scan it signs in again, and reads that it is another picture', async () => {
  const { email } = await joinAs(world, 'slow@example.com');
  const ana = visitor();
  await ana.signIn(email, goodPassword);
  const first = offerIn(await (await ana.get(page)).text());
  const app = new AuthenticatorApp(world, first.key);
  world.clock.shiftMs += 16 * minute;

  const late = await ana.post(first.action, { act: 'on', sealed: first.sealed, code: app.code() });
  const signIn = new URL(late.headers.get('location') ?? '', world.url);
  expect(signIn.pathname).toBe('/sign-in');
  const wanted = signIn.searchParams.get('return') ?? '';
  const again = await ana.post('/sign-in', { email, password: goodPassword, return: wanted });
  const anew = await ana.get(again.headers.get('location') ?? '');
  const html = await anew.text();

  expect(readable(html)).toContain('That came too late, so nothing was changed');
  expect(offerIn(html).key).not.toBe(first.key);
  await setUpSecondStep(world, ana);
});

test('of two who turn it on from two tabs the second reads that it is on already', async () => {
  const { email } = await joinAs(world, 'tabs@example.com');
  const ana = visitor();
  await ana.signIn(email, goodPassword);
  const other = offerIn(await (await ana.get(page)).text());
  await setUpSecondStep(world, ana);

  const code = new AuthenticatorApp(world, other.key).code();
  const second = await ana.post(other.action, { act: 'on', sealed: other.sealed, code });
  const stands = await textOf(await ana.get(second.headers.get('location') ?? ''));

  expect(stands).toContain('That came too late, or twice, so it changed nothing.');
  expect(stands).toContain('On since');
  expect(await audited('second_step_on', email)).toBe(1);
});
