import type { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaultUsers } from '../../src/slack/cast.ts';
import { type PretendSlack, startPretendSlack } from '../../src/slack/pretend-slack.ts';
import { chars } from '../support/block-kit-samples.ts';
import { clientOf } from '../support/slack-client.ts';

let slack: PretendSlack;
let client: WebClient;

beforeEach(async () => {
  const gone = { id: 'U0DEE', name: 'dee', realName: 'Dee', deleted: true, tz: 'UTC' };
  const users = [...defaultUsers, gone];
  slack = await startPretendSlack({ signingSecret: 'shhh', botToken: 'xoxb-1', users });
  client = clientOf(slack, 'xoxb-1');
});
afterEach(() => slack.stop());

const posted = { channel: 'C0GENERAL', text: 'x' };
const unfurls = { 'http://localhost/': { text: 'x' } };

const refused: [string, (call: WebClient) => Promise<unknown>, string][] = [
  ['a bot', (it) => it.conversations.open({ users: 'U0APP' }), 'cannot_dm_bot'],
  [
    'a bot’s messages',
    (it) => it.chat.postMessage({ channel: 'U0APP', text: 'x' }),
    'cannot_dm_bot',
  ],
  ['who is gone', (it) => it.conversations.open({ users: 'U0DEE' }), 'user_disabled'],
  ['nobody', (it) => it.conversations.open({ users: 'U404' }), 'user_not_found'],
  ['several', (it) => it.conversations.open({ users: 'U0MIA,U0ADAM' }), 'not_enough_users'],
  ['no one to open', (it) => it.apiCall('conversations.open'), 'invalid_arguments'],
  ['too many at once', (it) => it.users.list({ limit: 1001 }), 'invalid_limit'],
  ['a long text', (it) => it.chat.postMessage({ ...posted, text: chars(40_001) }), 'msg_too_long'],
  [
    'blocks that are none',
    (it) => it.apiCall('chat.postMessage', { ...posted, blocks: '{}' }),
    'invalid_blocks_format',
  ],
  [
    'no change',
    (it) => it.chat.update({ channel: 'C0GENERAL', ts: '1.0', text: 'x' }),
    'message_not_found',
  ],
  [
    'a place that is not there',
    (it) => it.chat.unfurl({ channel: 'C404', ts: '1.0', unfurls }),
    'cannot_find_channel',
  ],
  [
    'a link of nobody',
    (it) => it.chat.unfurl({ channel: 'C0GENERAL', ts: '1.0', unfurls }),
    'cannot_find_message',
  ],
  [
    'a Home of nobody',
    (it) => it.views.publish({ user_id: 'U404', view: { type: 'home', blocks: [] } }),
    'user_not_found',
  ],
];

it.each(refused)('refuses %s', async (_what, call, error) => {
  await expect(call(client)).rejects.toMatchObject({ data: { error } });
});

it('wants something to show below links', async () => {
  slack.connect('http://127.0.0.1:9');
  const text = 'http://localhost/';
  const { channel, ts } = await slack.post({ user: 'U0MIA', channel: 'C0GENERAL', text });
  const call = client.chat.unfurl({ channel, ts, unfurls: {} });
  await expect(call).rejects.toMatchObject({ data: { error: 'missing_unfurls' } });
});

it('answers a body that is no JSON, and goes on', async () => {
  const answer = await fetch(`${slack.apiUrl}auth.test`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{ half',
  });
  expect([answer.status, await answer.json()]).toEqual([400, { ok: false, error: 'invalid_json' }]);
  await client.auth.test();
});
