import { linesOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { lastSent, sendPayload } from '../support/sent-payloads.ts';
import { homeAfter, modalAfter, openHome, pressHome } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Two admins have the dialog with the team settings open at the same time; or it is one of another time.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const [adam, olga] = ['U0ADAM', 'U0OLGA'];

type Values = Record<string, string>;
type Json = Record<string, unknown>;

beforeEach(async () => {
  const reset = `UPDATE workspaces SET name = 'Acme', allowed_domains = '{}', seat_limit = NULL,
    link_warnings = true`;
  for (const user of [adam, olga]) await openHome(world, user, 'Invitations (');
  await world.database.query(`${reset} WHERE slack_team_id = 'T0SANDBOX'`);
});

async function openSettings(user: string) {
  await pressHome(world, user, 'home.tab_settings', { words: 'Team settings' });
  const press = { user, in: 'home', actionId: 'home.edit_settings' };
  return await modalAfter(world, user, () => world.slack.press(press));
}

/** Sends the open dialog; gives what Home says then. */
async function saved(user: string, values: Values): Promise<string> {
  const home = await homeAfter(
    world,
    user,
    () => world.slack.submit({ user, values }),
    'Settings saved',
  );
  return linesOf(home.blocks).join('\n');
}

/** Sends the open dialog, which isn't taken; gives what it says at its fields, and closes it. */
async function refused(user: string, values: Values): Promise<Values> {
  await world.slack.submit({ user, values });
  const { errors } = world.slack.modal(user) ?? { errors: {} };
  await world.slack.close({ user });
  return errors;
}

async function kept(): Promise<Json | undefined> {
  const [row] = await world.database.query(
    `SELECT name, allowed_domains, seat_limit, link_warnings FROM workspaces
     WHERE slack_team_id = 'T0SANDBOX'`,
  );
  return row;
}

test('whoever changes one thing leaves alone what another admin changed meanwhile', async () => {
  await openSettings(adam);
  await openSettings(olga);
  await saved(adam, { allowedDomains: 'acme.com', seatLimit: '50', linkWarnings: 'off' });
  const words = await saved(olga, { name: 'New name' });

  expect(words).toContain('✅ Settings saved: renamed the workspace to “New name”.');
  expect(words).toContain('Allowed email domains: acme.com');
  await pressHome(world, olga, 'home.tab_activity', {
    words: 'to “New name”\n',
  });
  expect(await kept()).toEqual({
    name: 'New name',
    allowed_domains: ['acme.com'],
    seat_limit: 50,
    link_warnings: false,
  });
});

test('who changes the same to something else is told at the field what it is now', async () => {
  await openSettings(adam);
  await openSettings(olga);
  await saved(adam, { allowedDomains: 'acme.com', seatLimit: '50' });
  const before = await kept();
  const values = { name: 'Olga’s', allowedDomains: 'acme.org', seatLimit: '60' };
  await world.slack.submit({ user: olga, values });

  const { errors = {} } = world.slack.modal(olga) ?? {};
  expect(Object.keys(errors).sort()).toEqual(['allowedDomains', 'seatLimit']);
  expect(errors.allowedDomains).toContain('just changed this to “acme.com”');
  expect(errors.seatLimit).toContain('just changed this to “50”');
  expect(await kept()).toEqual(before);

  // What she typed is still there, and what she gives in about is taken.
  await saved(olga, { ...values, allowedDomains: 'acme.com', seatLimit: '50' });
  expect(await kept()).toEqual({ ...before, name: 'Olga’s' });
});

test('says of a field that another admin emptied that it is empty', async () => {
  await openSettings(adam);
  await saved(adam, { seatLimit: '50' });
  await openSettings(adam);
  await openSettings(olga);
  await saved(adam, { seatLimit: '' });
  expect((await refused(olga, { seatLimit: '70' })).seatLimit).toContain('has just emptied this');
});

test('two who change the same alike are both right', async () => {
  await openSettings(adam);
  await openSettings(olga);
  await saved(adam, { allowedDomains: 'acme.com', linkWarnings: 'off' });
  const words = await saved(olga, { allowedDomains: 'ACME.com', linkWarnings: 'off' });
  expect(words).toContain('✅ Settings saved.\n');
  expect(await kept()).toMatchObject({ allowed_domains: ['acme.com'], link_warnings: false });
});

test('a name that Slack gave and that is too long here stands in nobody’s way', async () => {
  const name = `${'n'.repeat(250)}`;
  await world.database.query('UPDATE workspaces SET name = $1 WHERE slack_team_id = $2', [
    name,
    'T0SANDBOX',
  ]);
  await openSettings(adam);
  await saved(adam, { seatLimit: '5' });
  expect(await kept()).toMatchObject({ name, seat_limit: 5 });
});

test('as many domains as there may be are no obstacle to the rest', async () => {
  const domains = Array.from({ length: 210 }, (_, index) => `d${100 + index}.example`);
  await openSettings(adam);
  await saved(adam, { allowedDomains: domains.join(' ') });
  await openSettings(adam);
  await openSettings(olga);
  await saved(adam, { name: 'Many' });
  await saved(olga, { seatLimit: '9' });
  expect(await kept()).toMatchObject({ name: 'Many', seat_limit: 9, allowed_domains: domains });
});

/** Sends what Slack sent last once more, with the dialog changed; gives what is answered. */
async function sendChanged(change: (view: Json & { state: { values: Json } }) => void) {
  const sent = structuredClone(lastSent<Json>(world, 'view_submission'));
  change(sent.view as Json & { state: { values: Json } });
  return await sendPayload(world, 'interactive', { ...sent, trigger_id: `1.2.${Math.random()}` });
}

const text = (value?: string) => ({ type: 'plain_text_input', ...(value && { value }) });

test('a field that a dialog does not have, or holds in an odd shape, stays as it is', async () => {
  await openSettings(adam);
  await saved(adam, { allowedDomains: 'acme.com', seatLimit: '50' });
  await openSettings(adam);
  await saved(adam, {});
  const before = await kept();
  for (const values of [
    {},
    { allowedDomains: [], seatLimit: {}, linkWarnings: { linkWarnings: {} } },
    { seatLimit: { seatLimit: [] }, linkWarnings: { linkWarnings: { type: 'radio_buttons' } } },
    { linkWarnings: { linkWarnings: { selected_option: { value: 'maybe' } } } },
  ]) {
    const reply = await sendChanged((view) => {
      view.state.values = { name: { name: text('Acme') }, ...values };
    });
    expect([reply.status, reply.body]).toEqual([200, '']);
    expect(await kept()).toEqual(before);
  }
  const emptied = await sendChanged((view) => {
    view.state.values = { seatLimit: { seatLimit: { ...text(), value: null } } };
  });
  expect(emptied.body).toBe('');
  expect(await kept()).toEqual({ ...before, seat_limit: null });
});

test('of a dialog that does not know what it showed, nothing is taken but what is so anyway', async () => {
  await openSettings(adam);
  await saved(adam, { seatLimit: '50' });
  for (const metadata of ['', 'not json', '{}', '{"shown":7}']) {
    const before = await kept();
    const reply = await sendChanged((view) => {
      view.private_metadata = metadata;
      view.state.values = {
        name: { name: text('Acme') },
        allowedDomains: { allowedDomains: text() },
        seatLimit: { seatLimit: text('60') },
      };
    });
    const { errors } = JSON.parse(reply.body);
    expect(Object.keys(errors)).toEqual(['seatLimit']);
    expect(errors.seatLimit).toContain('older version');
    expect(await kept()).toEqual(before);
  }
});
