import { linesOf } from 'pretend-slack/driver';
import { expect, test } from 'vitest';
import { invite, openDialog, sendDialog, wordsOf } from '../support/acts.ts';
import { type Way, ways, worldsOfBothWays } from '../support/both-ways.ts';
import { lastSent, sendPayload } from '../support/sent-payloads.ts';
import { homeAfter, modalAfter, openHome, pressHome } from '../support/slack-acts.ts';
import type { World } from '../support/world.ts';

// Slack writes the same thing in several ways. These shapes it was seen to send, or has in its own types and tests;
// they are taken alike by HTTP and by Socket Mode.

type Json = Record<string, unknown>;

const adam = 'U0ADAM';
const channel = 'C0GENERAL';

const worldOf = worldsOfBothWays(async (world) => {
  await invite(world, 'ana@example.com');
  await openHome(world);
});

/** Each case by each way. */
function byEach<Case extends unknown[]>(...cases: Case[]): [Way, ...Case][] {
  return ways.flatMap((way) => cases.map((one): [Way, ...Case] => [way, ...one]));
}

/** Puts something in the place of a field; undefined takes it away. */
function withField(payload: Json, path: string, value: unknown): Json {
  const copy = structuredClone(payload);
  const names = path.split('.');
  const last = names.pop() ?? '';
  const holder = names.reduce((held, name) => held[name] as Json, copy);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}

/** Turns to a tab of Home; gives the press as Slack sent it, with a trigger that nobody has used. */
async function tabPress(world: World, tab: string): Promise<Json> {
  const words = tab === 'settings' ? 'Team settings' : 'Find a ';
  await pressHome(world, adam, `home.tab_${tab}`, { words });
  return structuredClone(lastSent<Json>(world, 'block_actions'));
}

/** An event of this team as Slack sends it, with some of its fields otherwise. */
function event(told: Json, envelope: Json = {}): Json {
  return {
    type: 'event_callback',
    team_id: 'T0SANDBOX',
    api_app_id: 'A0APP',
    event_id: 'Ev1',
    event_time: 1_606_805_974,
    event: told,
    ...envelope,
  };
}

const taken = { status: 200, body: '' };

test.each(ways)('%s: nobody is locked into the Settings tab, which has no inputs', async (way) => {
  const world = worldOf(way);
  const toInvitations = await tabPress(world, 'invitations');
  const onSettings = withField(await tabPress(world, 'settings'), 'view.state', { values: [] });
  const edit = {
    type: 'button',
    action_id: 'home.edit_settings',
    block_id: 'x',
    action_ts: '1.2',
  };
  const editing = await modalAfter(world, adam, () =>
    sendPayload(world, 'interactive', { ...onSettings, actions: [edit] }),
  );
  expect(editing.view.title.text).toBe('Team settings');
  await world.slack.close({ user: adam, all: true });
  const leave = { ...onSettings, actions: toInvitations.actions };
  const words = '● Invitations';
  await homeAfter(world, adam, () => sendPayload(world, 'interactive', leave), words);
});

test.each(
  byEach<[string, unknown]>(
    ['view.state', undefined],
    ['view.state', null],
    ['view.state', {}],
    ['view.state', []],
    ['view.state.values', null],
    ['view.state.values', { some_block: [] }],
    ['view.state.values', { some_block: { some_input: [] } }],
    ['view.private_metadata', null],
    ['channel', {}],
    ['channel', null],
    ['channel', []],
    ['response_url', ''],
    ['response_url', null],
    ['enterprise', []],
    ['team', null],
    ['team', []],
    ['something_new', { of: ['any', null] }],
  ),
)('%s: a press is taken with %s: %j', async (way, path, value) => {
  const world = worldOf(way);
  const press = withField(await tabPress(world, 'members'), path, value);
  const replied = sendPayload(world, 'interactive', press);
  await homeAfter(world, adam, () => replied, 'Find a ');
  expect(await replied).toMatchObject(taken);
});

test.each(ways)('%s: a dialog without inputs is sent with an empty list of values', async (way) => {
  const world = worldOf(way);
  await openDialog(world);
  await sendDialog(world, adam, { email: 'ben@example.com' });
  const { id, hash, view } = world.slack.modal(adam) ?? {};
  const sent = lastSent<{ view: Json } & Json>(world, 'view_submission');
  const again = { ...sent, view: { ...sent.view, ...view, id, hash, state: { values: [] } } };
  const reply = await sendPayload(world, 'interactive', again);
  expect(reply.status).toBe(200);
  expect(reply.body).toContain('Invite people');
  await world.slack.close({ user: adam, all: true });
});

test.each(byEach(['view_closed'], ['message_action']))(
  '%s: %s is taken at once',
  async (way, type) => {
    const world = worldOf(way);
    const { user, team } = lastSent<Json>(world, 'block_actions');
    const payload = { type, user, team, callback_id: 'x', trigger_id: '1.2.x', view: { id: 'V1' } };
    expect(await sendPayload(world, 'interactive', payload)).toMatchObject(taken);
  },
);

