import { buttonValue, menuOf, personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  allRows,
  deliveriesAtRest,
  deliveriesTo,
  goodPassword,
  invite,
  joinAs,
  openDialog,
  sendDialog,
} from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { forge, lastSent, sendPayload } from '../support/sent-payloads.ts';
import {
  homeAfter,
  insertInvitations,
  modalAfter,
  openHome,
  pressHome,
  setSettings,
  typeCommand,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// A recorded request is genuine for five minutes: its signature says only that Slack sent it once.

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await joinAs(world, 'ben@example.com', { displayName: 'Ben' });
  await invite(world, 'ana@example.com');
  await insertInvitations(world, ['old@example.com', 'older@example.com'], {
    expiresAt: new Date(Date.now() - 86_400_000),
  });
});
afterAll(() => world.stop());

const adam = 'U0ADAM';

async function tab(name: string, words: string) {
  await openHome(world, adam, 'Invitations (');
  return await pressHome(world, adam, `home.tab_${name}`, { words });
}

async function openFor(actionId: string, value?: string): Promise<void> {
  const press = { user: adam, in: 'home', actionId, ...(value !== undefined && { value }) };
  await modalAfter(world, adam, () => world.slack.press(press));
}

/** Presses a button of Ben's card, says yes, and waits for what Home says of it. */
async function confirmOnCard(label: string, question: string, words: string): Promise<void> {
  const person = personIn(world.slack, adam);
  await tab('members', 'Ben');
  await person.presses('Details', { of: 'Ben', in: 'home' });
  await person.waitsFor('modal', label);
  await person.presses(label, { in: 'modal' });
  await person.waitsFor('modal', question);
  await homeAfter(world, adam, () => world.slack.submit({ user: adam }), words);
  await world.slack.close({ user: adam, all: true }).catch(() => undefined);
}

/** Does something once, and then what makes a second time different; gives the first request. */
const acts: Record<string, () => Promise<object>> = {
  Resend: async () => {
    const menu = menuOf(await tab('invitations', 'ana@'), 'ana@');
    world.clock.shiftMs += 60_000;
    const value = menu.Resend ?? '';
    await pressHome(world, adam, 'home.invitation_menu', { value, words: 'Resent to' });
    return lastSent(world, 'block_actions');
  },
  'Resend that was refused': async () => {
    const menu = menuOf(await tab('invitations', 'ana@'), 'ana@');
    const value = menu.Resend ?? '';
    await pressHome(world, adam, 'home.invitation_menu', { value, words: 'Resent to' });
    await pressHome(world, adam, 'home.invitation_menu', { value, words: 'Sent a moment ago' });
    return lastSent(world, 'block_actions');
  },
  'Resend all expired': async () => {
    await tab('invitations', 'old@');
    await pressHome(world, adam, 'home.resend_all', { words: 'Resent 2 invitations' });
    await world.database.query(
      "UPDATE invitations SET expires_at = now() - interval '1 day' WHERE address LIKE 'old%'",
    );
    return lastSent(world, 'block_actions');
  },
  'Change role': async () => {
    const value = buttonValue(await tab('members', 'Ben'), 'Change role…', 'Ben');
    await openFor('home.change_role', value);
    const submit = () => world.slack.submit({ user: adam, values: { role: 'admin' } });
    await homeAfter(world, adam, submit, 'is now an admin');
    await world.database.query("UPDATE members SET role = 'member'");
    return lastSent(world, 'view_submission');
  },
  Settings: async () => {
    await tab('settings', 'Team settings');
    await openFor('home.edit_settings');
    const submit = () => world.slack.submit({ user: adam, values: { name: 'Adamland' } });
    await homeAfter(world, adam, submit, 'Settings saved');
    await setSettings(world, { name: 'Another name' });
    return lastSent(world, 'view_submission');
  },
  'Send invites': async () => {
    await openDialog(world);
    await sendDialog(world, adam, { email: 'cat@example.com' });
    return lastSent(world, 'view_submission');
  },
  'Replace link': async () => {
    const menu = menuOf(await tab('invitations', 'ana@'), 'ana@');
    await openFor('home.invitation_menu', menu['Replace link…']);
    const submit = () => world.slack.submit({ user: adam });
    await homeAfter(world, adam, submit, 'A new one is on its way');
    return lastSent(world, 'view_submission');
  },
  'Sign out everywhere': async () => {
    await confirmOnCard('Sign out everywhere…', 'out everywhere?', 'Ben is signed out everywhere');
    await new Visitor(world).signIn('ben@example.com', goodPassword);
    await deliveriesAtRest(world);
    return lastSent(world, 'view_submission');
  },
  'New sign-in link': async () => {
    await confirmOnCard('New sign-in link…', 'within 10 minutes', 'is on its way to Ben');
    await deliveriesAtRest(world);
    return lastSent(world, 'view_submission');
  },
  Remove: async () => {
    const value = buttonValue(await tab('members', 'Ben'), 'Remove…', 'Ben');
    await openFor('home.remove', value);
    const submit = () => world.slack.submit({ user: adam });
    await homeAfter(world, adam, submit, 'Ben was removed');
    await world.database.query('UPDATE members SET closed_at = NULL');
    return lastSent(world, 'view_submission');
  },
};

async function rows(): Promise<string[]> {
  return (await allRows(world)).filter((row) => !row.startsWith('home_tabs '));
}

test.each(Object.keys(acts))('%s, sent once more a minute later, changes nothing', async (name) => {
  const request = await acts[name]?.();
  const before = await rows();
  world.clock.shiftMs += 60_000;
  const calls = world.slack.calls.length;
  await forge(world, request ?? {}, {});
  // It is answered all the same.
  if (name !== 'Send invites')
    await world.slack.until(() => world.slack.calls.length > calls, 15_000);
  await openHome(world, adam, 'Invitations (');
  expect(await rows()).toEqual(before);
  await world.slack.close({ user: adam }).catch(() => undefined);
});

test('a command with addresses, sent once more, invites nobody twice', async () => {
  await typeCommand(world, 'dan@example.com');
  const command = lastSent<object>(world, 'command');
  await deliveriesAtRest(world);
  world.clock.shiftMs += 60_000;
  const calls = world.slack.calls.length;
  await sendPayload(world, 'slash_commands', command);
  await world.slack.until(() => world.slack.calls.length > calls, 15_000);
  await deliveriesAtRest(world);
  expect(await deliveriesTo(world, 'dan@example.com')).toHaveLength(1);
});
