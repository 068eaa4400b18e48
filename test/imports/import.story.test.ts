import { personIn } from 'pretend-slack/driver';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliveriesAtRest, invitationsOf, joinAs, linkIn, signUpForm } from '../support/acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

const adam = 'U0ADAM';

async function openForm() {
  const person = personIn(world.slack, adam);
  await person.opensHome();
  await person.presses('Invite many', { in: 'home' });
  await person.waitsFor('modal', 'Names and email addresses');
  return person;
}

async function count(table: string): Promise<number> {
  const [row] = await world.database.query(`SELECT count(*)::int AS count FROM ${table}`);
  return Number(row?.count);
}

test('shows what will happen before anything is sent, and then does just that', async () => {
  await joinAs(world, 'mia@example.com', { displayName: 'Mia' });
  await deliveriesAtRest(world);
  const before = [await count('invitations'), await count('deliveries')];
  const person = await openForm();
  const list = [
    'Ana Lima <ana@example.com>',
    'bo@example.com;  cy@example.com',
    'zoe@example,com',
    'mia@example.com',
  ].join('\n');
  await person.submits({ 'Names and email addresses': list, 'Message to all of them': 'Welcome!' });
  const preview = await person.waitsFor('modal', [
    '3 people will be invited* as Member',
    '1 is a member already: mia@example.com',
    '1 needs a look',
    'Nothing has been sent yet.',
  ]);
  expect(preview.join('\n')).toContain('Line 3');
  expect([await count('invitations'), await count('deliveries')]).toEqual(before);

  // Mended in place, and looked at again.
  await person.submits({ 'Line 3': 'zoe@example.com' });
  await person.waitsFor('modal', '4 people will be invited');
  expect([await count('invitations'), await count('deliveries')]).toEqual(before);

  await person.submits();
  await person.waitsFor('modal', ['4 people invited', '1 not invited']);
  for (const email of ['bo', 'cy', 'zoe'].map((name) => `${name}@example.com`)) {
    await world.letterTo(email);
    expect(await invitationsOf(world, email)).toHaveLength(1);
  }
  const letter = await world.letterTo('ana@example.com');
  const joined = await world.post(linkIn(letter.parsed.text ?? '').path, signUpForm());
  expect(joined.status).toBe(303);
  await person.opensHome();
  await person.waitsFor('home', 'List of 5: 1 of 4 joined');
  await person.waitsFor('messages', 'Your list has been sent. 4 people invited');
});

test('Home has the rows of a list in their order, the last one on top', async () => {
  const names = ['ana', 'bo', 'cy', 'dee', 'eli', 'fay', 'gus', 'hal', 'ida', 'jo'];
  const person = await openForm();
  await person.submits({
    'Names and email addresses': names.map((name) => `${name}@example.com`).join('\n'),
  });
  await person.waitsFor('modal', '10 people will be invited');
  await person.submits();
  await person.waitsFor('modal', '10 people invited');
  await person.opensHome();
  const lines = await person.waitsFor('home', 'jo@example.com');
  const shown = lines.join('\n').match(/\b[a-z]+(?=@example\.com\*)/g);
  expect(shown).toEqual(names.toReversed());
});
