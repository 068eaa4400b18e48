import { buttonsOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  allRows,
  deliveriesAtRest,
  invitationsOf,
  invite,
  joinAs,
  signUpForm,
} from '../support/acts.ts';
import { readable, textOf } from '../support/browser-acts.ts';
import {
  dmAfter,
  insertInvitations,
  openHome,
  pressHome,
  setSettings,
  typeCommand,
  wordsIn,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const decline = (path: string, headers: Record<string, string> = {}) =>
  world.post(`${path}/no`, new FormData(), headers);

test('the page behind No, thanks shows whose invitation it is, and looking changes nothing', async () => {
  const { path } = await invite(world, 'look@example.com');
  const before = await allRows(world);
  const joinPage = await (await world.get(path)).text();
  expect(joinPage).toContain(`href="${path}/no"`);
  for (let look = 0; look < 3; look += 1) {
    const page = await world.get(`${path}/no`);
    expect(page.status).toBe(200);
    expect(page.headers.get('cache-control')).toContain('no-store');
    expect(page.headers.get('referrer-policy')).toBe('strict-origin');
    const html = await page.text();
    expect(readable(html)).toContain('Adam Admin invited you to join Sandbox as look@example.com.');
    expect(html).toContain(`<form method="post" action="${path}/no"`);
    expect(html).toContain(`href="${path}"`);
  }
  expect(await allRows(world)).toEqual(before);
  expect((await world.get(path)).status).toBe(200);
});

test('declining ends the link, frees the seat, and tells the inviter once', async () => {
  const { path } = await invite(world, 'no@example.com');
  await setSettings(world, { seat_limit: 3 });
  const dm = await dmAfter(world, 'U0ADAM', async () => {
    const answers = await Promise.all([decline(path), decline(path), decline(path)]);
    for (const answer of answers) {
      expect(answer.status).toBe(303);
      expect(answer.headers.get('location')).toBe(path);
    }
  });
  expect(wordsIn(dm.blocks)).toContain(
    'no@example.com said no to your invitation to join Sandbox. Their seat is free again.',
  );
  expect(buttonsOf({ blocks: dm.blocks ?? [] })).toEqual(['Invite someone else']);
  const seen = world.slack.dms('U0ADAM').length;
  expect((await decline(path)).status).toBe(303);
  await deliveriesAtRest(world);
  expect(world.slack.dms('U0ADAM')).toHaveLength(seen);
  await setSettings(world, { seat_limit: null });
  const { path: another } = await invite(world, 'neither@example.com');
  const unlimited = await dmAfter(world, 'U0ADAM', () => decline(another));
  expect(wordsIn(unlimited.blocks)).toContain('neither@example.com said no to your invitation');
  expect(wordsIn(unlimited.blocks)).not.toContain('seat');

  const page = await world.get(path);
  expect(page.status).toBe(410);
  const text = await textOf(page);
  expect(text).toContain('You said no to this invitation');
  expect(text).toContain("We've told Adam Admin that you won't be joining Sandbox.");
  expect((await world.post(path, signUpForm())).status).toBe(410);
  expect((await world.get(`${path}/no`)).status).toBe(410);
  const [kept] = await world.database.query(
    `SELECT count(*)::int AS n FROM audit_entries WHERE act = 'invitation_declined' AND subject = 'no@example.com'`,
  );
  expect(kept).toEqual({ n: 1 });
});

test.each([
  ['seats are full', { seat_limit: 1 }],
  ['its domain is not allowed', { allowed_domains: ['elsewhere.example'] }],
])('whoever cannot join now, as %s, can decline all the same', async (why, settings) => {
  await setSettings(world, { seat_limit: null });
  const email = `${why.replaceAll(' ', '-')}@example.com`;
  await joinAs(world, `beside-${email}`);
  const { path } = await invite(world, email);
  await setSettings(world, settings);
  expect((await world.get(path)).status).not.toBe(200);
  expect((await world.get(`${path}/no`)).status).toBe(200);
  expect((await decline(path)).status).toBe(303);
  await setSettings(world, { seat_limit: null, allowed_domains: [] });
  expect((await invitationsOf(world, email))[0]?.declined_at).not.toBeNull();
});

test('Home shows who declined, beside what was revoked', async () => {
  await openHome(world, 'U0ADAM', 'Declined');
  const shown = await pressHome(world, 'U0ADAM', 'home.filter', {
    value: 'revoked',
    words: ['no@example.com', 'Declined'],
  });
  expect(JSON.stringify(shown)).toContain('Declined or revoked');
});

test('whoever declined can be invited again, and whoever does so hears of it', async () => {
  const answer = await typeCommand(world, 'no@example.com');
  expect(wordsIn(answer.blocks)).toContain(
    'Invitation sent to no@example.com, who said no to an earlier one',
  );
  expect(await invitationsOf(world, 'no@example.com')).toHaveLength(2);
});

test('whoever changed their mind asks for a new one by the dead link', async () => {
  const { path } = await invite(world, 'maybe@example.com');
  await decline(path);
  expect(await textOf(await world.get(path))).toContain('Ask for a new invitation');
  expect((await world.post(`${path}/again`, new FormData())).status).toBe(303);
  const asked = await textOf(await world.get(path));
  expect(asked).toContain("We've asked Adam Admin");
  expect(asked).not.toContain('nothing left to do');
});

test('another site cannot decline, and unknown links are unknown', async () => {
  const { path } = await invite(world, 'safe@example.com');
  expect((await decline(path, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await world.get(path)).status).toBe(200);
  const unknown = `${path.slice(0, -2)}AA`;
  expect((await decline(unknown)).status).toBe(404);
  expect((await world.get(`${unknown}/no`)).status).toBe(404);
});

test('what expired more than 90 days ago leaves the lists and counts, and a search still finds it', async () => {
  const day = 86_400_000;
  await insertInvitations(world, ['old@example.com'], {
    expiresAt: new Date(Date.now() - 92 * day),
  });
  await insertInvitations(world, ['younger@example.com'], {
    expiresAt: new Date(Date.now() - 89 * day),
  });
  await openHome(world, 'U0ADAM');
  const expired = await pressHome(world, 'U0ADAM', 'home.filter', {
    value: 'expired',
    words: 'younger@example.com',
  });
  expect(JSON.stringify(expired)).not.toContain('old@example.com');
  expect(JSON.stringify(expired)).toContain('Resend all expired (1)');
  const open = await pressHome(world, 'U0ADAM', 'home.filter', {
    value: 'open',
    words: 'younger@example.com',
  });
  expect(JSON.stringify(open)).not.toContain('old@example.com');
  const find = { user: 'U0ADAM', in: 'home', actionId: 'home.find_person', query: 'old@exa' };
  expect(JSON.stringify(await world.slack.suggest(find))).toContain('old@example.com');
});
