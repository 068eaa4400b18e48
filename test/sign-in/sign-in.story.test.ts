import { createHmac } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { textOf, Visitor } from '../support/browser-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// The real thing, counted.
vi.mock('@node-rs/argon2', async (original) => {
  const argon2 = await original<typeof import('@node-rs/argon2')>();
  return { ...argon2, verify: vi.fn(argon2.verify) };
});
vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  return { ...crypto, createHmac: vi.fn(crypto.createHmac) };
});

let world: World;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
  await joinAs(world, 'Ana@example.com');
});
afterAll(() => world.stop());

/** Everybody comes from an address of their own, so that one test's tries don't count in the next. */
let visitors = 0;
function visitor(): Visitor {
  visitors += 1;
  return new Visitor(world, { 'x-forwarded-for': `203.0.113.${visitors}` });
}

describe('signing in', () => {
  test('works with the address in any case, and leads to the account', async () => {
    const ana = visitor();

    const answer = await ana.signIn(' ANA@EXAMPLE.com ', goodPassword);

    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/account');
    expect(await textOf(await ana.get('/account'))).toContain('Ana@example.com');
    expect((await ana.get('/sign-in')).headers.get('location')).toBe('/account');
  });

  test('gives a new session each time, and ends the one that the browser had', async () => {
    const ana = visitor();
    await ana.signIn('ana@example.com', goodPassword);
    const first = ana.jar.get('invitations-session');
    await ana.signIn('ana@example.com', goodPassword);

    expect(ana.jar.get('invitations-session')).not.toBe(first);
    expect((await world.get('/account', { cookie: `invitations-session=${first}` })).status).toBe(
      401,
    );
    expect((await ana.get('/account')).status).toBe(200);
  });

  test('never takes a session from outside as its own', async () => {
    const planted = 'A'.repeat(43);
    const answer = await visitor().post(
      '/sign-in',
      { email: 'ana@example.com', password: goodPassword },
      { cookie: `invitations-session=${planted}` },
    );

    expect(answer.headers.getSetCookie().join()).not.toContain(planted);
    expect((await world.get('/account', { cookie: `invitations-session=${planted}` })).status).toBe(
      401,
    );
  });

  test('answers the same for a wrong password and an unknown address', async () => {
    const wrong = await visitor().signIn('ana@example.com', 'not the right one');
    const unknown = await visitor().signIn('eva@example.com', 'not the right one');

    expect([wrong.status, unknown.status]).toEqual([400, 400]);
    const [one, other] = [await wrong.text(), await unknown.text()];
    expect(one.replace('ana@', 'eva@')).toBe(other);
    expect(one).toContain('role="alert"');
    expect(one).toContain('value="ana@example.com"');
    expect(one).not.toContain('not the right one');
  });

  test('takes the same work for both: one hash, as costly', async () => {
    const compare = vi.mocked(verify);
    compare.mockClear();
    await visitor().signIn('ana@example.com', 'not the right one');
    await visitor().signIn('eva@example.com', 'not the right one');

    const compared = compare.mock.calls.map(([hash]) => String(hash));
    const [known, unknown] = compared.map((hash) => hash.split('$').slice(0, 4).join('$'));
    expect(compared).toHaveLength(2);
    expect(known).toBe('$argon2id$v=19$m=65536,t=7,p=1');
    expect(unknown).toBe(known);
  });

  test('refuses who was removed', async () => {
    await joinAs(world, 'left@example.com');
    await world.database.query(
      "UPDATE members SET closed_at = now() WHERE address = 'left@example.com'",
    );

    expect((await visitor().signIn('left@example.com', goodPassword)).status).toBe(400);
  });
});

