import { personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { invite, linkIn, signUpForm } from '../support/acts.ts';
import { setSettings, wordsIn } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const adam = 'U0ADAM';

/** What the app has written to Adam about people who joined. */
function told(): string[] {
  const all = world.slack.dms(adam).map(({ blocks }) => wordsIn(blocks));
  return all.filter((words) => words.includes('joined'));
}

const patience = { timeout: 15_000 };

async function join(email: string, displayName: string): Promise<void> {
  const letter = await world.letterTo(email);
  const { path } = linkIn(letter.parsed.text ?? '');
  expect((await world.post(path, signUpForm({ displayName }))).status).toBe(303);
}

test('tells of the first who joins at once, and of the others together', async () => {
  const person = personIn(world.slack, adam);
  const names = ['Ana', 'Bo', 'Cy', 'Di'];
  await person.types('/invite many');
  await person.waitsFor('modal', 'Names and email addresses');
  const list = names.map((name) => `${name}@example.com`).join('\n');
  await person.submits({ 'Names and email addresses': list });
  await person.waitsFor('modal', '4 people will be invited');
  await person.submits();
  await person.waitsFor('messages', 'Your list has been sent');

  await join('Ana@example.com', 'Ana');
  await expect.poll(told, patience).toEqual(['🎉 Ana (Ana@example.com) joined Sandbox.']);
  await join('Bo@example.com', 'Bo');
  await join('Cy@example.com', 'Cy');
  // Those who were invited otherwise are told of at once, as ever.
  const { path } = await invite(world, 'zoe@example.com');
  await world.post(path, signUpForm({ displayName: 'Zoe' }));
  await expect.poll(told, patience).toContain('🎉 Zoe (zoe@example.com) joined Sandbox.');
  expect(told()).toHaveLength(2);
  await expect.poll(gathered, patience).toHaveLength(2);

  world.clock.shiftMs += 61 * 60_000;
  await expect.poll(() => told().at(-1), patience).toContain('3 of 4 joined so far. New: Bo, Cy');
  await expect.poll(waiting, patience).toEqual([]);
  expect(told()).toHaveLength(3);

  await join('Di@example.com', 'Di');
  await expect.poll(gathered, patience).toHaveLength(1);
  world.clock.shiftMs += 61 * 60_000;
  await expect.poll(() => told().at(-1), patience).toBe('🎉 Di (Di@example.com) joined Sandbox.');
});

test('tells nobody where the team has switched that off', async () => {
  await setSettings(world, { joined_messages: false });
  const before = told();
  const { path } = await invite(world, 'eve@example.com');
  await world.post(path, signUpForm({ displayName: 'Eve' }));
  await expect.poll(waiting, patience).toEqual([]);
  const rows = await world.database.query(
    "SELECT reason FROM deliveries WHERE notice LIKE '%joined%' AND state = 'cancelled'",
  );
  expect(rows).toContainEqual({ reason: 'the team has switched these messages off' });
  expect(told()).toEqual(before);
});

/** Those that wait for the hour to be over. */
async function gathered() {
  return await world.database.query(
    "SELECT id FROM deliveries WHERE notice LIKE '%joined%' AND state = 'retrying'",
  );
}

async function waiting() {
  return await world.database.query(
    "SELECT id FROM deliveries WHERE notice LIKE '%joined%' AND state IN ('queued', 'sending', 'retrying')",
  );
}
