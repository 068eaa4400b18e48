import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allRows, goodPassword, invite, joinAs } from '../support/acts.ts';
import { textOf, Visitor } from '../support/browser-acts.ts';
import { startWorld, type World } from '../support/world.ts';

const minute = 60_000;
const newPassword = 'quite another set of words';
let world: World;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
});
afterAll(() => world.stop());

let visitors = 0;
function visitor(): Visitor {
  visitors += 1;
  return new Visitor(world, { 'x-forwarded-for': `198.51.100.${visitors}` });
}

let members = 0;
async function newMember(): Promise<{ email: string; cookie: string }> {
  members += 1;
  return await joinAs(world, `member${members}@example.com`);
}

/** Asks for a link and takes it from the email. */
async function resetPath(email: string): Promise<string> {
  await visitor().post('/forgot', { email });
  // Perhaps after an email about an earlier reset.
  for (;;) {
    const { parsed } = await world.letterTo(email);
    const [, path] = /http:\/\/localhost:3000(\/reset\/\S+)/.exec(parsed.text ?? '') ?? [];
    if (path) return path;
  }
}

describe('a forgotten password', () => {
  test('is replaced by the link in the email, which signs out everywhere else', async () => {
    const { email, cookie } = await newMember();
    const path = await resetPath(email);
    const somebody = visitor();

    const page = await somebody.get(path);
    expect(page.status).toBe(200);
    expect(page.headers.get('referrer-policy')).toBe('strict-origin');
    expect(page.headers.get('x-robots-tag')).toBe('noindex');
    const html = await page.text();
    expect(html).toMatch(/<input id="username"[^>]*autocomplete="username"/);
    expect(html).toMatch(/<input id="password"[^>]*autocomplete="new-password"/);

    const saved = await somebody.post(path, { password: newPassword });
    expect(saved.headers.get('location')).toBe('/account?done=reset');
    expect(await textOf(await somebody.get('/account?done=reset'))).toContain(
      "Password changed. You're signed out everywhere else.",
    );
    expect((await world.get('/account', { cookie })).status).toBe(401);
    expect((await visitor().signIn(email, goodPassword)).status).toBe(400);
    expect((await visitor().signIn(email, newPassword)).status).toBe(303);
  });

  test('has an email that says what it is, until when, and keeps no link anywhere', async () => {
    const { email } = await newMember();
    await visitor().post('/forgot', { email });
    const { parsed } = await world.letterTo(email);

    expect(parsed.subject).toBe('Reset your password for Sandbox');
    expect(parsed.text).toMatch(/works once, until \w+, \d+ \w+ \d{4} at \d\d:\d\d UTC/);
    expect(parsed.text).toContain('Your password stays the same');
    const [, token = ''] = /\/reset\/(\S+)/.exec(parsed.text ?? '') ?? [];
    expect(token).toMatch(/^[\w-]{51}$/);
    expect((await allRows(world)).join('\n')).not.toContain(token);
    expect(JSON.stringify(world.logs)).not.toContain(token);
  });

  test('gets the same answer whether the address is known or not, and only the known one a letter', async () => {
    const { email } = await newMember();
    const known = await visitor().post('/forgot', { email });
    const unknown = await visitor().post('/forgot', { email: 'stranger@example.com' });

    expect([known.status, unknown.status]).toEqual([200, 200]);
    const words = (await textOf(unknown)).replace('stranger@example.com', email);
    expect(await textOf(known)).toBe(words);
    await world.letterTo(email);
    const rows = await world.database.query(
      "SELECT id FROM deliveries WHERE recipient = 'stranger@example.com'",
    );
    expect(rows).toEqual([]);
  });
});

/** How many emails with a link were on their way to an address. */
async function lettersTo(email: string): Promise<number> {
  const rows = await world.database.query(
    "SELECT id FROM deliveries WHERE recipient = $1 AND notice = 'sessions.reset_email'",
    [email],
  );
  return rows.length;
}

describe('asking for a reset often', () => {
  test('brings at most three letters in half an hour, without saying so', async () => {
    const { email } = await newMember();
    for (let round = 0; round < 5; round += 1) {
      expect((await visitor().post('/forgot', { email })).status).toBe(200);
      if (round < 3) await world.letterTo(email);
    }

    expect(await lettersTo(email)).toBe(3);
  });

  test('always gets a letter when the last link has ended, however many were asked for in a day', async () => {
    const { email } = await newMember();
    const sent = () => lettersTo(email);
    for (let halfHour = 0; halfHour < 8; halfHour += 1) {
      const before = await sent();
      await Promise.all(Array.from({ length: 4 }, () => visitor().post('/forgot', { email })));
      const now = await sent();
      expect(now - before, `${halfHour}`).toBeGreaterThanOrEqual(1);
      expect(now - before, `${halfHour}`).toBeLessThanOrEqual(now > 9 ? 2 : 3);
      world.clock.shiftMs += 30 * minute;
    }

    expect(await sent()).toBeLessThanOrEqual(20);
  });

  test('is not held up by whatever else its address was sent', async () => {
    const { email } = await newMember();
    await world.database.query("UPDATE rate_limits SET acts = 1000 WHERE key LIKE 'emails:%'");

    expect(await resetPath(email)).toContain('/reset/');
  });

  test('asked for too often from one network is slowed down', async () => {
    const one = visitor();
    const ask = async (number: number) =>
      (await one.post('/forgot', { email: `x${number}@example.com` })).status;

    const statuses = await Promise.all(Array.from({ length: 20 }, (_, number) => ask(number)));

    expect(statuses).toEqual(Array(20).fill(200));
    expect(await ask(20)).toBe(429);
  });
});

