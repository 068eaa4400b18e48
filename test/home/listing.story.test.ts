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
  await insertInvitations(world, numbered('expired', 30), {
    expiresAt: new Date(Date.now() - 30 * 86_400_000),
  });
  await insertInvitations(world, numbered('pending', 84));
  // Each list has its own order: who joined, was revoked or expired last comes first.
  await world.database.query(
    `UPDATE invitations SET accepted_at = accepted_at + (created_at - now()) / 10,
       expires_at = expires_at + (created_at - now()) / 10
     WHERE address ~ '^(accepted|expired)-'`,
  );
  await world.database.query(
    `INSERT INTO members (id, workspace_id, email, address, display_name, role, joined_at, invitation_id)
     SELECT gen_random_uuid(), workspace_id, email, address, email, role, accepted_at, id
     FROM invitations WHERE address ~ '^accepted-'`,
  );
});
afterAll(() => world.stop());

const adam = 'U0ADAM';

function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index}@example.com`);
}

type Home = Awaited<ReturnType<typeof openHome>>;

/** The addresses that a page shows, in order. */
function shownIn(home: Home): string[] {
  return linesOf(home.blocks).flatMap((line) => /^\*(\S+@\S+)\* · /.exec(line)?.[1] ?? []);
}

function rangeIn(home: Home): string | undefined {
  const line = linesOf(home.blocks).find((each) => /^[\d,]+–[\d,]+ of /.test(each));
  return line?.split(' · ')[0];
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

test('names the workspace, how many have joined, and the tabs, of which one is marked', async () => {
  await setSettings(world, { name: 'Acme' });
  const home = await openHome(world);
  expect(linesOf(home)[0]).toBe('*Acme* · 20 of 134 joined\n⚠️ *30 need attention*: 30 expired');
  const labels = buttonsOf(home).slice(0, 7);
  const tabs = ['● Invitations (114)', 'Members (20)', 'Tools', 'Activity', 'Settings'];
  expect(labels).toEqual(['Invite people', ...tabs, 'Invite many']);
  expect(JSON.stringify(home).split('"style":"primary"')).toHaveLength(3);
  // Whoever looks knows as of when, in their own time.
  expect(linesOf(home).join()).toMatch(/1–20 of 114 · as of <!date\^\d+\^\{time\}\|/);
});

test('offers each list with how many it has', async () => {
  const labels = linesOf(await openHome(world));
  expect(labels).toEqual(
    expect.arrayContaining([
      ...['Not joined yet (114)', 'Not delivered (0)', 'Asking for a new link (0)'],
      ...['Expired (30)', 'Joined (20)', 'Declined or revoked (0)', 'All (134)'],
    ]),
  );
});

test('pages through 134 invitations, newest first, and back', async () => {
  await openHome(world);
  const first = await filter('all');
  expect(rangeIn(first)).toBe('1–20 of 134');
  expect(shownIn(first)[0]).toBe('pending-83@example.com');
  expect(buttonsOf(first)).not.toContain('Newer');
  const pages = [first];
  while (buttonsOf(pages.at(-1) ?? first).includes('Older')) pages.push(await next());
  expect(pages.map(rangeIn)[2]).toBe('41–60 of 134');
  expect(pages.map(rangeIn).at(-1)).toBe('121–134 of 134');
  expect(pages.map((page) => buttonsOf(page).includes('Newest'))).toEqual([
    ...[false, false],
    ...[true, true, true, true, true],
  ]);
  const all = pages.flatMap(shownIn);
  expect(all).toHaveLength(134);
  expect(new Set(all).size).toBe(134);
  for (const page of pages.slice(0, -1).reverse()) {
    const back = await previous();
    expect(shownIn(back)).toEqual(shownIn(page));
    expect(rangeIn(back)).toBe(rangeIn(page));
  }
  await next();
  await next();
  expect(shownIn(await press('home.newest'))).toEqual(shownIn(first));
});

test('shows no row twice and skips none when rows come between two presses', async () => {
  const first = await openHome(world);
  await insertInvitations(world, numbered('newer', 3));
  const second = await next();
  expect(shownIn(second)).toEqual(numbered('pending', 64).slice(44).reverse());
  expect(shownIn(second)).not.toEqual(expect.arrayContaining(shownIn(first)));
  await world.database.query("DELETE FROM invitations WHERE address LIKE 'newer-%'");
  const third = await next();
  expect(shownIn(third)[0]).toBe('pending-43@example.com');
  await world.database.query(
    "UPDATE invitations SET revoked_at = now() WHERE address = 'pending-40@example.com'",
  );
  const fourth = await next();
  expect(shownIn(fourth)[0]).toBe('pending-23@example.com');
});

test('turns back when a page has nothing left', async () => {
  await filter('expired');
  const last = await next();
  expect(rangeIn(last)).toBe('21–30 of 30');
  await world.database.query(
    `UPDATE invitations SET expires_at = expires_at + interval '100 years'
     WHERE address = ANY ($1::text[])`,
    [shownIn(last)],
  );
  const again = await openHome(world);
  expect(rangeIn(again)).toBe('1–20 of 20');
  await world.database.query(
    "UPDATE invitations SET expires_at = expires_at - interval '100 years' WHERE expires_at > now() + interval '1 year'",
  );
});

test.each([
  ['accepted', 20, 'accepted-19@example.com'],
  ['expired', 30, 'expired-29@example.com'],
  ['revoked', 1, 'pending-40@example.com'],
  ['all', 134, 'pending-83@example.com'],
  ['open', 113, 'pending-83@example.com'],
])('shows the list of %s, in its own order', async (value, count, newest) => {
  await openHome(world);
  const home = await filter(value);
  expect(rangeIn(home)).toBe(`1–${Math.min(count, 20)} of ${count}`);
  expect(shownIn(home)[0]).toBe(newest);
  expect(JSON.stringify(home)).toContain(`"initial_option":{"text":{"type":"plain_text","text":"`);
});

