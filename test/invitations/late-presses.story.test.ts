import { buttonValue, linesOf, personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  addPerson,
  invitationsOf,
  invite,
  joinAs,
  openDialog,
  sendDialog,
} from '../support/acts.ts';
import { choose } from '../support/mend-acts.ts';
import { modalAfter, setSettings } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

const adam = 'U0ADAM';
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('a second press of Undo does not say that the invitation is still to come', async () => {
  await setSettings(world, { undo_sends: true });
  await openDialog(world);
  const sent = await modalAfter(world, adam, () =>
    sendDialog(world, adam, { email: 'twice@example.com' }),
  );
  const value = buttonValue(sent.view, 'Undo');
  const press = { user: adam, in: 'modal', actionId: 'invitations.undo', value } as const;

  await Promise.all([world.slack.press(press), world.slack.press(press)]);

  const words = () => linesOf(world.slack.modal(adam)?.view).join('\n');
  await vi.waitFor(() => expect(words()).toMatch(/Undone|has been revoked/), 10_000);
  expect(words()).not.toContain('gets an invitation');
  expect((await invitationsOf(world, 'twice@example.com'))[0]?.revoked_at).not.toBeNull();
  await world.slack.close({ user: adam, all: true });
  await setSettings(world, { undo_sends: false });
});

test('whoever is no admin any more when they say yes reads that nothing happened', async () => {
  addPerson(world, { id: 'U0NED', name: 'Ned', email: 'ned@example.com' });
  await joinAs(world, 'ned@example.com', { displayName: 'Ned', role: 'admin' });
  await invite(world, 'kept@example.com');
  await choose(world, 'kept@example.com', 'Revoke…', 'U0NED');
  await world.database.query(
    "UPDATE members SET role = 'member' WHERE address = 'ned@example.com'",
  );
  const ned = personIn(world.slack, 'U0NED');

  await ned.submits();

  await ned.waitsFor('home', 'Only admins can do this');
  expect((await invitationsOf(world, 'kept@example.com'))[0]?.revoked_at).toBeNull();
});
