import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword } from '../support/acts.ts';
import { textOf } from '../support/browser-acts.ts';
import { secondStepPeople, signInWithCode } from '../support/second-step-acts.ts';
import { startWorld, type World } from '../support/world.ts';

const minute = 60_000;
const newest = 'the-newest-secret-the-newest-secret';
const former = 'a-former-secret-a-former-secret-too';
let world: World;
beforeAll(async () => {
  world = await startWorld({
    TRUST_PROXY: '1',
    AUTH_TEAMS: 'T0SANDBOX',
    APP_SECRET: `${newest},${former}`,
  });
});
afterAll(() => world.stop());

const { audited, visitor, withSecondStep } = secondStepPeople(() => world);

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
  expect(html).toMatch(/<input id="code"[^>]*autocomplete="one-time-code"[^>]*inputmode="numeric"/);
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

test('takes each code once, and none of more than half a minute ago or to come', async () => {
  const { email, app } = await withSecondStep();
  world.clock.shiftMs += 5 * minute;
  for (const off of [-2, 2]) {
    expect((await signInWithCode(visitor(), email, app.code(off))).status).toBe(400);
  }
  const code = app.code();
  expect((await signInWithCode(visitor(), email, code)).status).toBe(303);
  expect((await signInWithCode(visitor(), email, code)).status).toBe(400);
  expect((await signInWithCode(visitor(), email, app.code(1))).status).toBe(303);
});

test('takes each recovery code once, also as people type it', async () => {
  const { email, codes } = await withSecondStep();
  const typed = (codes[0] ?? '').toUpperCase().replaceAll('-', ' ');
  const ana = visitor();
  expect((await signInWithCode(ana, email, typed)).status).toBe(303);
  expect((await signInWithCode(visitor(), email, codes[0] ?? '')).status).toBe(400);
  expect(await textOf(await ana.get('/account'))).toContain('You have 9 recovery codes left.');
});