test('shows who was not reached and who asks for a new link until they were sent one, and leads there', async () => {
  await world.database.query(
    `UPDATE invitations SET undelivered_at = sent_at
     WHERE address = ANY ('{pending-1@example.com,pending-2@example.com,expired-1@example.com}')`,
  );
  await world.database.query(
    `UPDATE invitations SET asked_again_at = sent_at + interval '1 minute'
     WHERE address = ANY ('{pending-2@example.com,pending-3@example.com,expired-2@example.com}')`,
  );
  await openHome(world);
  const home = await press('home.tab_invitations');
  // Whom no email has reached needs one while the link works; who both asks and wasn't reached counts once.
  const needed = '⚠️ *33 need attention*: 2 not delivered · 3 ask for a new link · 30 expired';
  expect(linesOf(home)[0]).toContain(needed);
  expect(buttonsOf(home)).toContain('Review 2 not delivered');
  const chosenIn = ({ blocks }: { blocks: readonly object[] }) =>
    blocks.find((block) => JSON.stringify(block).includes('"home.filter"'));
  const review = await press('home.review');
  // Slack keeps what is chosen in a block, as long as that keeps its id.
  const [was, is] = [home, review].map(chosenIn) as { block_id?: string }[];
  expect(is?.block_id).not.toBe(was?.block_id);
  expect(JSON.stringify(is)).toContain('"value":"undelivered"}}');
  expect(shownIn(review)).toEqual(['pending-2@example.com', 'pending-1@example.com']);
  const asking = await filter('asking');
  expect(shownIn(asking)).toHaveLength(3);
  expect(linesOf(asking).join('\n')).toContain('⚠️ Asked for a new link');
  await world.database.query('UPDATE invitations SET sent_at = sent_at + interval $$1 hour$$');
  expect(linesOf(await filter('undelivered'))).toContain('Every email was delivered.');
  expect(linesOf(await filter('asking'))).toContain('Nobody is asking for a new link.');
});

test('goes on where it was when another process answers', async () => {
  await filter('open');
  const second = await next();
  const stop = await secondProcess(world);
  try {
    const third = await next();
    expect(rangeIn(third)).toBe('41–60 of 113');
    expect(shownIn(third)).not.toEqual(expect.arrayContaining(shownIn(second)));
    expect(shownIn(await previous())).toEqual(shownIn(second));
  } finally {
    await stop();
  }
  expect(rangeIn(await openHome(world))).toBe('21–40 of 113');
});

test('starts afresh in another tab', async () => {
  const members = await press('home.tab_members');
  expect(buttonsOf(members)).toContain('● Members (20)');
  expect(rangeIn(members)).toBe('1–20 of 20');
  const settings = await press('home.tab_settings');
  expect(linesOf(settings.blocks).join('\n')).toContain('Team settings');
  // There is no BILLING_URL.
  expect(buttonsOf(settings)).not.toContain('Manage billing');
  expect(rangeIn(await press('home.tab_invitations'))).toBe('1–20 of 113');
});

test('survives a place that is none of ours', async () => {
  await press('home.next');
  const odd = ['x', '{}', '{"start":{"at":9e15,"id":"x"},"before":-1}', 'null', '[1]'];
  for (const value of odd) {
    const escaped = JSON.stringify(value).slice(1, -1);
    const { actions } = lastSent<{ actions: { value: string }[] }>(world, 'block_actions');
    const old = JSON.stringify(actions[0]?.value).slice(1, -1);
    const home = await homeAfter(world, adam, () =>
      forge(world, 'block_actions', { [old]: escaped }),
    );
    expect(rangeIn(home)).toBe('1–20 of 113');
  }
});

test('says how to begin when there is nobody, in two ways', async () => {
  await world.database.query('DELETE FROM members');
  await world.database.query('DELETE FROM invitations');
  const home = await openHome(world);
  expect(linesOf(home)).toContain('*Acme*');
  expect(linesOf(home.blocks).join('\n')).toContain('Nobody has been invited yet.');
  expect(buttonsOf(home).slice(-2)).toEqual(['Invite people', 'Invite many']);
  // Not a second time on top.
  expect(buttonsOf(home).filter((label) => label.startsWith('Invite '))).toHaveLength(2);
  expect(JSON.stringify(home).split('"style":"primary"')).toHaveLength(2);
  expect(JSON.stringify(home)).not.toContain('home.filter');
  const members = await press('home.tab_members');
  expect(linesOf(members.blocks).join('\n')).toContain('Nobody has joined yet');
});