test.each(
  byEach<[string, unknown, string]>(
    ['view.state.values', 'sesame', 'Invalid input: expected record, received string'],
    ['trigger_id', 'sesame\u0001', expect.stringContaining('must match pattern')],
  ),
)(
  '%s: a %s that cannot be used is refused, and the log says where, and never what',
  async (way, field, value, problem) => {
    const world = worldOf(way);
    const press = withField(await tabPress(world, 'members'), field, value);
    // By Socket Mode a refusal is that no answer comes.
    const reply =
      way === 'HTTP'
        ? await sendPayload(world, 'interactive', press)
        : await world.slack.sockets.send('interactive', press, 0, 1000);
    expect(reply.status).toBe(way === 'HTTP' ? 400 : 0);
    const told = { level: 40, kind: 'block_actions', field, problem };
    expect(world.logs).toContainEqual(expect.objectContaining(told));
    expect(JSON.stringify(world.logs)).not.toContain('sesame');
  },
);

const opened = { type: 'app_home_opened', user: adam, channel: 'D0' };
const contextOnly = { team_id: undefined, context_team_id: 'T0SANDBOX' };
const mia = { id: 'U0MIA', team_id: 'T0SANDBOX', deleted: false };

test.each(
  byEach<[string, Json]>(
    ['no tab', event(opened)],
    ['a blank tab', event({ ...opened, tab: '' })],
    ['the team in its context only', event(opened, contextOnly)],
    ['an authorization without a team', event(opened, { authorizations: [{ is_bot: true }] })],
    ['no authorizations', event(opened, { authorizations: [] })],
    ['null among the authorizations', event(opened, { authorizations: [null] })],
  ),
)('%s: Home is shown when it is opened with %s', async (way, _what, envelope) => {
  const world = worldOf(way);
  const replied = sendPayload(world, 'events_api', envelope);
  await homeAfter(world, adam, () => replied);
  expect(await replied).toMatchObject(taken);
});

test.each(
  byEach<[string, Json, Json]>(
    ['a Home of nobody', event({ type: 'app_home_opened', tab: 'home' }), { field: 'event.user' }],
    ['a change of nobody', event({ type: 'user_change', user: {} }), { field: 'event.user' }],
    [
      'an event of no team',
      event(opened, { team_id: undefined }),
      { msg: 'request of another Slack team refused' },
    ],
    [
      'that Slack holds events back',
      { type: 'app_rate_limited', team_id: 'T0SANDBOX', minute_rate_limited: 1 },
      { level: 40, msg: expect.stringContaining('Slack holds back events') },
    ],
  ),
)('%s: takes %s, and says so in the log', async (way, _what, payload, said) => {
  const world = worldOf(way);
  expect(await sendPayload(world, 'events_api', payload)).toMatchObject(taken);
  await expect.poll(() => world.logs).toContainEqual(expect.objectContaining(said));
});

test.each(ways)('%s: operators see that Slack holds events back', async (way) => {
  const world = worldOf(way);
  const payload = { type: 'app_rate_limited', team_id: 'T0SANDBOX', minute_rate_limited: 1 };
  await sendPayload(world, 'events_api', payload);

  await expect
    .poll(async () => await (await world.get('/readyz')).json())
    .toMatchObject({ ready: true, eventsHeldBack: true });
  expect(await (await world.get('/metrics')).text()).toMatch(
    /^slack_events_held_back_total [1-9]/m,
  );
});

test.each(
  byEach<[string, Json]>(
    ['an event that nobody listens to', { type: 'channel_left', channel: null, user: null }],
    ['revoked tokens without tokens', { type: 'tokens_revoked', tokens: [] }],
    ['a profile that is an empty list', { type: 'user_change', user: { ...mia, profile: [] } }],
    ['a profile that is null', { type: 'team_join', user: { ...mia, profile: null } }],
  ),
)('%s: takes %s without a word', async (way, _what, told) => {
  const world = worldOf(way);
  const said = world.logs.length;
  expect(await sendPayload(world, 'events_api', event(told))).toMatchObject(taken);
  expect(world.logs.slice(said)).toEqual([]);
});

test.each(byEach<[unknown]>([undefined], [''], [null]))(
  '%s: warns about a link that %j has posted',
  async (way, user) => {
    const world = worldOf(way);
    const { path } = await invite(world, `posted-${String(user)}@example.com`);
    const url = `${world.config.publicUrl}${path}`;
    const seen = byApp(world).length;
    const message = await world.slack.post({ user: 'U0MIA', channel, text: 'by a workflow' });
    message.links = [url];
    const links = [{ url, domain: 'localhost' }];
    const shared = { type: 'link_shared', user, channel, message_ts: message.ts, links };
    expect(await sendPayload(world, 'events_api', event(shared))).toMatchObject(taken);
    const warning = await world.slack.until(() => byApp(world)[seen], 15_000);
    expect(wordsOf(warning)).toContain('whoever uses it first');
    expect(linesOf(warning.blocks).join()).not.toContain('Posted by');
    await world.slack.until(() => world.slack.unfurls(channel, message.ts)[url], 15_000);
  },
);

function byApp(world: World) {
  return world.slack.messages(channel).filter((message) => message.byApp);
}