describe('a reset link', () => {
  test('works once, also when sent ten times at once', async () => {
    const { email } = await newMember();
    const path = await resetPath(email);

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => visitor().post(path, { password: newPassword })),
    );

    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([303, ...Array(9).fill(410)]);
    const again = await visitor().get(path);
    expect(again.status).toBe(410);
    expect(await textOf(again)).toContain('Already chose a new one? Sign in with it.');
    const sessions = await world.database.query(
      'SELECT s.id FROM sessions s JOIN members m ON m.id = s.member_id WHERE m.address = $1',
      [email],
    );
    expect(sessions).toHaveLength(1);
  });

  test('works for 30 minutes from when it was asked for', async () => {
    const { email } = await newMember();
    const path = await resetPath(email);
    world.clock.shiftMs += 29 * minute;
    expect((await visitor().get(path)).status).toBe(200);
    world.clock.shiftMs += minute;

    const page = await visitor().get(path);

    expect(page.status).toBe(410);
    expect(await textOf(page)).toContain('Get a new link');
    expect((await visitor().post(path, { password: newPassword })).status).toBe(410);
  });

  test('changes nothing by being opened', async () => {
    const { email, cookie } = await newMember();
    const path = await resetPath(email);
    const before = await allRows(world);
    await Promise.all(Array.from({ length: 5 }, () => visitor().get(path)));

    expect(await allRows(world)).toEqual(before);
    expect((await world.get('/account', { cookie })).status).toBe(200);
  });

  test('dies with the password that it was made for, and with the membership', async () => {
    const { email } = await newMember();
    const first = await resetPath(email);
    const second = await resetPath(email);
    await visitor().post(second, { password: newPassword });
    expect((await visitor().get(first)).status).toBe(410);

    const third = await resetPath(email);
    await world.database.query('UPDATE members SET closed_at = now() WHERE address = $1', [email]);
    expect((await visitor().get(third)).status).toBe(410);
    expect((await visitor().post(third, { password: newPassword })).status).toBe(410);
  });
});

describe('whoever has no reset link', () => {
  test('can not make one up, alter one, or use an invite link', async () => {
    const { email } = await newMember();
    const path = await resetPath(email);
    const token = path.slice('/reset/'.length);
    const { token: inviteToken } = await invite(world, 'not-a-reset@example.com');
    const altered = [...token].map((sign, index) =>
      index === 30 ? (sign === 'A' ? 'B' : 'A') : sign,
    );

    for (const [made, status] of [
      [altered.join(''), 410],
      [token.slice(0, -1), 404],
      [inviteToken, 404],
      ['A'.repeat(51), 410],
      ['x', 404],
    ] as const) {
      expect((await visitor().get(`/reset/${made}`)).status, made).toBe(status);
      const answer = await visitor().post(`/reset/${made}`, { password: newPassword });
      expect(answer.status, made).toBe(status);
    }
    expect((await world.get(`/join/${token}`)).status).toBe(404);
  });

  test('takes no weak password, and says why', async () => {
    const { email } = await newMember();
    const path = await resetPath(email);

    const answer = await visitor().post(path, { password: 'password12345678' });

    expect(answer.status).toBe(400);
    expect(await textOf(answer)).toContain('one of the most common passwords');
    expect((await visitor().post(path, { password: newPassword })).status).toBe(303);
  });

  test('opens an account that strangers had slowed down', async () => {
    const { email } = await newMember();
    await visitor().signIn(email, 'wrong');
    await world.database.query(
      "UPDATE rate_limits SET acts = 100 WHERE starts_with(key, 'sign_in_all:')",
    );
    expect((await visitor().signIn(email, goodPassword)).status).toBe(429);
    await visitor().post(await resetPath(email), { password: newPassword });

    expect((await visitor().signIn(email, newPassword)).status).toBe(303);
  });
});

describe('a new password', () => {
  test.each(['changed', 'reset'])('that was %s is told to its owner by email', async (how) => {
    const { email, cookie } = await newMember();
    if (how === 'reset') await visitor().post(await resetPath(email), { password: newPassword });
    else {
      const change = { act: 'password', current: goodPassword, password: newPassword };
      expect((await visitor().post('/account', change, { cookie })).status).toBe(303);
    }

    const { parsed } = await world.letterTo(email);
    expect(parsed.subject).toBe('Your password for Sandbox was changed');
    expect(parsed.text).toContain(`Your password was ${how}`);
    expect(parsed.text).toMatch(/When: \w+, \d+ \w+ \d{4} at \d\d:\d\d UTC/);
    expect(parsed.text).toContain("Was it you? Then you're all set.");
    expect(parsed.text).toMatch(/This wasn't me:\nhttp:\/\/localhost:3000\/not-me\/[\w-]{43}\n/);
  });

  test('that was refused is told to nobody', async () => {
    const { email, cookie } = await newMember();
    const change = { act: 'password', current: 'wrong', password: newPassword };
    expect((await visitor().post('/account', change, { cookie })).status).toBe(400);

    const rows = await world.database.query(
      "SELECT id FROM deliveries WHERE recipient = $1 AND notice = 'sessions.new_password_email'",
      [email],
    );
    expect(rows).toEqual([]);
  });
});
