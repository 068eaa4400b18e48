import { buttonValue } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { goodPassword, invite, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { secrets } from '../support/credentials.ts';
import { importsAtRest, manyAddresses, sendAll } from '../support/import-acts.ts';
import { homeAfter, modalAfter, openHome, pressHome } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// What is done leaves one entry: here what no other story looks at.

let world: World;
beforeAll(async () => {
  world = await startWorld({}, { ...secrets, isReminding: true });
});
afterAll(() => world.stop());

const adam = 'U0ADAM';
const [hour, day] = [3_600_000, 86_400_000];

/** What was recorded of these kinds, oldest first, as who, what and about whom. */
async function recorded(acts: readonly string[]): Promise<string[]> {
  const rows = await world.database.query(
    'SELECT actor, act, subject FROM audit_entries WHERE act = ANY($1) ORDER BY at, act',
    [acts],
  );
  return rows.map(({ actor, act, subject }) => `${actor} ${act} ${subject}`);
}

async function detailOf(act: string): Promise<unknown[]> {
  const rows = await world.database.query(
    'SELECT detail FROM audit_entries WHERE act = $1 ORDER BY at, subject',
    [act],
  );
  return rows.map(({ detail }) => detail);
}

const coming = ['signed_in', 'signed_out', 'session_ended', 'sessions_ended'];

test('signing in and out, on one browser and on all others', async () => {
  await joinAs(world, 'ann@example.com', { displayName: 'Ann' });
  const [one, two] = [new Visitor(world), new Visitor(world)];
  await one.signIn('ann@example.com', goodPassword);
  world.clock.shiftMs += 1000;
  await two.signIn('ann@example.com', goodPassword);
  const page = await (await one.get('/account')).text();
  const [, handle = ''] = /name="session" value="([^"]+)"/.exec(page) ?? [];
  world.clock.shiftMs += 1000;
  await one.post('/account', { act: 'end', session: handle });
  await one.post('/account', { act: 'end', session: handle });
  world.clock.shiftMs += 1000;
  await one.post('/account', { act: 'end_others' });
  await one.post('/account', { act: 'end_others' });
  world.clock.shiftMs += 1000;
  await one.post('/sign-out', {});
  await one.post('/sign-out', {});

  expect(await recorded(coming)).toEqual([
    'Ann signed_in ann@example.com',
    'Ann signed_in ann@example.com',
    'Ann session_ended ann@example.com',
    'Ann sessions_ended ann@example.com',
    'Ann signed_out ann@example.com',
  ]);
});

test('tries that fail are gathered by account and hour, and those at no account together', async () => {
  // Not over the end of an hour.
  world.clock.shiftMs += hour - ((Date.now() + world.clock.shiftMs) % hour) + 60_000;
  const fail = (email: string) => new Visitor(world).signIn(email, 'not the one at all');
  await Promise.all([fail('ann@example.com'), fail('Ann@Example.com'), fail('ann@example.com')]);
  await fail('nobody@example.com');
  await fail('nobody-else@example.com');
  world.clock.shiftMs += hour;
  await fail('ann@example.com');

  expect((await recorded(['sign_in_failed'])).sort()).toEqual([
    ' sign_in_failed ',
    ' sign_in_failed ann@example.com',
    ' sign_in_failed ann@example.com',
  ]);
  expect(await detailOf('sign_in_failed')).toEqual(
    expect.arrayContaining([{ count: '2' }, { count: '3' }, { count: '1' }]),
  );
  expect(JSON.stringify(await world.database.query('SELECT * FROM audit_entries'))).not.toMatch(
    /nobody|not the one/,
  );
});

