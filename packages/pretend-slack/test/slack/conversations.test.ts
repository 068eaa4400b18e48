import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  actions,
  button,
  chars,
  homeOf,
  inputOf,
  modalOf,
  option,
  plain,
} from '../support/block-kit-samples.ts';
import { type BoltTeam, startBoltTeam } from '../support/bolt-team.ts';

let team: BoltTeam;
let nowMs: number;
let seen: Record<string, unknown>[];
/** What the app does with a press of `row`. */
let onRow: (respond: (message: never) => Promise<unknown>) => Promise<unknown>;

const menu = {
  type: 'overflow',
  action_id: 'menu',
  options: [option('resend'), option('revoke')],
};
const rows = [
  actions(button({ action_id: 'row', value: 'a' }), menu),
  actions(button({ action_id: 'row', value: 'b' })),
];
const search = inputOf(
  { type: 'plain_text_input', action_id: 'search' },
  { block_id: 'search', dispatch_action: true },
);
const pick = actions({ type: 'external_select', action_id: 'pick', min_query_length: 1 });

function register(app: App): void {
  app.command('/say', async ({ ack, command }) => {
    seen.push(command);
    if (command.text === 'nothing') return ack();
    if (command.text === 'blocks') return ack({ text: 'fallback', blocks: rows as never });
    if (command.text === 'bad')
      return ack({ blocks: [{ type: 'header', text: plain('') }] as never });
    return ack(`You said ${command.text}`);
  });
  app.command('/later', async ({ ack, respond }) => {
    await ack();
    for (const n of [1, 2, 3, 4, 5, 6]) {
      await respond({ text: `answer ${n}` }).catch((error) => seen.push(error));
    }
  });
  app.shortcut('invite_member', async ({ ack, shortcut, client }) => {
    await ack();
    await client.views.open({ trigger_id: shortcut.trigger_id, view: modalOf(rows) as never });
  });
  app.event('app_home_opened', async ({ event, client, body }) => {
    seen.push({ ...event, event_id: body.event_id });
    const view = homeOf([...rows, search, pick]) as never;
    await client.views.publish({ user_id: event.user, view });
  });
  app.action('row', async ({ ack, respond, body }) => {
    await ack();
    seen.push(body as never);
    await onRow(respond as never);
  });
  app.action(/menu|search|pick/, async ({ ack, body }) => {
    await ack();
    seen.push(body as never);
  });
  app.options('pick', async ({ ack, payload }) => {
    if (payload.value === 'long') return ack({ options: [option(chars(76))] as never });
    return ack({ options: [option(`${payload.value}1`), option(`${payload.value}2`)] as never });
  });
}

beforeEach(async () => {
  nowMs = Date.parse('2026-11-22T10:00:00Z');
  seen = [];
  onRow = async () => undefined;
  team = await startBoltTeam(register, { now: () => nowMs });
});
afterEach(() => team.stop());

describe('commands', () => {
  it('carry what the real ones do, mentions and links encoded', async () => {
    const text = 'hi @mia see https://a.example/x?a=1&b=2. <mailto:a@b.co|a@b.co> & more';
    const reply = await team.slack.command({ user: 'U0ADAM', command: '/say', text });
    expect(reply.status).toBe(200);
    expect(seen).toMatchObject([
      {
        command: '/say',
        user_id: 'U0ADAM',
        user_name: 'adam',
        team_id: 'T0SANDBOX',
        channel_name: 'general',
        is_enterprise_install: 'false',
        text: 'hi <@U0MIA|mia> see <https://a.example/x?a=1&amp;b=2>. <mailto:a@b.co|a@b.co> &amp; more',
      },
    ]);
  });

  it('show the answer to who typed them, text or blocks or nothing', async () => {
    const say = (text: string) => team.slack.command({ user: 'U0ADAM', command: '/say', text });
    await say('nothing');
    await say('hello');
    await say('blocks');
    expect(team.slack.ephemerals('U0ADAM')).toMatchObject([
      { text: 'You said hello', from: 'app', channel: 'C0GENERAL' },
      { text: 'fallback' },
    ]);
    expect(team.slack.ephemerals('U0ADAM')[1]?.blocks).toHaveLength(2);
    expect(team.slack.refusals).toEqual([]);
  });

  it('fail as Slack says when the answer is no good or nobody listens', async () => {
    await team.slack.command({ user: 'U0MIA', command: '/say', text: 'bad' });
    const { status } = await team.slack.command({ user: 'U0MIA', command: '/nope' });
    expect(status).toBe(404);
    expect(team.slack.ephemerals('U0MIA').map((one) => [one.from, one.text])).toEqual([
      ['slack', '/say failed with the error "dispatch_failed"'],
      ['slack', '/nope failed with the error "dispatch_failed"'],
    ]);
    expect(team.slack.refusals.map((one) => one.where)).toEqual(['command', 'command']);
  });

  it('may be answered later five times', async () => {
    await team.slack.command({ user: 'U0MIA', command: '/later' });
    await team.settled();
    expect(team.slack.ephemerals('U0MIA')).toHaveLength(5);
    expect(seen).toMatchObject([{ statusCode: 404 }]);
  });

  it('are refused by Bolt without the right signature', async () => {
    const body = new URLSearchParams({ command: '/say', text: 'x', team_id: 'T1' }).toString();
    expect((await team.slack.sendRaw({ body, signature: 'v0=00' })).status).toBe(401);
    expect((await team.slack.sendRaw({ body, signature: null })).status).toBe(401);
    const old = Math.floor(Date.now() / 1000) - 301;
    expect((await team.slack.sendRaw({ body, timestamp: old })).status).toBe(401);
    expect(seen).toEqual([]);
  });
});

