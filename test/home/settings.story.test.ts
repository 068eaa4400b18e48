import { linesOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, invite, joinAs, openDialog, sendDialog, signUpForm } from '../support/acts.ts';
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

let world: World;
beforeAll(async () => {
  world = await startWorld({ BILLING_URL: 'https://billing.example/acme' });
});
afterAll(() => world.stop());

const [adam, olga] = ['U0ADAM', 'U0OLGA'];

async function settingsTab(user = adam, words = 'Team settings') {
  await openHome(world, user, 'Invitations (');
  return await pressHome(world, user, 'home.tab_settings', { words });
}

async function activity(words: string) {
  await openHome(world, adam, 'Invitations (');
  return (await pressHome(world, adam, 'home.tab_activity', { words })).blocks;
}

/** Opens the settings' modal and fills it in. */
async function save(values: Record<string, string>, user = adam) {
  await settingsTab(user);
  const press = { user, in: 'home', actionId: 'home.edit_settings' };
  await modalAfter(world, user, () => world.slack.press(press));
  return await world.slack.submit({ user, values });
}

async function saved(values: Record<string, string>, user = adam) {
  const home = await homeAfter(world, user, () => save(values, user), 'Settings saved');
  expect(world.slack.modal(user)).toBeUndefined();
  return linesOf(home.blocks).join('\n');
}

/** Invites by the dialog, and gives what is said at the field. */
async function refusalOf(email: string): Promise<string> {
  await openDialog(world);
  await sendDialog(world, adam, { email });
  const said = Object.values(world.slack.modal(adam)?.errors ?? {}).join('\n');
  await world.slack.close({ user: adam });
  return said;
}

test('shows how things are set', async () => {
  const words = linesOf((await settingsTab()).blocks).join('\n');
  expect(words).toContain('Workspace name: Sandbox');
  expect(words).toContain('Allowed email domains: any');
  expect(words).toContain('Warn when an invite link is posted: On');
  expect(words).toContain('Slack owners and admins are admins here too: On');
  expect(words).toContain('0 seats used · no limit');
  expect(linesOf(await activity('Nothing yet.'))).toContain('Activity');
});

test('changes name and domains, kept as they are compared', async () => {
  const words = await saved({
    name: '  Acme\u0000  & Söhne ',
    allowedDomains: 'Acme.com, @acme.org;bücher.example acme.com',
  });
  expect(words).toContain('Workspace name: Acme & Söhne');
  expect(words).toContain('acme.com, acme.org, xn--bcher-kva.example');
  await activity('Adam Admin changed “Workspace name” from “Sandbox” to “Acme & Söhne”');
  await activity(
    'Adam Admin changed “Allowed email domains” from “any” to “acme.com, acme.org, xn--bcher-kva.example”',
  );
  await settingsTab();
  const modal = await modalAfter(world, adam, () =>
    world.slack.press({ user: adam, in: 'home', actionId: 'home.edit_settings' }),
  );
  expect(JSON.stringify(modal.view)).toContain('acme.com, acme.org, xn--bcher-kva.example');
  await world.slack.close({ user: adam });
});

