import { buttonValue, linesOf, rowOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, goodPassword, invitationsOf, invite, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { forge } from '../support/sent-payloads.ts';
import {
  askToRemove,
  homeAfter,
  modalAfter,
  openHome,
  pressHome,
  setSettings,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  for (const name of ['ann', 'ben']) {
    addPerson(world, { id: `U0${name.toUpperCase()}`, name, email: `${name}@people.example` });
  }
});
afterAll(() => world.stop());

const [adam, ann, ben] = ['U0ADAM', 'U0ANN', 'U0BEN'];

/** The members' tab, once it shows somebody. */
async function members(user: string, words: string) {
  await openHome(world, user, 'Invitations (');
  return await pressHome(world, user, 'home.tab_members', {
    words: ['● Members', words],
  });
}

/** Gives somebody a role with the modal; gives what the modal says is wrong. */
async function changeRole(user: string, of: string, role: string, words?: string) {
  const value = buttonValue(await members(user, of), 'Change role…', of);
  const press = { user, in: 'home', actionId: 'home.change_role', value };
  const modal = await modalAfter(world, user, () => world.slack.press(press));
  const submit = () => world.slack.submit({ user, values: { role } });
  if (words) await homeAfter(world, user, submit, words);
  else await submit();
  return { modal, errors: linesOfErrors(world.slack.modal(user)?.errors) };
}

function linesOfErrors(errors: Record<string, string> | undefined): string {
  return Object.values(errors ?? {}).join('\n');
}

async function roleOf(email: string): Promise<unknown> {
  const [row] = await world.database.query(
    'SELECT role::text FROM members WHERE address = $1 AND closed_at IS NULL',
    [email],
  );
  return row?.role;
}

test('lists name, address, role, when they joined and were seen, and the mention', async () => {
  await joinAs(world, 'Ann@people.example', { role: 'admin', displayName: 'Ann <!channel>' });
  await openHome(world, ann, 'Invitations (');
  const row = rowOf(await members(adam, 'Ann@people.example'), 'Ann &lt;!channel&gt;');
  expect(row).toMatch(/Admin · joined <!date\^\d+.*last seen <!date\^\d+/);
  expect(row).toContain('Ann@people.example');
  expect(row).toContain('<@U0ANN>');
});

test('pages', async () => {
  await world.database.query(
    `INSERT INTO members (id, workspace_id, email, address, display_name, role, password_hash, joined_at)
     SELECT gen_random_uuid(), id, 'm' || n || '@x.example', 'm' || n || '@x.example', 'Person ' || n,
       'member', 'none', now() - interval '1 day' - n * interval '1 minute'
     FROM workspaces, generate_series(1, 43) AS n`,
  );
  const first = await members(adam, '1–20 of 44');
  expect(linesOf(first.blocks).join('\n')).toContain('Ann &lt;!channel&gt;');
  await pressHome(world, adam, 'home.next', { words: '21–40 of 44' });
  await world.database.query("DELETE FROM members WHERE address LIKE 'm%@x.example'");
});

