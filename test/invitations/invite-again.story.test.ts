import { buttonsOf, buttonValue, linesOf, rowOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliveriesAtRest, invitationsOf, invite, joinAs, signUpForm } from '../support/acts.ts';
import {
  chooseAndConfirm,
  homeAfter,
  modalAfter,
  openHome,
  pressHome,
  removeMember,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Whoever was invited before and is in no longer is invited again from where that is seen.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const [adam, olga] = ['U0ADAM', 'U0OLGA'];
const inviteAgain = 'home.invitation_act_invite_again';

/** Whom the field that finds people offers for what was typed. */
async function offered(query: string): Promise<{ text: string; more: string; value: string }[]> {
  await openHome(world, adam, 'Invite people');
  const options = await world.slack.suggest({
    user: adam,
    in: 'home',
    actionId: 'home.find_person',
    query,
  });
  return options.map(({ text, value, description }) => ({
    text: linesOf(text).join(),
    more: linesOf(description).join(),
    value: String(value),
  }));
}

/** Opens the card of whoever is found first. */
async function cardOf(query: string) {
  const [first] = await offered(query);
  return await openCard(adam, first?.value ?? '');
}

async function openCard(user: string, value: string) {
  const press = { user, in: 'home', actionId: 'home.find_person', value };
  return (await modalAfter(world, user, () => world.slack.press(press))).view;
}

/** Presses **Invite again** on the card that somebody has open. */
async function pressAgain(user: string, value: string) {
  const press = { user, actionId: inviteAgain, value };
  return (await modalAfter(world, user, () => world.slack.press(press))).view;
}

async function letIn(email: string, displayName: string, role: 'member' | 'admin' = 'member') {
  await joinAs(world, email, { displayName, role });
  await deliveriesAtRest(world);
}

test('a second press leaves what the first has done', async () => {
  await invite(world, 'ned@again.example');
  await chooseAndConfirm(world, { user: adam, of: 'ned@', entry: 'Revoke…' }, 'is revoked');
  const value = buttonValue(await cardOf('ned@'), 'Invite again');

  const updates = () => world.slack.calls.filter(({ method }) => method === 'views.update').length;
  const before = updates();
  const press = () => world.slack.press({ user: adam, actionId: inviteAgain, value });
  await Promise.all([press(), press()]);
  await world.slack.until(() => updates() === before + 2);

  expect(linesOf(world.slack.modal(adam)?.view).join('\n')).toContain(
    '✅ ned@again.example is invited again. A new link is on its way.',
  );
  expect(await invitationsOf(world, 'ned@again.example')).toHaveLength(2);
  await world.slack.close({ user: adam, all: true });
});

test('a press in a list that is out of date says that it is done', async () => {
  await invite(world, 'pat@again.example');
  await chooseAndConfirm(world, { user: adam, of: 'pat@', entry: 'Revoke…' }, 'is revoked');
  const home = await pressHome(world, adam, 'home.filter', { value: 'revoked', words: '*pat@' });
  const value = buttonValue(home, 'Invite again', 'pat@');
  const press = { user: adam, in: 'home', actionId: inviteAgain, value };
  await homeAfter(
    world,
    adam,
    () => world.slack.press(press),
    'pat@again.example is invited again',
  );

  world.clock.shiftMs += 60_000;
  const words = '✅ pat@again.example already has a new invitation.';
  await homeAfter(world, adam, () => world.slack.press(press), words);

  await world.database.query(
    "UPDATE invitations SET expires_at = sent_at WHERE address = 'pat@again.example'",
  );
  await homeAfter(world, adam, () => world.slack.press(press), '⚠️ This invitation has expired.');
  await pressHome(world, adam, 'home.filter', { value: 'open', words: 'Not joined yet' });
});

test('whoever was removed has joined no more, and is invited again from their card', async () => {
  await letIn('kid@again.example', 'Kid');
  await letIn('stays@again.example', 'Stays');
  await removeMember(world, adam, 'Kid');

  const [found] = await offered('kid@');
  expect(found).toMatchObject({ text: 'kid@again.example', more: 'Removed' });
  const card = await openCard(adam, found?.value ?? '');
  const stand = /^\*kid@again\.example\* · Member\nJoined <!date.+> as Kid · removed <!date/m;
  expect(linesOf(card).join('\n')).toMatch(stand);
  expect(buttonsOf(card)).toEqual(['Invite again']);
  const value = buttonValue(card, 'Invite again');
  await world.slack.close({ user: adam, all: true });

  await openHome(world, adam, '1 of ');
  await pressHome(world, adam, 'home.tab_invitations', { words: 'Not joined yet' });
  const joined = await pressHome(world, adam, 'home.filter', {
    value: 'accepted',
    words: 'Joined (1)',
  });
  expect(linesOf(joined).join('\n')).toContain('1–1 of 1');
  expect(linesOf(joined).join('\n')).toContain('*stays@again.example*');
  expect(linesOf(joined).join('\n')).not.toContain('*kid@again.example*');
  const all = await pressHome(world, adam, 'home.filter', { value: 'all', words: '*kid@' });
  expect(rowOf(all, 'kid@')).toMatch(/Joined <!date.+> as Kid · removed <!date/);
  expect(buttonValue(all, 'Invite again', 'kid@')).toBe(value);
  await pressHome(world, adam, 'home.filter', { value: 'open', words: 'Not joined yet' });

  await openCard(adam, found?.value ?? '');
  const words = linesOf(await pressAgain(adam, value)).join('\n');
  expect(words).toContain('✅ kid@again.example is invited again.');
  expect(words).toMatch(/^(Waiting|Sending)/m);
  expect(words).toContain('Adam Admin invited kid@again.example again as a member');
  // What was done with them before stays.
  expect(words).toContain('Adam Admin removed Kid');
  expect(words).toContain('Kid (kid@again.example) joined as a member');
  await world.letterTo('kid@again.example');
  await world.slack.close({ user: adam, all: true });
});

test('whoever is back is shown as a member, wherever they are looked at from', async () => {
  const [before] = await invitationsOf(world, 'kid@again.example');
  world.clock.shiftMs += 60_000;
  const { path } = await invite(world, 'kid@again.example');
  expect((await world.post(path, signUpForm({ displayName: 'Kid II' }))).status).toBe(303);

  const all = await pressHome(world, adam, 'home.filter', { value: 'all', words: '· removed' });
  expect(buttonsOf(all)).toContain('Invite again');
  const again = { user: adam, in: 'home', actionId: inviteAgain };
  const value = `invite_again:${before?.id}`;
  const refusal = '⚠️ Already a member.';
  await homeAfter(world, adam, () => world.slack.press({ ...again, value }), refusal);
  const details = { user: adam, in: 'home', actionId: 'home.details' };
  const opened = { ...details, value: `invitation:${before?.id}` };
  const { view } = await modalAfter(world, adam, () => world.slack.press(opened));
  const words = linesOf(view).join('\n');

  expect(words).toMatch(/^\*Kid II\* · Member/m);
  expect(words).toContain('Adam Admin removed Kid');
  await world.slack.close({ user: adam, all: true });
  await pressHome(world, adam, 'home.filter', { value: 'open', words: 'Not joined yet' });
});

test('whoever was demoted and removed comes back as what they were last', async () => {
  await letIn('dan@again.example', 'Dan', 'admin');
  await world.database.query("UPDATE members SET role = 'member' WHERE display_name = 'Dan'");
  await removeMember(world, adam, 'Dan');
  const card = await cardOf('dan@');
  expect(linesOf(card).join('\n')).toContain('*dan@again.example* · Member');

  await pressAgain(adam, buttonValue(card, 'Invite again'));

  expect(await invitationsOf(world, 'dan@again.example')).toMatchObject([
    { role: 'admin' },
    { role: 'member', accepted_at: null },
  ]);
  await world.slack.close({ user: adam, all: true });
});

test('whoever is removed while their card is open is shown as they are then', async () => {
  await letIn('eve@again.example', 'Eve');
  const [found] = await offered('eve@');
  expect(found?.value).toMatch(/^member:/);
  await removeMember(world, olga, 'Eve');

  const card = await openCard(adam, found?.value ?? '');

  expect(linesOf(card).join('\n')).toContain('*eve@again.example* · Member\nJoined');
  expect(buttonsOf(card)).toEqual(['Invite again']);
  await world.slack.close({ user: adam, all: true });
});