test('checks the domain when inviting', async () => {
  expect(await refusalOf('eve@evil.example')).toContain("doesn't allow addresses at this domain");
  expect(await refusalOf('eve@sub.acme.com')).toContain("doesn't allow addresses at this domain");
  const answer = await typeCommand(world, 'eve@evil.example ok@ACME.com');
  expect(linesOf(answer.blocks).join('\n')).toMatch(/eve@evil\.example: .*doesn't allow addresses/);
  await world.letterTo('ok@ACME.com');
  await invite(world, 'li@bücher.example');
});

test('checks the domain when joining', async () => {
  const { path } = await invite(world, 'old@acme.org');
  await saved({ allowedDomains: 'acme.com' });
  const joined = await world.post(path, signUpForm());
  expect(joined.status).not.toBe(303);
  expect(await world.database.query('SELECT id FROM members')).toEqual([]);
  await saved({ allowedDomains: '' });
  expect((await world.post(path, signUpForm())).status).toBe(303);
});

test.each([
  ['name', { name: ' \u200B ' }, /Enter a name for the workspace/],
  ['name', { name: 'n'.repeat(81) }, /up to 80/],
  [
    'allowedDomains',
    { allowedDomains: 'acme.com, localhost' },
    /domains with commas, like acme\.com/,
  ],
  ['allowedDomains', { allowedDomains: 'a@acme.com' }, /domains with commas, like acme\.com/],
  [
    'allowedDomains',
    { allowedDomains: 'acme.com, a\u0000b' },
    /domains with commas, like acme\.com/,
  ],
  ['allowedDomains', { allowedDomains: 'acme.com, \uD83D' }, /domains with commas, like acme\.com/],
  ['allowedDomains', { allowedDomains: 'é.example '.repeat(300) }, undefined],
  ['seatLimit', { seatLimit: '0' }, /whole number from 1/],
  ['seatLimit', { seatLimit: '-3' }, /whole number from 1/],
  ['seatLimit', { seatLimit: '1.5' }, /whole number from 1/],
  ['seatLimit', { seatLimit: '1e3' }, /whole number from 1/],
  ['seatLimit', { seatLimit: '9999999' }, /whole number from 1/],
  ['slackAdminsAreAdmins', { slackAdminsAreAdmins: 'off' }, /without an admin/],
])('says at %s what is wrong with %j', async (field, values, text) => {
  const before = await world.database.query('SELECT * FROM workspaces');
  // Slack's field for numbers takes no others; an older Slack has none.
  if (field === 'seatLimit') world.slack.fail('views.open', { error: 'invalid_blocks' });
  await save(values as Record<string, string>);
  if (text === undefined) return;
  const { errors } = world.slack.modal(adam) ?? { errors: {} };
  expect(Object.keys(errors)).toEqual([field]);
  expect(Object.values(errors)[0]).toMatch(text);
  expect(await world.database.query('SELECT * FROM workspaces')).toEqual(before);
  await world.slack.close({ user: adam });
});

test('says all problems at once', async () => {
  world.slack.fail('views.open', { error: 'invalid_blocks' });
  await save({ name: '\u200B', allowedDomains: 'x', seatLimit: 'many' });
  expect(Object.keys(world.slack.modal(adam)?.errors ?? {}).sort()).toEqual([
    'allowedDomains',
    'name',
    'seatLimit',
  ]);
  await world.slack.close({ user: adam });
});

test('refuses what would take more seats than there are, and keeps the pending ones', async () => {
  await saved({ allowedDomains: '', name: 'Acme' });
  const [row] = await world.database.query(
    `SELECT (SELECT count(*) FROM members WHERE closed_at IS NULL)::int
       + (SELECT count(*) FROM invitations WHERE accepted_at IS NULL AND revoked_at IS NULL)::int AS seats`,
  );
  const seats = Number(row?.seats);
  const { path } = await invite(world, 'seated@example.com');
  const words = await saved({ seatLimit: String(seats + 1) });
  expect(words).toContain(
    `${seats + 1} of ${seats + 1} seats used · members and pending invitations count`,
  );
  await activity(`changed “Seat limit” from “no limit” to “${seats + 1}”`);
  expect(await refusalOf('one-more@example.com')).toContain('No seats left');
  // Who has a seat may be invited again, and join.
  await typeCommand(world, 'seated@example.com');
  expect((await world.post(path, signUpForm())).status).toBe(303);

  await insertInvitations(world, ['expired@example.com'], {
    expiresAt: new Date(Date.now() - 86_400_000),
  });
  await openHome(world, adam, 'Invitations (');
  await pressHome(world, adam, 'home.tab_invitations', { words: 'expired@example.com' });
  await pressHome(world, adam, 'home.invitation_act_resend', { words: 'No seats left' });
  await pressHome(world, adam, 'home.resend_all', { words: "1 couldn't be resent" });
  await saved({ seatLimit: '' });
  await invite(world, 'one-more@example.com');
});

test('leads to the billing', async () => {
  const home = await settingsTab();
  expect(JSON.stringify(home)).toContain('https://billing.example/acme');
  const reply = await world.slack.press({
    user: adam,
    in: 'home',
    actionId: 'home.open_billing',
  });
  expect(reply.status).toBe(200);
});

test('takes the rights of Slack admins away, once a member can do their work', async () => {
  const ann = addPerson(world, { id: 'U0ANN', name: 'ann', email: 'ann@people.example' });
  await joinAs(world, 'ann@people.example', { role: 'admin', displayName: 'Ann' });
  await openHome(world, ann, 'Invite people');
  const kept = await invite(world, 'anns-choice@example.com', { role: 'admin', by: ann });
  const key = await invite(world, 'adams-key@example.com', { role: 'admin' });
  const seen = await invite(world, 'seen@example.com', { by: ann });
  await typeCommand(world, 'link seen@example.com', { user: adam });

  const said = await saved({ slackAdminsAreAdmins: 'off' }, ann);

  // The keys that they held as such end with it; a member's don't.
  expect(said).toMatch(
    /This revoked \d invitations? they sent and replaced \d invite links? they saw\./,
  );
  const statuses = [kept, key, seen].map(async ({ path }) => (await world.get(path)).status);
  expect(await Promise.all(statuses)).toEqual([200, 410, 410]);
  const home = linesOf(await openHome(world, olga)).join('\n');
  expect(home).not.toContain('Invite people');
  expect(home).toContain('<@U0ANN>');
  const answer = await typeCommand(world, 'x@example.com', { user: adam });
  expect(answer.text).toContain('Only admins');
  await openDialog(world, ann);
  await world.slack.close({ user: ann });
  await saved({ slackAdminsAreAdmins: 'on' }, ann);
  await openHome(world, olga, 'Invite people');
});

test('an Admin who is a guest in Slack can not do it, and so does not count', async () => {
  const gus = 'U0GUS';
  await world.database.query("UPDATE members SET role = 'member'");
  await joinAs(world, 'gus@example.com', { role: 'admin', displayName: 'Gus' });
  await world.database.query(
    "UPDATE members SET slack_user_id = $1 WHERE address = 'gus@example.com'",
    [gus],
  );
  await save({ slackAdminsAreAdmins: 'off' });
  const { errors } = world.slack.modal(adam) ?? { errors: {} };
  expect(Object.values(errors)[0]).toMatch(/without an admin/);
  await world.slack.close({ user: adam });
  await world.database.query("UPDATE members SET role = 'admin' WHERE slack_user_id <> $1", [gus]);
});

test('refuses whoever lost the right while the modal was open', async () => {
  const bob = addPerson(world, { id: 'U0BOB', name: 'bob', email: 'bob@people.example' });
  await joinAs(world, 'bob@people.example', { role: 'admin', displayName: 'Bob' });
  await openHome(world, bob, 'Invite people');
  await settingsTab(bob);
  const press = { user: bob, in: 'home', actionId: 'home.edit_settings' };
  await modalAfter(world, bob, () => world.slack.press(press));
  await world.database.query(
    "UPDATE members SET role = 'member' WHERE address = 'bob@people.example'",
  );
  await world.slack.submit({ user: bob, values: { name: 'Bobland' } });
  expect(linesOf(world.slack.modal(bob)?.view).join()).toContain('Only admins can do this');
  expect(await world.database.query("SELECT id FROM workspaces WHERE name = 'Bobland'")).toEqual(
    [],
  );
});

test('shows the last twenty acts, in words, newest first', async () => {
  await setSettings(world, { seat_limit: null });
  await typeCommand(
    world,
    Array.from({ length: 22 }, (_, index) => `act-${index}@example.com`).join(' '),
  );
  const lines = linesOf(await activity('act-21@example.com'));
  const acts = lines.filter((line) => /^Adam Admin invited act-/.test(line));
  expect(acts).toHaveLength(20);
  expect(acts[0]).toBe('Adam Admin invited act-21@example.com as a member');
});
