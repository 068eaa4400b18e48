import { buttonValue, linesOf, menuOf, type Person, personIn } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import {
  deliveriesAtRest,
  deliveriesTo,
  invitationsOf,
  invite,
  joinAs,
  openDialog,
  sendDialog,
  signUpForm,
} from '../support/acts.ts';
import { choose, recorded } from '../support/mend-acts.ts';
import { forge } from '../support/sent-payloads.ts';
import {
  chooseAndConfirm,
  homeAfter,
  insertInvitations,
  insertOtherWorkspace,
  openHome,
  pressHome,
  setSettings,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.slack.heal());
afterAll(() => world.stop());

const [adam, olga, mia] = ['U0ADAM', 'U0OLGA', 'U0MIA'];
const day = 86_400_000;

test('changes the role of an invitee with three clicks, without another email, and says so', async () => {
  const { path } = await invite(world, 'role@example.com');
  await deliveriesAtRest(world);
  const modal = await choose(world, 'role@example.com', 'Change role…');
  expect(linesOf(modal.view).join()).toContain('role@example.com is invited as a member.');
  // The other role is chosen already.
  const home = await homeAfter(world, adam, () => world.slack.submit({ user: adam }), 'an admin');
  expect(linesOf(home).join('\n')).toContain('role@example.com is now invited as an admin.');
  expect(await recorded(world, 'role@example.com')).toMatchObject([
    { actor: 'Adam Admin', act: 'invited_role_changed', detail: { role: 'Admin', was: 'Member' } },
    { act: 'invitation_sent' },
  ]);
  expect(await deliveriesTo(world, 'role@example.com')).toHaveLength(1);
  expect(await (await world.get(path)).text()).toContain('Admin');
  expect((await world.post(path, signUpForm())).status).toBe(303);
  const members = await world.database.query(
    "SELECT role::text FROM members WHERE address = 'role@example.com'",
  );
  expect(members).toEqual([{ role: 'admin' }]);
});

test.each(['Resend', 'Replace link…'])(
  'sends nothing to a domain that is no longer allowed by %s',
  async (label) => {
    const email = `${label.split(' ')[0]?.toLowerCase()}@barred.example`;
    await invite(world, email);
    await deliveriesAtRest(world);
    world.clock.shiftMs += 60_000;
    await setSettings(world, { allowed_domains: ['example.com'] });
    const before = await invitationsOf(world, email);
    const words = "Your team doesn't allow addresses at this domain.";
    if (label === 'Replace link…') {
      await chooseAndConfirm(world, { user: adam, of: email, entry: label }, words);
    } else {
      const value = menuOf(await openHome(world, adam, email), email)[label] ?? '';
      await pressHome(world, adam, 'home.invitation_menu', { value, words });
    }
    expect(await invitationsOf(world, email)).toEqual(before);
    expect(await deliveriesTo(world, email)).toHaveLength(1);
    await setSettings(world, { allowed_domains: [] });
  },
);

test('lets an invitation as an admin end with the rights of whoever made it one', async () => {
  await joinAs(world, 'boss@example.com', { role: 'admin', by: olga });
  await invite(world, 'made@example.com', { by: olga });
  await choose(world, 'made@example.com', 'Change role…');
  await homeAfter(world, adam, () => world.slack.submit({ user: adam }), 'an admin');
  const [row] = await invitationsOf(world, 'made@example.com');
  expect(row).toMatchObject({ role: 'admin', invited_by_slack_user: adam });
  await choose(world, 'made@example.com', 'Change role…', olga);
  await homeAfter(world, olga, () => world.slack.submit({ user: olga }), 'a member');
  expect((await invitationsOf(world, 'made@example.com'))[0]).toMatchObject({
    role: 'member',
    invited_by_slack_user: adam,
  });
});

test('says why a role is not changed any more', async () => {
  await invite(world, 'late-role@example.com');
  await choose(world, 'late-role@example.com', 'Change role…');
  await world.database.query(
    "UPDATE invitations SET revoked_at = now() WHERE address = 'late-role@example.com'",
  );
  await world.slack.submit({ user: adam });
  expect(Object.values(world.slack.modal(adam)?.errors ?? {})).toEqual([
    'This invitation has been revoked. You can invite them again.',
  ]);
});

test('does not let a Slack admin invite themselves as a member by the way round', async () => {
  const own = world.slack.state.users.find(({ id }) => id === adam)?.email ?? '';
  await insertInvitations(world, [own], { role: 'admin' });
  await choose(world, own, 'Change role…');
  await world.slack.submit({ user: adam });
  expect(Object.values(world.slack.modal(adam)?.errors ?? {}).join()).toContain("That's you.");
});

