import { buttonsOf, linesOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forge, lastSent } from '../support/sent-payloads.ts';
import {
  homeAfter,
  insertInvitations,
  openHome,
  pressHome,
  secondProcess,
  setSettings,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await openHome(world);
  await insertInvitations(world, numbered('accepted', 20), { acceptedAt: new Date() });
  await insertInvitations(world, numbered('expired', 30), { expiresAt: new Date(0) });
  await insertInvitations(world, numbered('pending', 84));
});
afterAll(() => world.stop());

const adam = 'U0ADAM';

function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index}@example.com`);
}

type Home = Awaited<ReturnType<typeof openHome>>;

/** The addresses that a page shows, in order. */
function shownIn(home: Home): string[] {
  return linesOf(home.blocks).flatMap((line) => /^\S+ (\S+@\S+)$/.exec(line)?.[1] ?? []);
}

function rangeIn(home: Home): string | undefined {
  return linesOf(home.blocks).find((line) => /^[\d,]+–[\d,]+ of /.test(line));
}

async function press(actionId: string, value?: string, words?: string): Promise<Home> {
  return await pressHome(world, adam, actionId, {
    ...(value !== undefined && { value }),
    ...(words !== undefined && { words }),
  });
}

const next = () => press('home.next');
const previous = () => press('home.previous');
const filter = (value: string) => press('home.filter', value);
const searchFor = (value: string) => press('home.search', value);

test('names the workspace and the tabs, with how many there are', async () => {
  await setSettings(world, { name: 'Acme' });
  const home = await openHome(world);
  expect(home.blocks[0]).toMatchObject({ type: 'header', text: { text: 'Acme' } });
  const labels = buttonsOf(home).slice(0, 5);
  const tabs = ['Invitations (134)', 'Members (0)', 'Settings'];
  expect(labels).toEqual(['Invite people', 'Invite many', ...tabs]);
  expect(JSON.stringify(home)).toMatch(/Invitations \(134\)"[^{}]*\},"style":"primary"/);
});

test('pages through 134 invitations, newest first, and back', async () => {
  const first = await openHome(world);
  expect(rangeIn(first)).toBe('1–10 of 134');
  expect(shownIn(first)[0]).toBe('pending-83@example.com');
  expect(buttonsOf(first)).not.toContain('Previous');
  const pages = [first];
  while (buttonsOf(pages.at(-1) ?? first).includes('Next')) pages.push(await next());
  expect(pages.map(rangeIn)[2]).toBe('21–30 of 134');
  expect(pages.map(rangeIn).at(-1)).toBe('131–134 of 134');
  const all = pages.flatMap(shownIn);
  expect(all).toHaveLength(134);
  expect(new Set(all).size).toBe(134);
  for (const page of pages.slice(0, -1).reverse()) {
    const back = await previous();
    expect(shownIn(back)).toEqual(shownIn(page));
    expect(rangeIn(back)).toBe(rangeIn(page));
  }
});

test('shows no row twice and skips none when rows come between two presses', async () => {
  const first = await openHome(world);
  await insertInvitations(world, numbered('newer', 3));
  const second = await next();
  expect(shownIn(second)).toEqual(numbered('pending', 74).slice(64).reverse());
  expect(shownIn(second)).not.toEqual(expect.arrayContaining(shownIn(first)));
  await world.database.query("DELETE FROM invitations WHERE address LIKE 'newer-%'");
  const third = await next();
  expect(shownIn(third)[0]).toBe('pending-63@example.com');
  await world.database.query(
    "UPDATE invitations SET revoked_at = now() WHERE address = 'pending-60@example.com'",
  );
  const fourth = await next();
  expect(shownIn(fourth)[0]).toBe('pending-53@example.com');
});

test('turns back when a page has nothing left', async () => {
  await filter('expired');
  await next();
  const last = await next();
  expect(rangeIn(last)).toBe('21–30 of 30');
  await world.database.query(
    `UPDATE invitations SET expires_at = now() + interval '7 days'
     WHERE address = ANY ($1::text[])`,
    [shownIn(last)],
  );
  const again = await openHome(world);
  expect(rangeIn(again)).toBe('11–20 of 20');
  await world.database.query(
    "UPDATE invitations SET expires_at = to_timestamp(0) WHERE address LIKE 'expired-%'",
  );
});

test.each([
  ['pending', 83, 'pending-83@example.com'],
  ['accepted', 20, 'accepted-19@example.com'],
  ['expired', 30, 'expired-29@example.com'],
  ['all', 134, 'pending-83@example.com'],
])('filters by %s', async (value, count, newest) => {
  await openHome(world);
  const home = await filter(value);
  expect(rangeIn(home)).toBe(`1–10 of ${count}`);
  expect(shownIn(home)[0]).toBe(newest);
  expect(JSON.stringify(home)).toContain(`"initial_option":{"text":{"type":"plain_text","text":"`);
});

