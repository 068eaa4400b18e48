import { ErrorCode, type WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultUsers } from '../../src/slack/cast.ts';
import { findMethod, pretendMethods } from '../../src/slack/methods/pretend-methods.ts';
import { type PretendSlack, startPretendSlack } from '../../src/slack/pretend-slack.ts';
import { button, chars, divider, homeOf, modalOf, plain } from '../support/block-kit-samples.ts';
import { clientOf, errorOf } from '../support/slack-client.ts';

const secrets = { signingSecret: 'shhh', botToken: 'xoxb-test' };

let slack: PretendSlack;
let client: WebClient;

beforeEach(async () => {
  slack = await startPretendSlack({
    ...secrets,
    users: [
      ...defaultUsers,
      {
        id: 'U0DEE',
        name: 'dee',
        realName: 'Dee',
        email: 'dee@example.com',
        deleted: true,
        tz: 'UTC',
      },
      { id: 'U0ALF', name: 'alf', realName: 'Alf', teamId: 'T0OTHER', tz: 'UTC' },
    ],
  });
  client = clientOf(slack, secrets.botToken);
});
afterEach(() => slack.stop());

describe('tokens', () => {
  it('tells who the token belongs to, and its scopes', async () => {
    const answer = await client.auth.test();
    expect(answer).toMatchObject({ ok: true, team_id: 'T0SANDBOX', bot_id: 'B0APP' });
    expect(answer.response_metadata?.scopes).toContain('chat:write');
  });

  it('refuses a wrong token, no token, and the token of a removed app', async () => {
    expect(await errorOf(clientOf(slack, 'xoxb-wrong').auth.test())).toBe('invalid_auth');
    expect(await errorOf(clientOf(slack).auth.test())).toBe('not_authed');
    slack.state.installed = false;
    expect(await errorOf(client.auth.test())).toBe('account_inactive');
    expect(slack.calls.map((call) => call.token)).toEqual(['wrong', 'none', 'bot']);
    slack.install();
    await client.auth.test();
  });

  it('never records a token', async () => {
    await client.auth.test({ token: secrets.botToken });
    expect(JSON.stringify(slack.calls)).not.toContain('xoxb');
  });

  it('refuses a method for which the app has no scope', async () => {
    slack.state.scopes = ['users:read'];
    expect(await errorOf(client.users.lookupByEmail({ email: 'mia@example.com' }))).toBe(
      'missing_scope',
    );
    const { user } = await client.users.info({ user: 'U0MIA' });
    expect(user?.profile?.email).toBeUndefined();
  });

  it('refuses a method that it does not have, and says so', async () => {
    expect(await errorOf(client.apiCall('chat.sing'))).toBe('unknown_method');
    expect(slack.refusals).toMatchObject([{ where: 'chat.sing', problems: ['unknown_method'] }]);
    expect(findMethod('constructor')).toBeUndefined();
    expect(Object.keys(pretendMethods)).toContain('chat.unfurl');
  });
});

describe('people', () => {
  it('describes a person, with the locale only when asked', async () => {
    const { user } = await client.users.info({ user: 'U0OLGA' });
    expect(user).toMatchObject({
      id: 'U0OLGA',
      team_id: 'T0SANDBOX',
      is_owner: true,
      is_primary_owner: true,
      is_admin: true,
      is_restricted: false,
      tz: 'Europe/Berlin',
      profile: { email: 'olga@example.com', display_name: 'olga' },
    });
    expect(user?.locale).toBeUndefined();
    const asked = await client.users.info({ user: 'U0OLGA', include_locale: true });
    expect(asked.user?.locale).toBe('en-US');
    expect(await errorOf(client.users.info({ user: 'U404' }))).toBe('user_not_found');
  });

  it('tells guests, deactivated people and strangers apart', async () => {
    const info = async (user: string) => (await client.users.info({ user })).user;
    expect(await info('U0GUS')).toMatchObject({ is_restricted: true, is_admin: false });
    const gone = await info('U0DEE');
    expect(gone).toMatchObject({ deleted: true });
    expect(gone).not.toHaveProperty('is_admin');
    expect(await info('U0ALF')).toMatchObject({ team_id: 'T0OTHER', is_stranger: true });
  });

  it('finds by address whatever the case, but nobody deactivated', async () => {
    const { user } = await client.users.lookupByEmail({ email: 'MIA@Example.com' });
    expect(user?.id).toBe('U0MIA');
    const find = (email: string) => errorOf(client.users.lookupByEmail({ email }));
    expect(await find('dee@example.com')).toBe('users_not_found');
    expect(await find('nobody@example.com')).toBe('users_not_found');
  });

  it('lists people page by page, bots and Slackbot too, no strangers', async () => {
    const seen: string[] = [];
    for await (const page of client.paginate('users.list', { limit: 3 })) {
      const { members } = page as { members?: { id: string }[] };
      seen.push(...(members ?? []).map((member) => member.id));
    }
    expect(seen).toEqual([
      ...['U0OLGA', 'U0ADAM', 'U0MIA', 'U0GUS', 'U0DEE'],
      ...['U0APP', 'USLACKBOT'],
    ]);
    expect(await errorOf(client.users.list({ cursor: 'bm9wZQ==' }))).toBe('invalid_cursor');
  });

  it('describes the team', async () => {
    expect(await client.team.info()).toMatchObject({
      team: { id: 'T0SANDBOX', domain: 'sandbox' },
    });
  });
});

