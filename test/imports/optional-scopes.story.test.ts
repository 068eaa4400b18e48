import { personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wordsOf } from '../support/acts.ts';
import { neededAlone, openListForm } from '../support/list-acts.ts';
import { typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({}, neededAlone);
});
afterAll(() => world.stop());

test('offers neither files nor channels where the app may not read them', async () => {
  const person = await openListForm(world);
  const words = person.reads('modal').join('\n');
  expect(words).toContain('the cells of a spreadsheet');
  expect(words).not.toContain('A file');
  expect(words).not.toContain('Channels');
  await person.submits({ 'Names and email addresses': 'ana@example.com' });
  await person.waitsFor('modal', '1 person will be invited');
  await person.closes();
});

test('says of a group what would help, and invites the others', async () => {
  const answer = await typeCommand(world, '<!subteam^S0DESIGN|@design> gil@example.com');
  await world.letterTo('gil@example.com');
  expect(wordsOf(answer)).toMatch(/@design: We can't see who is in this group.*usergroups:read/s);
  expect(world.slack.calls.map(({ method }) => method)).not.toContain('usergroups.users.list');
});

test('a long list with a group says so of it before anything is sent', async () => {
  const adam = personIn(world.slack, 'U0ADAM');
  const many = Array.from({ length: 26 }, (_, index) => `p${index}@example.com`).join(' ');
  await adam.types(`/invite ${many} <!subteam^S0DESIGN|@design>`);
  await adam.waitsFor('modal', [
    '26 people will be invited',
    "1 is a group that we can't see into",
    '@design',
  ]);
});

test('needs nothing more to be well', async () => {
  const response = await world.get('/readyz');
  expect(await response.json()).toMatchObject({ token: 'ok' });
});