describe('Home', () => {
  it('opens with the view once it was published', async () => {
    await team.slack.openHome('U0ADAM');
    await team.slack.until(() => team.slack.home('U0ADAM'));
    await team.slack.openHome('U0ADAM');
    await team.settled();
    expect(seen[0]).not.toHaveProperty('view');
    expect(seen[1]).toMatchObject({ tab: 'home', view: { type: 'home', app_id: 'A0APP' } });
    expect(seen[0]?.event_id).not.toBe(seen[1]?.event_id);
  });

  it('sends presses of buttons, menus and inputs, each as it is', async () => {
    const user = 'U0ADAM';
    await team.slack.openHome(user);
    await team.slack.until(() => team.slack.home(user));
    seen = [];
    await expect(team.slack.press({ user, actionId: 'row' })).rejects.toThrow('Several row here');
    await team.slack.press({ user, actionId: 'row', value: 'b' });
    await team.slack.press({ user, actionId: 'menu', value: 'revoke' });
    await team.slack.press({ user, actionId: 'search', value: 'ana' });
    const offered = await team.slack.suggest({ user, actionId: 'pick', query: 'x' });
    await team.slack.press({ user, actionId: 'pick', value: 'x2' });
    const firstActions = seen.map((body) => (body.actions as unknown[])[0]);
    expect(firstActions).toMatchObject([
      { type: 'button', value: 'b', action_id: 'row' },
      { type: 'overflow', selected_option: { value: 'revoke' } },
      { type: 'plain_text_input', block_id: 'search', value: 'ana' },
      { type: 'external_select', selected_option: offered[1] },
    ]);
    expect(seen.at(-1)).toMatchObject({
      container: { type: 'view' },
      view: { type: 'home', state: { values: { search: { search: { value: 'ana' } } } } },
      enterprise: null,
      is_enterprise_install: false,
    });
  });

  it('asks for options only from enough characters, and checks them', async () => {
    const user = 'U0ADAM';
    await team.slack.openHome(user);
    await team.slack.until(() => team.slack.home(user));
    expect(await team.slack.suggest({ user, actionId: 'pick', query: '' })).toEqual([]);
    expect(team.slack.refusals).toEqual([]);
    expect(await team.slack.suggest({ user, actionId: 'pick', query: 'long' })).toEqual([]);
    expect(team.slack.refusals).toMatchObject([{ where: 'block_suggestion' }]);
  });
});

describe('messages with buttons', () => {
  it('are replaced, deleted or answered through their response_url', async () => {
    const { client } = team.app;
    const user = 'U0ADAM';
    const post = { channel: 'C0GENERAL', text: 'rows', blocks: rows as never };
    await client.chat.postMessage(post);
    onRow = (respond) => respond({ text: 'done', replace_original: true } as never);
    await team.slack.press({ user, actionId: 'row', value: 'a' });
    await team.slack.until(() => team.slack.messages('C0GENERAL')[0]?.text === 'done');
    expect(seen[0]).toMatchObject({
      container: { type: 'message', channel_id: 'C0GENERAL', is_ephemeral: false },
      channel: { id: 'C0GENERAL', name: 'general' },
      message: { text: 'rows', bot_id: 'B0APP' },
    });
    await client.chat.postEphemeral({ ...post, user });
    const [ephemeral] = team.slack.ephemerals(user);
    onRow = (respond) => respond({ delete_original: true } as never);
    await team.slack.press({ user, actionId: 'row', value: 'a', in: ephemeral?.id ?? '' });
    await team.slack.until(() => team.slack.ephemerals(user).length === 0);
    expect(seen[1]).not.toHaveProperty('message');
    expect(seen[1]).toMatchObject({ container: { is_ephemeral: true } });
  });

  it('have no use for a response_url after half an hour', async () => {
    await team.app.client.chat.postMessage({ channel: 'U0MIA', text: 'x', blocks: rows as never });
    onRow = async (respond) => {
      nowMs += 30 * 60_000 + 1;
      await respond({ text: 'late' } as never).catch((error) => seen.push(error));
    };
    await team.slack.press({ user: 'U0MIA', actionId: 'row', value: 'a' });
    await team.settled();
    expect(seen[1]).toMatchObject({ statusCode: 404 });
    expect(team.slack.ephemerals('U0MIA')).toEqual([]);
  });
});

describe('shortcuts and events', () => {
  it('open modals from anywhere', async () => {
    await team.slack.shortcut({ user: 'U0MIA', callbackId: 'invite_member' });
    await team.slack.until(() => team.slack.modal('U0MIA'));
    expect(team.slack.modal('U0MIA')?.view.blocks).toHaveLength(2);
  });

  it('repeat an event as Slack does', async () => {
    const event = { type: 'app_home_opened', user: 'U0MIA', channel: 'D1', tab: 'home' };
    await team.slack.event(event, { eventId: 'Ev1' });
    await team.slack.event(event, { eventId: 'Ev1', retryNum: 1 });
    await team.settled();
    expect(seen.map((one) => one.event_id)).toEqual(['Ev1', 'Ev1']);
    expect(team.slack.requests).toHaveLength(2);
  });

  it('kill the token when the app is removed', async () => {
    const replies = await team.slack.uninstall();
    expect(replies.map((reply) => reply.status)).toEqual([200, 200]);
    await expect(team.app.client.auth.test()).rejects.toMatchObject({
      data: { error: 'account_inactive' },
    });
  });
});
