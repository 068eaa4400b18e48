import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allRows, goodPassword, joinAs } from '../support/acts.ts';
import { textOf, Visitor } from '../support/browser-acts.ts';
import {
  AuthenticatorApp,
  codesIn,
  offerIn,
  type SetUp,
  setUpSecondStep,
  signInWithCode,
} from '../support/second-step-acts.ts';
import { startWorld, type World } from '../support/world.ts';

const minute = 60_000;
const page = '/account/second-step';
let world: World;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
});
afterAll(() => world.stop());

let visitors = 0;
function visitor(headers: Record<string, string> = {}): Visitor {
  visitors += 1;
  return new Visitor(world, { 'x-forwarded-for': `203.0.113.${visitors}`, ...headers });
}

let members = 0;
/** Somebody with a second step, in the browser in which they set it up. */
async function withSecondStep(): Promise<SetUp & { email: string; home: Visitor }> {
  members += 1;
  const email = `step${members}@example.com`;
  await joinAs(world, email);
  const home = visitor();
  await home.signIn(email, goodPassword);
  return { email, home, ...(await setUpSecondStep(world, home)) };
}

async function audited(act: string, email: string): Promise<number> {
  const rows = await world.database.query(
    'SELECT id FROM audit_entries WHERE act = $1 AND subject = $2',
    [act, email],
  );
  return rows.length;
}

describe('setting it up', () => {
  test('shows a picture, a link and a key, takes a code, and signs out everywhere else', async () => {
    await joinAs(world, 'ana@example.com');
    const [ana, elsewhere] = [visitor(), visitor()];
    await elsewhere.signIn('ana@example.com', goodPassword);
    await ana.signIn('ana@example.com', goodPassword);
    expect(await textOf(await ana.get('/account'))).toContain('Set up a second step');

    const html = await (await ana.get(page)).text();
    const { key, sealed } = offerIn(html);
    expect(html).toMatch(/<svg class="qr"[^>]*><path d="M4 4h7v1h-7z/);
    expect(html).toContain(
      `otpauth://totp/Sandbox:ana%40example.com?issuer=Sandbox&amp;secret=${key.replaceAll(' ', '')}`,
    );
    expect(html.length).toBeLessThan(20_000);
    const app = new AuthenticatorApp(world, key);
    const wrong = await ana.post(page, { act: 'on', sealed, code: app.code(3) });
    expect(wrong.status).toBe(400);
    expect(offerIn(await wrong.text()).key).toBe(key);
    const before = ana.jar.get('invitations-session');
    const right = await ana.post(page, { act: 'on', sealed, code: app.code() });

    const codes = codesIn(await right.text());
    expect(new Set(codes).size).toBe(10);
    expect(ana.jar.get('invitations-session')).not.toBe(before);
    expect((await elsewhere.get('/account')).status).toBe(401);
    for (const path of ['/account', page]) {
      const stands = await (await ana.get(path)).text();
      expect(stands).toContain('You have 10 recovery codes left.');
      // A script shows moments as they are where the browser is.
      expect(stands).toMatch(/On since <time datetime="/);
      expect(stands).toMatch(/<script [^>]*form/);
    }
    expect(await audited('second_step_on', 'ana@example.com')).toBe(1);
    const rows = (await allRows(world)).join('\n');
    const hex = (text: string) => Buffer.from(text).toString('hex');
    for (const secret of [key.replaceAll(' ', ''), ...codes]) {
      expect(rows).not.toContain(secret);
      expect(rows).not.toContain(hex(secret));
      expect(JSON.stringify(world.logs)).not.toContain(secret);
    }
  });
});

describe('signing in', () => {
  test('asks for the code after a right password, and opens nothing before', async () => {
    const { email, app } = await withSecondStep();
    const ana = visitor();

    const answer = await ana.post('/sign-in', {
      email,
      password: goodPassword,
      return: '/account?done=name',
    });

    expect(answer.status).toBe(303);
    const codeUrl = answer.headers.get('location') ?? '';
    expect(codeUrl).toBe('/sign-in/code?return=%2Faccount%3Fdone%3Dname');
    expect(ana.jar.get('invitations-session')).toBeUndefined();
    expect((await ana.get('/account')).status).toBe(401);
    const html = await (await ana.get(codeUrl)).text();
    expect(html).toMatch(
      /<input id="code"[^>]*autocomplete="one-time-code"[^>]*inputmode="numeric"/,
    );
    expect((await ana.post(codeUrl, { code: '000000' })).status).toBe(400);
    expect(await audited('second_step_failed', email)).toBe(1);
    const right = await ana.post(codeUrl, { code: app.nextCode() });
    expect(right.headers.get('location')).toBe('/account?done=name');
    expect((await ana.get('/account')).status).toBe(200);
    expect(ana.jar.get('invitations-half-way')).toBeUndefined();
    const [row] = await world.database.query(
      `SELECT way::text FROM sessions s JOIN members m ON m.id = s.member_id
       WHERE m.address = $1 ORDER BY s.created_at DESC LIMIT 1`,
      [email],
    );
    expect(row).toEqual({ way: 'second_step' });
  });
});

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
