import type { HomeView } from '@slack/types';
import { buttonsOf, linesOf, pressablesOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, invite, joinAs } from '../support/acts.ts';
import { openHome, pressHome, typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Who did what, of everybody and of one person.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const [adam, olga] = ['U0ADAM', 'U0OLGA'];
const find = 'home.find_activity';

const wordsOf = (home: HomeView): string => linesOf(home).join('\n');

/** The Activity view, once it shows the words. */
async function activity(words: string, user = adam): Promise<HomeView> {
  await openHome(world, user, 'Activity');
  return await pressHome(world, user, 'home.tab_activity', { words });
}

/** Whom the field offers for what was typed. */
async function offered(query: string, user = adam) {
  const options = await world.slack.suggest({ user, in: 'home', actionId: find, query });
  return options.map(({ text, description, value }) => ({
    text: [linesOf(text).join(), linesOf(description).join()].join(' · '),
    value: String(value),
  }));
}

/** Looks at the activity of the first whom the field offers. */
async function look(query: string, words: string): Promise<HomeView> {
  const [first] = await offered(query);
  const value = first?.value ?? '';
  return await pressHome(world, adam, find, { value, words });
}

test('shows what somebody did and what was done with them, and All goes back', async () => {
  await joinAs(world, 'bea@example.com', { displayName: 'Bea Big', role: 'admin', by: olga });
  await invite(world, 'cy@example.com');
  await typeCommand(world, 'dee@example.com', { user: olga });
  await activity('Olga Owner invited dee@example.com');

  const bea = wordsOf(await look('Bea', '*Bea Big*: what they did'));
  expect(bea).toContain('Bea Big (bea@example.com) joined as an admin');
  expect(bea).toContain('Olga Owner invited bea@example.com as an admin');
  expect(bea).not.toMatch(/cy@|dee@/);

  const cy = wordsOf(await look('cy@', '*cy@example.com*: what they did'));
  expect(cy).toContain('Adam Admin invited cy@example.com as a member');
  expect(cy).not.toMatch(/bea@|dee@/);

  const all = await pressHome(world, adam, 'home.activity_all', { words: 'dee@example.com' });
  expect(wordsOf(all)).toContain('cy@example.com');
  expect(buttonsOf(all)).not.toContain('All');
});

test('shows what an admin without an account did, who is offered by name', async () => {
  await activity('bea@example.com');
  expect(await offered('olga')).toMatchObject([
    { text: 'Olga Owner · Slack admin without an account', value: `slack:${olga}` },
  ]);

  const words = wordsOf(await look('olga', '*Olga Owner*: what they did'));

  expect(words).toContain('Olga Owner invited dee@example.com');
  expect(words).toContain('Olga Owner invited bea@example.com');
  expect(words).not.toContain('Adam Admin');
});

test('offers an admin without an account by what is typed for the name, and by what is shown', async () => {
  addPerson(world, { id: 'U0SEAN', realName: 'Sea\u{E0100}n O’Brıen', isAdmin: true });
  await typeCommand(world, 'fay@example.com', { user: 'U0SEAN' });
  await activity('fay@example.com');

  for (const typed of [
    "sean o'brien",
    'O’BRIEN',
    'Sean O’Brıen · Slack admin without an account',
  ]) {
    expect((await offered(typed)).map(({ value }) => value)).toEqual(['slack:U0SEAN']);
  }
});

test('goes on for whoever got an account later, and for whoever was removed', async () => {
  await joinAs(world, 'olga@example.com', { displayName: 'Olga Owner', role: 'admin' });
  await typeCommand(world, 'eve@example.com', { user: olga });
  await world.database.query(
    "UPDATE members SET closed_at = now() WHERE address = 'bea@example.com'",
  );
  await activity('eve@example.com');

  expect((await offered('olga')).map(({ value }) => value)).not.toContain(`slack:${olga}`);
  const after = wordsOf(await look('olga@', '*Olga Owner*: what they did'));
  expect(after).toContain('Olga Owner invited eve@example.com');
  expect(after).toContain('Adam Admin invited olga@example.com as an admin');
  expect(after).toContain('Olga Owner invited dee@example.com');
  const removed = wordsOf(await look('bea@', '*Bea Big*: what they did'));
  expect(removed).toContain('Bea Big (bea@example.com) joined as an admin');
});

test('turns the pages of everybody and of one person', async () => {
  await typeCommand(
    world,
    Array.from({ length: 25 }, (_, index) => `page-${index}@example.com`).join(' '),
    { user: olga },
  );
  const first = await activity('page-24@example.com');
  expect(wordsOf(first)).toMatch(/1–20 of \d+ · as of/);
  const second = await pressHome(world, adam, 'home.next', {
    value: placeOf(first, 'Older'),
    words: 'page-0@example.com',
  });
  expect(wordsOf(second)).not.toContain('page-24@');
  const back = await pressHome(world, adam, 'home.previous', {
    value: placeOf(second, 'Newer'),
    words: 'page-24@example.com',
  });
  expect(wordsOf(back)).not.toContain('page-0@');

  const own = await look('olga@', 'page-24@example.com');
  const older = await pressHome(world, adam, 'home.next', {
    value: placeOf(own, 'Older'),
    words: ['*Olga Owner*: what they did', 'dee@example.com'],
  });
  expect(wordsOf(older)).not.toContain('cy@example.com');
});

test('nobody in the place of somebody who is gone: everybody is not shown instead', async () => {
  await activity('page-24@example.com');
  await look('cy@', '*cy@example.com*: what they did');
  await world.database.query("DELETE FROM invitations WHERE address = 'cy@example.com'");

  const home = await openHome(world, adam, "can't find this person");
  expect(wordsOf(home)).toContain('Nothing here.');
  expect(wordsOf(home)).not.toContain('page-');
});

test('whoever has an account can download it; others learn how', async () => {
  const without = await activity('page-24@example.com');
  expect(buttonsOf(without)).not.toContain('Download as CSV');
  expect(wordsOf(without)).toContain('you need an account here with the role Admin');

  const own = await activity('page-24@example.com', olga);
  expect(JSON.stringify(own)).toContain('"url":"http://localhost:3000/activity"');
});

test('a member is offered nobody, and sees nothing of it', async () => {
  await activity('page-24@example.com');
  expect(await offered('bea')).not.toEqual([]);
  await world.database.query(
    "UPDATE members SET role = 'member' WHERE address = 'olga@example.com'",
  );
  await activity('page-24@example.com', adam);
  expect(await offered('bea', olga)).toEqual([]);
  expect(wordsOf(await openHome(world, olga, 'Your role: Member'))).not.toContain('Activity');
});

function placeOf(home: HomeView, label: string): string {
  const found = pressablesOf(home).find((each) => each.label === label);
  return String(found?.value ?? '');
}