describe('messages', () => {
  it('posts to a channel and to a person', async () => {
    const posted = await client.chat.postMessage({ channel: 'C0GENERAL', text: 'Hello' });
    const direct = await client.chat.postMessage({ channel: 'U0MIA', text: 'Hi Mia' });
    expect(slack.messages('C0GENERAL')).toMatchObject([{ ts: posted.ts, text: 'Hello' }]);
    expect(slack.dms('U0MIA')).toMatchObject([{ text: 'Hi Mia', byApp: true }]);
    const opened = await client.conversations.open({ users: 'U0MIA' });
    expect(direct.channel).toBe(opened.channel?.id);
  });

  it('answers as Slack where the app may not post', async () => {
    const post = (channel: string) => errorOf(client.chat.postMessage({ channel, text: 'x' }));
    expect(await post('C0SECRET')).toBe('channel_not_found');
    expect(await post('C404')).toBe('channel_not_found');
    expect(await post('U0DEE')).toBe('channel_not_found');
    expect(await post('U0ALF')).toBe('channel_not_found');
    expect(await errorOf(client.conversations.open({ users: 'U0ALF' }))).toBe('user_not_visible');
    await client.chat.postMessage({ channel: 'C0RANDOM', text: 'by chat:write.public' });
    slack.state.scopes = ['chat:write'];
    expect(await post('C0RANDOM')).toBe('not_in_channel');
  });

  it('shows a message to one person only where both are', async () => {
    const show = (channel: string, user: string) =>
      client.chat.postEphemeral({ channel, user, text: 'psst' });
    await show('C0GENERAL', 'U0MIA');
    expect(slack.ephemerals('U0MIA', 'C0GENERAL')).toMatchObject([{ text: 'psst', from: 'app' }]);
    expect(slack.ephemerals('U0ADAM')).toEqual([]);
    expect(await errorOf(show('C0GENERAL', 'U0GUS'))).toBe('user_not_in_channel');
    expect(await errorOf(show('C0RANDOM', 'U0MIA'))).toBe('not_in_channel');
    expect(await errorOf(show('C0SECRET', 'U0MIA'))).toBe('channel_not_found');
  });

  it('changes its own messages only, and keeps what is left out', async () => {
    const blocks = [{ type: 'divider' as const }];
    const { ts = '' } = await client.chat.postMessage({ channel: 'C0GENERAL', text: 'a', blocks });
    await client.chat.update({ channel: 'C0GENERAL', ts, text: 'b' });
    expect(slack.messages('C0GENERAL')).toMatchObject([{ text: 'b', blocks, edited: true }]);
    slack.connect('http://127.0.0.1:9');
    const theirs = await slack.post({ user: 'U0MIA', channel: 'C0GENERAL', text: 'mine' });
    const change = (at: string) =>
      errorOf(client.chat.update({ channel: 'C0GENERAL', ts: at, text: 'c' }));
    expect(await change(theirs.ts)).toBe('cant_update_message');
    expect(await change('1.000000')).toBe('message_not_found');
  });

  it('refuses what Block Kit does not allow, with the place', async () => {
    const blocks = [{ type: 'header' as const, text: plain(chars(151)) as never }];
    const call = client.chat.postMessage({ channel: 'C0GENERAL', text: 'x', blocks });
    await expect(call).rejects.toMatchObject({
      code: ErrorCode.PlatformError,
      data: {
        error: 'invalid_blocks',
        response_metadata: {
          messages: ['[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]'],
        },
      },
    });
    expect(slack.refusals).toHaveLength(1);
    expect(await errorOf(client.chat.postMessage({ channel: 'C0GENERAL', text: '' }))).toBe(
      'no_text',
    );
  });

  it('tells about channels that the app may see', async () => {
    const { channel } = await client.conversations.info({ channel: 'C0RANDOM' });
    expect(channel).toMatchObject({ name: 'random', is_member: false, is_private: false });
    expect(await errorOf(client.conversations.info({ channel: 'C0SECRET' }))).toBe(
      'channel_not_found',
    );
  });
});

describe('the Home tab', () => {
  it('is published per person, and refuses a stale hash', async () => {
    const view = homeOf([{ type: 'actions', elements: [button()] }]) as never;
    const first = await client.views.publish({ user_id: 'U0MIA', view });
    const second = await client.views.publish({ user_id: 'U0MIA', view });
    expect(second.view?.id).toBe(first.view?.id);
    const hash = first.view?.hash ?? '';
    expect(await errorOf(client.views.publish({ user_id: 'U0MIA', view, hash }))).toBe(
      'hash_conflict',
    );
    expect(slack.home('U0MIA')?.blocks).toHaveLength(1);
    expect(slack.home('U0ADAM')).toBeUndefined();
  });

  it('refuses a modal, a view of more than 250 kB, and an unknown person', async () => {
    const publish = (view: unknown, user_id = 'U0MIA') =>
      errorOf(client.views.publish({ user_id, view: view as never }));
    expect(await publish(modalOf([divider]))).toBe('invalid_arguments');
    expect(await publish(homeOf([], { callback_id: chars(250_000) }))).toBe('view_too_large');
    expect(await publish(homeOf([]), 'U404')).toBe('user_not_found');
    expect(slack.home('U0MIA')).toBeUndefined();
  });
});