test('shows revoked ones under All and Revoked only', async () => {
  await filter('all');
  const all = await searchFor('pending-60@');
  expect(linesOf(all.blocks).join('\n')).toContain('*Revoked*');
  expect(shownIn(await filter('pending'))).toEqual([]);
  expect(shownIn(await filter('revoked'))).toEqual(['pending-60@example.com']);
  await searchFor('');
  expect(shownIn(await filter('revoked'))).toEqual(['pending-60@example.com']);
  await filter('all');
});

test('searches by any part of the address, in whatever case, and takes % and _ as letters', async () => {
  await insertInvitations(world, ['a_b%c@Example.com', 'axbxc@example.com']);
  await filter('all');
  expect(shownIn(await searchFor('PENDING-7@'))).toEqual(['pending-7@example.com']);
  expect(shownIn(await searchFor('_B%'))).toEqual(['a_b%c@Example.com']);
  const both = await searchFor('ed-1');
  expect(rangeIn(both)).toBe('1–10 of 22');
  expect(rangeIn(await next())).toBe('11–20 of 22');
  expect(rangeIn(await filter('accepted'))).toBe('1–10 of 11');
  const none = await searchFor('nobody <!channel> *x*');
  expect(linesOf(none.blocks).join('\n')).toContain('“nobody <!channel> *x*”');
  expect(buttonsOf(none)).not.toContain('Next');
  await searchFor('');
  expect(rangeIn(await filter('all'))).toBe('1–10 of 136');
});

test('finds what was pasted with signs that nobody sees, and by other keyboards and systems', async () => {
  await insertInvitations(world, ["o'brien@example.com", 'jörg@example.com']);
  await filter('all');
  for (const [typed, found] of [
    ['pending-70\u200b', 'pending-70@example.com'],
    ['\uff50ending-\uff17\uff10', 'pending-70@example.com'],
    ['o\u2019brien', "o'brien@example.com"],
    ['jo\u0308rg', 'jörg@example.com'],
    ['Jörg <jörg@example.com>', 'jörg@example.com'],
  ] as const) {
    expect(shownIn(await searchFor(typed)), typed).toEqual([found]);
  }
  await world.database.query("DELETE FROM invitations WHERE address ~ 'brien|rg@'");
  await searchFor('');
});

test('goes on where it was when another process answers', async () => {
  await filter('pending');
  await searchFor('pending');
  const second = await next();
  const stop = await secondProcess(world);
  try {
    const third = await next();
    expect(rangeIn(third)).toBe('21–30 of 83');
    expect(shownIn(third)).not.toEqual(expect.arrayContaining(shownIn(second)));
    expect(shownIn(await previous())).toEqual(shownIn(second));
  } finally {
    await stop();
  }
  expect(rangeIn(await openHome(world))).toBe('11–20 of 83');
});

test('starts afresh in another tab', async () => {
  const members = await press('home.tab_members');
  expect(JSON.stringify(members)).toMatch(/Members \(0\)"[^{}]*\},"style":"primary"/);
  expect(linesOf(members.blocks).join('\n')).toContain('Nobody has joined yet');
  const settings = await press('home.tab_settings');
  expect(linesOf(settings.blocks).join('\n')).toContain('Team settings');
  // There is no BILLING_URL.
  expect(buttonsOf(settings)).not.toContain('Manage billing');
  expect(rangeIn(await press('home.tab_invitations'))).toBe('1–10 of 136');
});

test('survives a place, a filter and a search that are none of ours', async () => {
  await press('home.next');
  const odd = ['x', '{}', '{"start":{"at":9e15,"id":"x"},"before":-1}', 'null', '[1]'];
  for (const value of odd) {
    const escaped = JSON.stringify(value).slice(1, -1);
    const { actions } = lastSent<{ actions: { value: string }[] }>(world, 'block_actions');
    const old = JSON.stringify(actions[0]?.value).slice(1, -1);
    const home = await homeAfter(world, adam, () =>
      forge(world, 'block_actions', { [old]: escaped }),
    );
    expect(rangeIn(home)).toBe('1–10 of 136');
  }
  const long = await searchFor(`${'🎉'.repeat(50)}`);
  expect(linesOf(long.blocks).join('\n')).toContain('No matches for');
});

test('says how to begin when there is none', async () => {
  await world.database.query('DELETE FROM invitations');
  await openHome(world);
  await searchFor('');
  const home = await filter('all');
  expect(linesOf(home.blocks).join('\n')).toMatch(
    /Nobody has been invited yet\. Send your first invitation/,
  );
  expect(linesOf((await filter('expired')).blocks).join('\n')).toContain('No expired invitations');
});
