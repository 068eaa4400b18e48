import type { HomeView } from '@slack/types';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, deliveriesAtRest, invite, joinAs, wordsOf } from '../support/acts.ts';
import { pressHome } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const day = 86_400_000;

/** Opens the Home tab and waits until it was published anew. */
async function openHome(user: string): Promise<HomeView> {
  const before = world.slack.openHomeView(user)?.hash;
  const reply = await world.slack.openHome(user);
  expect(reply.status).toBe(200);
  const home = await world.slack.until(() => {
    const now = world.slack.openHomeView(user);
    return now?.hash !== before && now;
  }, 15_000);
  return home.view;
}

/** Opens the Home tab and waits until it says what is expected; it may be published more than once. */
async function openHomeUntil(user: string, isRight: (words: string) => boolean): Promise<string> {
  await world.slack.openHome(user);
  await world.slack.until(() => isRight(wordsOf(world.slack.home(user))), 15_000);
  return wordsOf(world.slack.home(user));
}

/** The words of the block that names somebody. */
function rowOf(home: HomeView, email: string): string {
  const index = home.blocks.findIndex((block) => wordsOf(block).includes(email));
  return wordsOf(home.blocks.slice(index, index + 1));
}

test('shows an admin whom was invited nobody yet, and how to begin', async () => {
  const home = wordsOf(await openHome('U0ADAM'));
  expect(home).toContain('Sandbox');
  expect(home).toContain('Invitations');
  expect(home).toContain('Members');
});

test('publishes nothing when another tab of the app is opened', async () => {
  const start = world.slack.calls.length;
  const reply = await world.slack.openHome('U0ADAM', 'messages');
  expect(reply.status).toBe(200);
  await openHome('U0ADAM');
  const published = world.slack.calls
    .slice(start)
    .filter((call) => call.method === 'views.publish');
  expect(published).toHaveLength(1);
});

test('shows an admin every invitation with its role and status', async () => {
  await invite(world, 'Old@example.com');
  world.clock.shiftMs += 8 * day;
  await joinAs(world, 'in@example.com', { role: 'admin', displayName: 'Ina' });
  await invite(world, 'waiting@example.com');
  await deliveriesAtRest(world);

  await openHome('U0OLGA');
  const home = await pressHome(world, 'U0OLGA', 'home.filter', { value: 'all', words: 'Ina' });
  expect(rowOf(home, 'Old@example.com')).toContain('Expired');
  expect(rowOf(home, 'in@example.com')).toMatch(/Admin · Joined <!date\^[^>]*> as Ina/);
  expect(rowOf(home, 'waiting@example.com')).toContain('Member · Waiting');
  expect(wordsOf(home)).toContain('Members');
});

test.each([
  ['a regular member', 'U0MIA'],
  ['a guest', 'U0GUS'],
])('tells %s whom to ask, and nothing about invitations', async (_who, user) => {
  const home = await openHomeUntil(user, (words) => words.includes('<@U0OLGA>'));
  expect(home).not.toMatch(/Waiting|Joined|Expired/);
  expect(home).not.toContain('@example.com');
});

test('tells an admin of another team nothing about anybody', async () => {
  const user = addPerson(world, { id: 'U0FAR', teamId: 'T0OTHER', isAdmin: true });
  const home = wordsOf(await openHome(user));
  expect(home).not.toMatch(/Waiting|Joined|Expired|<@/);
  expect(home).not.toContain('@example.com');
});

test('follows a change of role at the next look', async () => {
  const user = addPerson(world, { id: 'U0ROY', email: 'roy@people.example' });
  expect(wordsOf(await openHome(user))).not.toContain('waiting@example.com');
  await joinAs(world, 'roy@people.example', { role: 'admin' });
  await openHomeUntil(user, (home) => home.includes('waiting@example.com'));
  await world.database.query(
    "UPDATE members SET role = 'member' WHERE address = 'roy@people.example'",
  );
  await openHomeUntil(user, (home) => !home.includes('waiting@example.com'));
});

test('stays within what Slack takes, whatever the names', async () => {
  const nasty = '<!channel> *b* `x` \u202E🎉 & <@U0ADAM> ';
  await joinAs(world, `${'n'.repeat(64)}@${'d'.repeat(63)}.${'d'.repeat(63)}.example`, {
    displayName: nasty.repeat(3).slice(0, 60).replaceAll('\u202E', ''),
  });
  await world.database.query('UPDATE workspaces SET name = $1', [nasty.repeat(20)]);
  for (let n = 0; n < 12; n += 1) await invite(world, `many-${n}@example.com`);
  const view = await openHome('U0ADAM');
  const home = wordsOf(view);
  expect(home).not.toMatch(/"mrkdwn","text":"[^"]*<!channel>/);
  expect(home).toContain('many-11@example.com');
  // Screen readers tell the buttons of the rows apart.
  const buttons = [...home.matchAll(/"text":"Copy link".*?"accessibility_label":"([^"]*)"/g)];
  const labels = buttons.map(([, label]) => label);
  expect(labels).toContain('Copy link for many-11@example.com');
  expect(new Set(labels).size).toBe(13);
});
