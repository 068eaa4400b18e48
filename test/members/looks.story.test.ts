import { slackTiers } from 'pretend-slack';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addPerson, goodPassword, joinAs } from '../support/acts.ts';
import { secrets } from '../support/credentials.ts';
import { openHome, setSettings, typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Slack doesn't tell of people who are deactivated, unless the manifest asks for it: the app looks.

let world: World;
beforeAll(async () => {
  world = await startWorld({}, { ...secrets, tiers: slackTiers });
  await setSettings(world, { follow_deactivations: true });
});
afterAll(() => world.stop());

const day = 24 * 3_600_000;
const patience = { timeout: 20_000, interval: 50 };

async function joined(name: string, role: 'member' | 'admin' = 'member') {
  const id = `U0${name.toUpperCase()}`;
  const email = `${name.toLowerCase()}@people.example`;
  addPerson(world, { id, name, email });
  return { id, ...(await joinAs(world, email, { displayName: name, role })) };
}

const isIn = async (cookie: string) => (await world.get('/account', { cookie })).status === 200;

async function slackUserOf(email: string): Promise<unknown> {
  const [row] = await world.database.query('SELECT slack_user_id FROM members WHERE email = $1', [
    email,
  ]);
  return row?.slack_user_id;
}

/** A day passes, in which everybody is looked at. */
async function dayPasses(): Promise<void> {
  world.clock.shiftMs += day;
  await vi.waitFor(async () => {
    const due = await world.database.query(
      `SELECT member_id FROM member_looks WHERE due_at <= now() + ${world.clock.shiftMs + day / 2} * interval '1 millisecond'`,
    );
    expect(due).toEqual([]);
  }, patience);
}

test('each member is looked at once a day: who they are in Slack, and whether they still are', async () => {
  const ana = await joined('Ana');
  const ben = await joined('Ben');
  await dayPasses();
  expect(await slackUserOf(ana.email)).toBe(ana.id);

  expect((await world.slack.changePerson(ana.id, { deleted: true })).status).toBe(0);
  await dayPasses();

  expect(await isIn(ana.cookie)).toBe(false);
  expect(await isIn(ben.cookie)).toBe(true);
});

test('whoever is deactivated and signs in is seen soon after', async () => {
  const cleo = await joined('Cleo');
  await dayPasses();
  world.clock.shiftMs += 3_600_000;
  await world.slack.changePerson(cleo.id, { deleted: true });

  const form = new FormData();
  form.set('email', cleo.email);
  form.set('password', goodPassword);
  const answer = await world.post('/sign-in', form);

  expect(answer.status).toBe(303);
  await expect.poll(() => isIn(cleo.cookie), patience).toBe(false);
});

test('whoever Slack is asked about for another reason is seen, too', async () => {
  const dan = await joined('Dan', 'admin');
  await openHome(world, dan.id, 'Invite people');
  await dayPasses();
  world.clock.shiftMs += 3_600_000;
  await world.slack.changePerson(dan.id, { deleted: true });

  // Their Slack hasn't noticed yet.
  const answer = await typeCommand(world, 'late@example.com', { user: dan.id });

  expect(answer.text).toContain('Only admins');

  await expect.poll(() => isIn(dan.cookie), patience).toBe(false);
});

test('a change of status costs nothing: the app isn’t told', async () => {
  const before = world.slack.requests.length;
  for (const displayName of ['In a meeting', 'At lunch', 'Away']) {
    await world.slack.changePerson('U0MIA', { displayName });
  }
  expect(world.slack.requests).toHaveLength(before);
  // Messages may be refused once: days have passed for the app between two of them, and none for Slack.
  const looks = world.slack.calls.filter(({ method }) => method.startsWith('users.'));
  expect(looks.length).toBeGreaterThan(0);
  expect(looks.filter(({ status }) => status === 429)).toEqual([]);
});
