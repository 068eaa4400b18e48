import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';
import { secretPurpose } from '../../src/sign-in/use-cases/code.ts';
import { allRows, forwardCookie, goodPassword, joinAs } from '../support/acts.ts';
import { formOf, textOf, type Visitor } from '../support/browser-acts.ts';
import {
  AuthenticatorApp,
  codesIn,
  offerIn,
  secondStepPeople,
  setUpSecondStep,
  signInWithCode,
} from '../support/second-step-acts.ts';
import { setSettings } from '../support/slack-acts.ts';
import { connectTool, openTool } from '../support/tool-acts.ts';
import { startWorld, type World } from '../support/world.ts';

const minute = 60_000;
const newest = 'the-newest-secret-the-newest-secret';
const former = 'a-former-secret-a-former-secret-too';
const page = '/account/second-step';
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

describe('half a sign-in', () => {
  test('counts in its browser, for its member and password, for ten minutes', async () => {
    const [ana, bo] = [await withSecondStep(), await withSecondStep()];
    const half = async (email: string, who = visitor()) => {
      await who.signIn(email, goodPassword);
      return who;
    };
    const tooLate = async (who: Visitor, code: string) => {
      const answer = await who.post('/sign-in/code', { code });
      return answer.headers.get('location') === '/sign-in?too-late';
    };
    // The code of one with the half sign-in of another is just wrong.
    const ofBo = await half(bo.email);
    expect((await ofBo.post('/sign-in/code', { code: ana.codes[1] ?? '' })).status).toBe(400);

    const copied = (await half(ana.email)).jar.get('invitations-half-way');
    const elsewhere = await world.post('/sign-in/code', formOf({ code: ana.codes[2] ?? '' }), {
      cookie: `invitations-half-way=${copied}`,
      'user-agent': 'another browser',
    });
    expect(elsewhere.headers.get('location')).toBe('/sign-in?too-late');

    const late = await half(ana.email);
    world.clock.shiftMs += 11 * minute;
    expect(await tooLate(late, ana.codes[3] ?? '')).toBe(true);

    const before = await half(ana.email);
    await world.database.query(
      "UPDATE members SET password_hash = password_hash || ' ' WHERE address = $1",
      [ana.email],
    );
    expect(await tooLate(before, ana.codes[4] ?? '')).toBe(true);
  });

  test("a new password by email doesn't go round it", async () => {
    const { email, codes } = await withSecondStep();
    await visitor().post('/forgot', { email });
    let path = '';
    while (path === '') {
      const { parsed } = await world.letterTo(email);
      path = /http:\/\/localhost:3000(\/reset\/\S+)/.exec(parsed.text ?? '')?.[1] ?? '';
    }
    const ana = visitor();
    const answer = await ana.post(path, { password: 'quite another set of words' });
    expect(answer.headers.get('location')).toMatch(/^\/sign-in\/code/);
    expect((await ana.get('/account')).status).toBe(401);
    await ana.post('/sign-in/code', { code: codes[0] ?? '' });
    expect((await ana.get('/account')).status).toBe(200);
  });
});

test('goes on working when APP_SECRET is another, and is sealed with the new one', async () => {
  const { email, app } = await withSecondStep();
  const [kept] = await world.database.query(
    `SELECT s.member_id::text AS id, s.secret FROM second_steps s
     JOIN members m ON m.id = s.member_id WHERE m.address = $1`,
    [email],
  );
  const { id, secret } = kept as { id: string; secret: Uint8Array };
  const [after, before] = [[newest], [former]].map(createSecrets);
  const text = after?.unseal(secretPurpose, secret, id)?.text ?? '';
  await world.database.query('UPDATE second_steps SET secret = $2 WHERE member_id = $1', [
    id,
    before?.seal(secretPurpose, text, id),
  ]);

  expect((await signInWithCode(visitor(), email, app.nextCode())).status).toBe(303);

  const [now] = await world.database.query('SELECT secret FROM second_steps WHERE member_id = $1', [
    id,
  ]);
  expect(after?.unseal(secretPurpose, now?.secret as Uint8Array, id)?.text).toBe(text);
});

describe('the setting', () => {
  test('holds up who is signed in already, at tools as well, until they have one', async () => {
    const tool = await connectTool(world);
    await joinAs(world, 'mia@example.com');
    const mia = visitor();
    await mia.signIn('mia@example.com', goodPassword);
    const { tokens } = await openTool(world, tool, mia);
    const shown = async () =>
      await forwardCookie(world, `invitations-session=${mia.jar.get('invitations-session')}`);
    let proxy = await shown();
    /** What Mia gets at her account, behind a proxy, and a tool that asks about her. */
    const gets = async () => {
      const headers = { authorization: `Bearer ${tokens.access_token}` };
      const answers = await Promise.all([
        mia.get('/account'),
        world.get('/auth/verify', { cookie: proxy }),
        fetch(`${world.url}/oidc/userinfo`, { headers }),
      ]);
      return answers.map(({ status }) => status);
    };
    const [open, heldUp] = [
      [200, 200, 200],
      [303, 401, 401],
    ];
    const setRole = async (role: string) => {
      const text = `UPDATE members SET role = '${role}' WHERE address = 'mia@example.com'`;
      await world.database.query(text);
    };
    await setSettings(world, { second_step: 'admins' });
    expect(await gets()).toEqual(open);
    await setRole('admin');
    expect(await gets()).toEqual(heldUp);
    await setRole('member');
    expect(await gets()).toEqual(open);
    await setSettings(world, { second_step: 'everybody' });
    expect(await gets()).toEqual(heldUp);

    const { location } = Object.fromEntries((await mia.get('/account')).headers);
    expect(location).toMatch(/^\/account\/second-step/);
    await setUpSecondStep(world, mia, location);
    proxy = await shown();
    expect((await gets()).slice(0, 2)).toEqual([200, 200]);
    await setSettings(world, { second_step: 'optional' });
  });
});