test('changes a role with both explained, at once', async () => {
  await joinAs(world, 'ben@people.example', { displayName: 'Ben' });
  expect(linesOf(await openHome(world, ben)).join('\n')).not.toContain('Invite people');
  const { modal } = await changeRole(adam, 'Ben', 'admin', 'Ben is now an admin');
  const words = linesOf(modal.view).join('\n');
  expect(words).toContain('Full access including team settings, user management, and billing.');
  expect(words).toContain('Can use all features but cannot manage team settings');
  expect(JSON.stringify(modal.view)).toMatch(/"initial_option":\{[^{}]*\{[^{}]*"Member"/);
  await openHome(world, ben, 'Invite people');
});

test('lets an Admin demote themselves when there is another, and nothing more after that', async () => {
  await changeRole(ben, 'Ben', 'member', 'Your role: Member');
  expect(await roleOf('ben@people.example')).toBe('member');
});

test('keeps the last Admin from stepping down while Slack’s admins do not count', async () => {
  await setSettings(world, { slack_admins_are_admins: false });
  const { errors } = await changeRole(ann, 'Ann', 'member');
  expect(errors).toContain("You're the only admin");
  expect(await roleOf('ann@people.example')).toBe('admin');
  await world.slack.close({ user: ann });
  await setSettings(world, { slack_admins_are_admins: true });
});

test('takes the only Admin’s role back and gives it again: Slack’s admins are left, and named', async () => {
  const { modal } = await changeRole(adam, 'Ann', 'member', 'is now a member');
  const words = linesOf(modal.view).join('\n');
  expect(words).toMatch(/Slack owners and admins can still act as admins: .*Olga Owner/);
  expect(await roleOf('ann@people.example')).toBe('member');
  await changeRole(adam, 'Ann', 'admin', 'is now an admin');
});

test('lets nobody remove themselves', async () => {
  await changeRole(adam, 'Ben', 'admin', 'Ben is now an admin');
  const { view } = await askToRemove(world, ann, 'Ann');
  expect(linesOf(view)).toContain("You can't remove yourself. Ask another admin to do it.");
  await world.slack.close({ user: ann });
  expect(await roleOf('ann@people.example')).toBe('admin');
});

test('removes: signed out on all five devices at once, what they had sent is revoked', async () => {
  const cat = addPerson(world, { id: 'U0CAT', name: 'cat', email: 'cat@people.example' });
  await joinAs(world, 'cat@people.example', { role: 'admin', displayName: 'Cat' });
  const devices = Array.from({ length: 5 }, () => new Visitor(world));
  for (const device of devices) {
    await device.signIn('cat@people.example', goodPassword);
    expect((await device.get('/account')).status).toBe(200);
  }
  const { path } = await invite(world, 'cats-friend@example.com', { by: cat });
  const question = linesOf((await askToRemove(world, adam, 'Cat')).view).join('\n');
  expect(question).toContain("They're signed out everywhere right away.");
  expect(question).toContain('This also revokes 1 open invitation they sent');
  const submit = () => world.slack.submit({ user: adam });
  await homeAfter(world, adam, submit, 'Cat was removed and signed out everywhere');
  for (const device of devices) expect((await device.get('/account')).status).toBe(401);
  expect((await world.get(path)).status).toBe(410);
  expect(await invitationsOf(world, 'cats-friend@example.com')).toMatchObject([
    { revoked_at: expect.anything() },
  ]);
  expect(linesOf(await openHome(world, cat)).join('\n')).not.toContain('Invite people');
  // The address may be invited again.
  await invite(world, 'cat@people.example');
});

test('says so when the member is gone already', async () => {
  await joinAs(world, 'dan@people.example', { displayName: 'Dan' });
  const home = await members(adam, 'Dan');
  const value = buttonValue(home, 'Change role…', 'Dan');
  const press = { user: adam, in: 'home', actionId: 'home.change_role', value };
  await modalAfter(world, adam, () => world.slack.press(press));
  await world.database.query(
    "UPDATE members SET closed_at = now() WHERE address = 'dan@people.example'",
  );
  await world.slack.submit({ user: adam, values: { role: 'admin' } });
  expect(linesOfErrors(world.slack.modal(adam)?.errors)).toContain('no longer a member');
  await world.slack.close({ user: adam });
  // Home may be up to date already; what they had opened before that arrives now.
  const late = () => forge(world, 'view_submission', { 'home.role_modal': 'home.remove_modal' });
  await homeAfter(world, adam, late, 'no longer a member');
});

test('refuses a change by somebody who lost the right while the modal was open', async () => {
  const value = buttonValue(await members(ben, 'Ann'), 'Change role…', 'Ann');
  const press = { user: ben, in: 'home', actionId: 'home.change_role', value };
  await modalAfter(world, ben, () => world.slack.press(press));
  await changeRole(adam, 'Ben', 'member', 'Ben is now a member');
  await world.slack.submit({ user: ben, values: { role: 'member' } });
  expect(linesOfErrors(world.slack.modal(ben)?.errors)).toContain('Only admins can do this');
  expect(await roleOf('ann@people.example')).toBe('admin');
});

test('tells in the record who did it', async () => {
  await openHome(world, adam, 'Invitations (');
  const home = await pressHome(world, adam, 'home.tab_activity', { words: 'removed Cat' });
  const words = linesOf(home.blocks).join('\n');
  expect(words).toContain('Adam Admin made Ben a member');
  expect(words).toContain('Adam Admin removed Cat');
  expect(words).toContain('Dan (dan@people.example) joined as a member, invited by Adam Admin');
});