test('another password, name and picture', async () => {
  const somebody = new Visitor(world);
  await somebody.signIn('ann@example.com', goodPassword);
  await somebody.post('/account', { act: 'name', displayName: 'Ann' });
  await somebody.post('/account', { act: 'name', displayName: 'Anna' });
  await somebody.post('/account', { act: 'remove_avatar' });
  const changed = { current: goodPassword, password: 'quite another set of words' };
  await somebody.post('/account', { act: 'password', ...changed });
  await somebody.post('/account', {
    act: 'password',
    current: 'wrong',
    password: 'whatever that is',
  });
  await new Visitor(world).post('/forgot', { email: 'ann@example.com' });
  const path = await vi.waitFor(async () => {
    const { parsed } = await world.letterTo('ann@example.com');
    const [, found] = /(\/reset\/\S+)/.exec(parsed.text ?? '') ?? [];
    if (!found) throw new Error('another letter');
    return found;
  });
  await new Visitor(world).post(path, { password: 'and again some other words' });

  const acts = ['name_changed', 'picture_removed', 'password_changed', 'password_reset'];
  expect(await recorded(acts)).toEqual([
    'Ann name_changed ann@example.com',
    'Anna password_changed ann@example.com',
    'Anna password_reset ann@example.com',
  ]);
  expect(await detailOf('name_changed')).toEqual([{ was: 'Ann', now: 'Anna' }]);
  expect(JSON.stringify(await world.database.query('SELECT * FROM audit_entries'))).not.toMatch(
    /some other words|another set|correct horse/,
  );
});

test('each setting, with how it was and is', async () => {
  await openHome(world, adam, 'Invitations (');
  await pressHome(world, adam, 'home.tab_settings', { words: 'Team settings' });
  await modalAfter(world, adam, () =>
    world.slack.press({ user: adam, in: 'home', actionId: 'home.edit_settings' }),
  );
  const values = {
    name: 'Acme',
    seatLimit: '500',
    weeklySummary: 'off',
    allowedDomains: 'example.com',
  };
  await homeAfter(world, adam, () => world.slack.submit({ user: adam, values }), 'Settings saved');

  expect((await recorded(['setting_changed', 'settings_changed'])).sort()).toEqual([
    'Adam Admin setting_changed Allowed email domains',
    'Adam Admin setting_changed Seat limit',
    "Adam Admin setting_changed Tell inviters once a week who hasn't joined",
    'Adam Admin setting_changed Workspace name',
  ]);
  expect(await detailOf('setting_changed')).toEqual([
    { was: 'any', now: 'example.com' },
    { was: 'no limit', now: '500' },
    { was: 'On', now: 'Off' },
    { was: 'Sandbox', now: 'Acme' },
  ]);
});

test('a list that is sent, of which people are reminded, and that is taken back', async () => {
  const { person } = await sendAll(world, manyAddresses(3, 'listed'));
  await person.waitsFor('modal', '3 people invited');
  await importsAtRest(world);
  world.clock.shiftMs += hour;
  await person.presses("Remind those who haven't joined…", { in: 'modal' });
  await person.waitsFor('modal', '3 people reminded');
  world.clock.shiftMs += 60_000;
  await person.presses('Undo…', { in: 'modal' });
  await person.waitsFor('modal', '3 invitations revoked.');

  expect(
    await recorded(['import_sent', 'import_stopped', 'import_undone', 'import_reminded']),
  ).toEqual([
    'Adam Admin import_sent 3',
    'Adam Admin import_reminded ',
    'Adam Admin import_undone ',
  ]);
});

test('a reminder, once, and a wish for a new invitation', async () => {
  const { path } = await invite(world, 'late@example.com');
  world.clock.shiftMs += 5 * day + 60_000;
  await vi.waitFor(
    async () =>
      expect(await recorded(['invitation_reminded'])).toEqual([
        ' invitation_reminded late@example.com',
      ]),
    { timeout: 15_000 },
  );
  world.clock.shiftMs += 3 * day;
  await world.post(`${path}/again`, new FormData());
  await world.post(`${path}/again`, new FormData());

  expect(await recorded(['invitation_asked_for'])).toEqual([
    'late@example.com invitation_asked_for late@example.com',
  ]);
  expect(await recorded(['invitation_reminded'])).toHaveLength(1);
});

test('whoever is made an admin, with the role before', async () => {
  await openHome(world, adam, 'Members (1)');
  const words = ['● Members', 'Anna'];
  const home = await pressHome(world, adam, 'home.tab_members', { words });
  const value = buttonValue(home, 'Change role…', 'Anna');
  const press = { user: adam, in: 'home', actionId: 'home.change_role', value };
  await modalAfter(world, adam, () => world.slack.press(press));
  const submit = () => world.slack.submit({ user: adam, values: { role: 'admin' } });
  await homeAfter(world, adam, submit, 'Anna is now an admin');

  expect(await recorded(['role_changed'])).toEqual(['Adam Admin role_changed Anna']);
  expect(await detailOf('role_changed')).toEqual([
    { was: 'Member', role: 'Admin', email: 'ann@example.com' },
  ]);
});
