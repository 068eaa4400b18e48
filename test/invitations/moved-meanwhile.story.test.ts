import { fieldOf, personIn } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  addPerson,
  invitationsOf,
  invite,
  joinAs,
  openDialog,
  sendDialog,
} from '../support/acts.ts';
import { choose } from '../support/mend-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// An admin who was shown one address acts on no other, to which another admin has moved the invitation meanwhile.

const adam = 'U0ADAM';
const olga = 'U0OLGA';
const outdated = 'This screen was out of date, so nothing happened';
let world: World;
beforeAll(async () => {
  world = await startWorld();
  addPerson(world, { id: olga, name: 'Olga', email: 'olga@example.com' });
  await joinAs(world, 'olga@example.com', { displayName: 'Olga', role: 'admin' });
});
afterEach(async () => {
  for (const user of [adam, olga]) {
    if (world.slack.modal(user)) await world.slack.close({ user, all: true });
  }
});
afterAll(() => world.stop());

async function olgaMoves(from: string, to: string): Promise<void> {
  const modal = await choose(world, from, 'Change address…', olga);
  await world.slack.submit({ user: olga, values: { [fieldOf(modal, 'Email address')]: to } });
  await world.letterTo(to);
}

/** What there is about the invitation that decides who gets in, and as what. */
async function stateOf(email: string) {
  const [row] = await invitationsOf(world, email);
  return [row?.role, row?.generation, row?.revoked_at];
}

test.each([
  ['Change role…', { Role: 'Admin' }, 'modal'],
  ['Revoke…', {}, 'home'],
  ['Replace link…', {}, 'home'],
] as const)('%s of a row', async (entry, values, where) => {
  const [from, to] = [`from-${entry.length}@example.com`, `to-${entry.length}@example.com`];
  await invite(world, from);
  const person = personIn(world.slack, adam);
  await choose(world, from, entry);
  await olgaMoves(from, to);
  const before = await stateOf(to);

  await person.submits(values);

  if (where === 'home') await person.waitsFor('home', outdated);
  else expect(JSON.stringify(world.slack.modal(adam)?.errors)).toContain(outdated);
  expect(await stateOf(to)).toEqual(before);
});

test.each(['Send again', 'Ignore'])('%s below a message that somebody asks', async (label) => {
  const [from, to] = [`asks-${label.length}@example.com`, `else-${label.length}@example.com`];
  const { path } = await invite(world, from);
  await world.database.query(
    "UPDATE invitations SET expires_at = now() - interval '1 hour' WHERE address = $1",
    [from],
  );
  expect((await world.post(`${path}/again`, new FormData())).status).toBe(303);
  const person = personIn(world.slack, adam);
  await person.waitsFor('messages', label);
  await olgaMoves(from, to);
  const before = await stateOf(to);

  await person.presses(label, { in: 'messages' });

  await person.waitsFor('messages', outdated);
  expect(await stateOf(to)).toEqual(before);
});

test('what stands below a message about an email that did not arrive', async () => {
  const [from, to] = ['bounced@example.com', 'mended@example.com'];
  world.mailbox.refuseWith('550 5.1.1 no such user');
  await openDialog(world);
  await sendDialog(world, adam, { email: from });
  const person = personIn(world.slack, adam);
  await person.waitsFor('messages', "couldn't be delivered");
  world.mailbox.refuseWith(undefined);
  await olgaMoves(from, to);
  const before = await stateOf(to);

  await person.presses('Revoke…', { in: 'messages' });
  await person.waitsFor('messages', outdated);
  await person.presses('Change address…', { in: 'messages' });
  await person.waitsFor('modal', outdated);

  expect(await stateOf(to)).toEqual(before);
});
