import { afterAll, beforeAll, expect, test } from 'vitest';
import { allRows, invite, joinAs, sessionCookies, signUpForm } from '../support/acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const day = 86_400_000;

async function accountStatus(cookie: string): Promise<number> {
  return (await world.get('/account', { cookie })).status;
}

test('gives a cookie that scripts cannot read and other sites do not send', async () => {
  const { path } = await invite(world, 'cora@example.com');
  const joined = await world.post(path, signUpForm());
  const [cookie = ''] = sessionCookies(joined);
  const [pair = '', ...attributes] = cookie.split('; ');
  expect(pair).toMatch(/^invitations-session=[\w-]{43}$/);
  expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=2592000', 'Path=/', 'SameSite=Lax']);
});

test('keeps only a digest of what the browser holds', async () => {
  const { cookie } = await joinAs(world, 'dan@example.com');
  const token = cookie.slice(cookie.indexOf('=') + 1);
  expect((await allRows(world)).join('\n')).not.toContain(token);
  const digests = await world.database.query('SELECT length(id) AS n FROM sessions');
  for (const { n } of digests) expect(n).toBe(32);
});

test.each([
  ['no cookie', ''],
  ['an empty one', 'invitations-session='],
  ['one that nobody was given', `invitations-session=${'A'.repeat(43)}`],
  ['an endless one', `invitations-session=${'A'.repeat(4000)}`],
  ['one with odd signs', 'invitations-session=%00%ff; invitations-session=%F0'],
  ['the name for https', `__Host-invitations-session=${'A'.repeat(43)}`],
])('shows no account to a browser with %s', async (_what, cookie) => {
  for (const path of ['/account', '/account/avatar']) {
    const response = await world.get(path, cookie ? { cookie } : {});
    expect([303, 401]).toContain(response.status);
    expect(await response.text()).not.toContain('@example.com');
  }
});

test('shows each browser its own account and nobody else', async () => {
  const ed = await joinAs(world, 'ed@example.com', { displayName: 'Ed', role: 'admin' });
  const eve = await joinAs(world, 'eve@example.com', { displayName: 'Eve' });
  const [edsPage, evesPage] = await Promise.all(
    [ed, eve].map(async ({ cookie }) => (await world.get('/account', { cookie })).text()),
  );
  expect(edsPage).toContain('ed@example.com');
  expect(edsPage).toContain('Admin');
  expect(edsPage).not.toContain('eve@example.com');
  expect(evesPage).toContain('eve@example.com');
  expect(evesPage).not.toContain('ed@example.com');
});

test('signs a removed member out at once, on every browser', async () => {
  const { cookie, email } = await joinAs(world, 'gone@example.com');
  expect(await accountStatus(cookie)).toBe(200);
  const close = 'UPDATE members SET closed_at = now() WHERE address = $1';
  await world.database.query(close, [email]);
  expect(await accountStatus(cookie)).not.toBe(200);
  expect((await world.get('/account/avatar', { cookie })).status).not.toBe(200);
});

test('shows the name, role and workspace as they are now', async () => {
  const { cookie, email } = await joinAs(world, 'now@example.com');
  const change = "UPDATE members SET role = 'admin', display_name = 'Nia' WHERE address = $1";
  await world.database.query(change, [email]);
  const html = await (await world.get('/account', { cookie })).text();
  expect(html).toContain('Nia');
  expect(html).toContain('Full access including team settings');
});

test('ends a session that was not used for 14 days, and no earlier', async () => {
  const { cookie } = await joinAs(world, 'idle@example.com');
  for (const _round of [1, 2]) {
    world.clock.shiftMs += 14 * day - 60_000;
    expect(await accountStatus(cookie)).toBe(200);
  }
  const { cookie: unused } = await joinAs(world, 'away@example.com');
  world.clock.shiftMs += 14 * day + 60_000;
  expect(await accountStatus(unused)).not.toBe(200);
  expect(await accountStatus(cookie)).not.toBe(200);
});

test('ends a session after 30 days, however much it was used', async () => {
  const { cookie } = await joinAs(world, 'busy@example.com');
  for (let week = 0; week < 4; week += 1) {
    world.clock.shiftMs += 7 * day;
    expect(await accountStatus(cookie)).toBe(200);
  }
  world.clock.shiftMs += 2 * day + 60_000;
  expect(await accountStatus(cookie)).not.toBe(200);
});

test('writes down when a session was last used, but not at every request', async () => {
  const { cookie } = await joinAs(world, 'often@example.com');
  const lastSeen = async (): Promise<number> => {
    const [row] = await world.database.query(
      `SELECT last_seen_at FROM sessions s JOIN members m ON m.id = s.member_id
       WHERE m.address = 'often@example.com'`,
    );
    return Number(row?.last_seen_at);
  };
  const first = await lastSeen();
  world.clock.shiftMs += 4 * 60_000;
  await accountStatus(cookie);
  expect(await lastSeen()).toBe(first);
  world.clock.shiftMs += 2 * 60_000;
  await accountStatus(cookie);
  expect(await lastSeen()).toBeGreaterThan(first + 5 * 60_000);
});