/** Opens what there is of somebody who was invited, with all that can be done. */
async function openCard(email: string): Promise<Person> {
  await world.slack.close({ user: adam, all: true });
  const person = personIn(world.slack, adam);
  // It opens with the list that was chosen last.
  await openHome(world, adam);
  await pressHome(world, adam, 'home.tab_invitations', { words: email });
  await person.presses('Details', { of: email, in: 'home' });
  await person.waitsFor('modal', email);
  return person;
}

test('extends a pending invitation without another email', async () => {
  const { path } = await invite(world, 'extend@example.com');
  await deliveriesAtRest(world);
  await world.database.query(
    "UPDATE invitations SET expires_at = now() + interval '1 hour' WHERE address = 'extend@example.com'",
  );
  const person = await openCard('extend@example.com');
  await person.presses('Extend', { in: 'modal' });
  await person.waitsFor('modal', 'works for the full time again');
  const [row] = await invitationsOf(world, 'extend@example.com');
  expect(Number(row?.expires_at) - Date.now()).toBeGreaterThan(6 * day);
  expect(await deliveriesTo(world, 'extend@example.com')).toHaveLength(1);
  expect((await recorded(world, 'extend@example.com'))[0]).toMatchObject({
    act: 'invitation_extended',
    detail: {
      was: expect.stringMatching(/^\d{4}-.*Z$/),
      now: new Date(Number(row?.expires_at)).toISOString(),
    },
  });
  expect((await world.get(path)).status).toBe(200);
});

test('invites somebody again whose invitation was revoked, once, and says when another did', async () => {
  const old = await invite(world, 'again@example.com', { role: 'admin' });
  await deliveriesAtRest(world);
  await chooseAndConfirm(
    world,
    { user: adam, of: 'again@example.com', entry: 'Revoke…' },
    "again@example.com's invitation is revoked",
  );
  const home = await pressHome(world, adam, 'home.filter', {
    value: 'revoked',
    words: '*again@example.com*',
  });
  const value = buttonValue(home, 'Invite again', 'again@example.com');
  const press = () =>
    pressHome(world, adam, 'home.invitation_act_invite_again', {
      value,
      words: 'is invited again',
    });
  const after = await press();
  expect(linesOf(after).join('\n')).toContain('again@example.com is invited again.');
  const both = await invitationsOf(world, 'again@example.com');
  expect(both).toMatchObject([{ role: 'admin' }, { role: 'admin', revoked_at: null }]);
  expect((await recorded(world, 'again@example.com'))[0]).toMatchObject({
    act: 'invitation_sent_anew',
  });
  expect((await world.get(old.path)).status).toBe(410);
  await deliveriesAtRest(world);
  world.clock.shiftMs += 60_000;
  const second = await homeAfter(
    world,
    adam,
    () =>
      world.slack.press({
        user: adam,
        in: 'home',
        actionId: 'home.invitation_act_invite_again',
        value,
      }),
    'already has a new invitation',
  );
  expect(linesOf(second).join('\n')).toContain(
    '✅ again@example.com already has a new invitation.',
  );
  expect(await invitationsOf(world, 'again@example.com')).toHaveLength(2);
  await pressHome(world, adam, 'home.filter', { value: 'open', words: 'extend@example.com' });
});

test('records an invitation with another role as the change that it is', async () => {
  await invite(world, 'promoted@example.com');
  await openDialog(world);
  await sendDialog(world, adam, { email: 'promoted@example.com', role: 'admin' });
  expect(linesOf(world.slack.modal(adam)?.view).join('\n')).toContain(
    'promoted@example.com already had an invitation. We changed its role and resent it',
  );
  expect((await recorded(world, 'promoted@example.com'))[0]).toMatchObject({
    act: 'invited_role_changed',
    detail: { role: 'Admin', was: 'Member' },
  });
});

test('refuses others than admins, and invitations of other teams', async () => {
  await invite(world, 'mine@example.com');
  const other = await insertOtherWorkspace(world);
  const [id] = (await invitationsOf(world, 'mine@example.com')).map((row) => String(row.id));
  const person = await openCard('mine@example.com');
  await person.presses('Extend', { in: 'modal' });
  await person.waitsFor('modal', 'full time again');
  await forge(world, 'block_actions', { [`extend:${id}`]: `extend:${other.invitationId}` });
  await forge(world, 'block_actions', { [`"id":"${adam}"`]: `"id":"${mia}"` });
  await vi.waitFor(() =>
    expect(world.logs).toContainEqual(
      expect.objectContaining({ refusal: 'not_an_admin', slackUser: mia }),
    ),
  );
  const acts = await world.database.query(
    "SELECT subject FROM audit_entries WHERE act = 'invitation_extended' AND subject <> 'extend@example.com'",
  );
  expect(acts).toEqual([{ subject: 'mine@example.com' }]);
});
