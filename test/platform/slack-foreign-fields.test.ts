import { afterAll, beforeAll, expect, test } from 'vitest';
import { invite, openDialog, sendDialog } from '../support/acts.ts';
import { lastSent, sendPayload } from '../support/sent-payloads.ts';
import { homeAfter, openHome, pressHome, typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Bolt tells what a payload is by which fields it has, and looks into some that we have no use for: signed payloads
// with such fields where Slack has none.

type Json = Record<string, unknown>;

const adam = 'U0ADAM';

let world: World;
let sent: Record<'block_actions' | 'view_submission', Json>;
beforeAll(async () => {
  world = await startWorld();
  await invite(world, 'ana@example.com');
  await openHome(world);
  await openDialog(world);
  // Refused, and so is every repetition.
  await sendDialog(world, adam, { email: 'nobody' });
  await world.slack.close({ user: adam, all: true });
  await typeCommand(world, 'help');
  await pressHome(world, adam, 'home.tab_members', { words: 'Find a ' });
  sent = {
    block_actions: lastSent(world, 'block_actions'),
    view_submission: lastSent(world, 'view_submission'),
  };
});
afterAll(() => world.stop());

const unusable = { level: 40, msg: 'event of Slack cannot be used' };

test.each<[string, Json, Json?]>([
  ['app_home_opened', { tab: 'home', user: adam, item: 'a' }, unusable],
  ['app_home_opened', { tab: 'home', user: adam, item: 5 }, unusable],
  ['reaction_added', { user: adam, item: true }, unusable],
  ['team_join', { user: { id: 'U0NOBODY' }, channel: 5 }, unusable],
  ['function_executed', {}],
  ['function_executed', { inputs: 5 }],
])('takes the event %s with %j, which breaks nothing', async (type, told, said) => {
  const before = world.logs.length;
  const envelope = { type: 'event_callback', team_id: 'T0SANDBOX', event: { type, ...told } };
  expect(await sendPayload(world, 'events_api', envelope)).toMatchObject({ status: 200 });
  expect(world.logs.slice(before)).toEqual(said ? [expect.objectContaining(said)] : []);
});

test.each<Json>([
  { event: 5 },
  { event: { type: 'team_join' } },
  { command: '/invite' },
  { name: 'x' },
])('a press is one, also with %j', async (foreign) => {
  const press = { ...sent.block_actions, ...foreign };
  const reply = sendPayload(world, 'interactive', press);
  await homeAfter(world, adam, () => reply, 'Find a ');
  expect(await reply).toMatchObject({ status: 200, body: '' });
});

test.each<Json>([{ event: 'x' }, { actions: {} }, { actions: 5 }, { actions: true }])(
  'a dialog that is sent is one, also with %j',
  async (foreign) => {
    const reply = await sendPayload(world, 'interactive', { ...sent.view_submission, ...foreign });
    expect(reply).toMatchObject({ status: 200, body: expect.stringContaining('response_action') });
  },
);

test.each<Json>([{ event: 'x' }, { name: 'x' }, { actions: 'x' }])(
  'a command is one, also with %j',
  async (foreign) => {
    const trigger = { trigger_id: `another.${Object.keys(foreign).join()}` };
    const typed = { ...lastSent<Json>(world, 'command'), ...trigger, ...foreign };
    const before = world.slack.ephemerals(adam).length;
    expect((await sendPayload(world, 'slash_commands', typed)).status).toBe(200);
    await world.slack.until(() => world.slack.ephemerals(adam)[before], 15_000);
  },
);

const suggestion = { type: 'block_suggestion', action_id: 'x', block_id: 'x', value: '' };

test.each<Json>([
  { type: 'shortcut', event: 5 },
  { type: 'shortcut', actions: {} },
  { ...suggestion, event: 5 },
])('%j is answered as one of another version of the app', async (given) => {
  const { user, team } = sent.block_actions;
  const payload = { user, team, callback_id: 'x', trigger_id: '1.2.x', ...given };
  expect((await sendPayload(world, 'interactive', payload)).status).toBe(200);
});

test.each<Json>([
  { user: { id: adam, team_id: 5 }, team: undefined },
  { team: { id: {} } },
  { enterprise: { id: 5 } },
  { enterprise: 'E1' },
])('a press from %j, which is nowhere, is refused', async (where) => {
  const press = { ...sent.block_actions, ...where };
  expect((await sendPayload(world, 'interactive', press)).status).toBe(400);
});

test.each([5, null, {}, undefined])(
  'an address is not verified by a challenge that is %j',
  async (challenge) => {
    const body = JSON.stringify({ type: 'url_verification', challenge });
    const reply = await world.slack.sendRaw({ body, contentType: 'application/json' });
    expect(reply.status).toBe(400);
  },
);