test('a sign-in takes the same work with and without an account, whatever the browser says that it kept', async () => {
  const [workspace] = await world.database.query('SELECT id FROM workspaces');
  const mark = (n: number) => `${workspace?.id}.${`${n}`.repeat(21)}A`;
  const marks = Array.from({ length: 10 }, (_, n) => mark(n)).join('~');
  const codesFor = async (email: string) => {
    const before = vi.mocked(createHmac).mock.calls.length;
    await visitor().post(
      '/sign-in',
      { email, password: 'not the right one' },
      { cookie: `browser=${marks}` },
    );
    return vi.mocked(createHmac).mock.calls.length - before;
  };

  expect(await codesFor('ana@example.com')).toBe(1);
  expect(await codesFor('eva@example.com')).toBe(1);
});

test('hashes a password anew when its hash was made more cheaply than today', async () => {
  const { cookie } = await joinAs(world, 'early@example.com');
  const old = await hash(goodPassword, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  const where = "address = 'early@example.com'";
  await world.database.query(`UPDATE members SET password_hash = $1 WHERE ${where}`, [old]);

  vi.mocked(verify).mockClear();
  expect((await visitor().signIn('early@example.com', 'not the right one')).status).toBe(400);
  // A hash as costly as an unknown address gets is compared beside it, so that the time doesn't tell them apart.
  const compared = vi
    .mocked(verify)
    .mock.calls.map(([each]) => String(each))
    .sort();
  expect(compared).toEqual([old, expect.stringContaining('$m=65536,t=7,p=1$')]);
  const stored = `SELECT password_hash FROM members WHERE ${where}`;
  expect(await world.database.query(stored)).toEqual([{ password_hash: old }]);
  expect((await visitor().signIn('early@example.com', goodPassword)).status).toBe(303);
  const [row] = await world.database.query(stored);
  expect(String(row?.password_hash)).toContain('$m=65536,t=7,p=1$');

  expect((await visitor().signIn('early@example.com', goodPassword)).status).toBe(303);
  expect(await world.database.query(stored)).toEqual([row]);
  expect((await world.get('/account', { cookie })).status).toBe(200);
});

describe('the way back', () => {
  beforeAll(() => joinAs(world, 'back@example.com'));

  test.each([
    ['/account?done=name', '/account?done=name'],
    ['http://localhost:3000/account', '/account'],
    ['https://evil.example/', '/account'],
    ['//evil.example/', '/account'],
    ['/\\evil.example', '/account'],
    ['/\t/evil.example', '/account'],
    ['javascript:alert(1)', '/account'],
    ['http://localhost:3000@evil.example/', '/account'],
    ['http://user:pass@localhost:3000/', '/account'],
    ['http://localhost:4000/', '/account'],
    ['/account\u009b', '/account'],
    ['/acc\u0002ount', '/account'],
  ])('after signing in with %s leads to %s', async (asked, expected) => {
    const ana = visitor();
    const page = await (await ana.get(`/sign-in?return=${encodeURIComponent(asked)}`)).text();
    const [, carried] = /name="return" value="([^"]*)"/.exec(page) ?? [];

    const answer = await ana.post('/sign-in', {
      email: 'back@example.com',
      password: goodPassword,
      return: asked,
    });

    expect(answer.headers.get('location')).toBe(expected);
    expect(carried ?? '/account').toBe(expected);
  });
});

describe('signing out', () => {
  test('ends the session and says so', async () => {
    const ana = visitor();
    await ana.signIn('ana@example.com', goodPassword);
    const token = ana.jar.get('invitations-session');

    const answer = await ana.post('/sign-out', {});

    expect(answer.headers.get('location')).toBe('/sign-in?signed-out');
    expect(ana.jar.get('invitations-session')).toBeUndefined();
    expect((await world.get('/account', { cookie: `invitations-session=${token}` })).status).toBe(
      401,
    );
    expect(await textOf(await ana.get('/sign-in?signed-out'))).toContain("You're signed out.");
    expect((await ana.post('/sign-out', {})).status).toBe(303);
  });

  test('leads nowhere else', async () => {
    const answer = await visitor().post('/sign-out', { return: 'https://evil.example/' });

    expect(answer.headers.get('location')).toBe('/sign-in?signed-out');
  });
});
