import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultChannels, defaultUsers } from '../../src/slack/cast.ts';
import { actions, button, marked, richSection } from '../support/block-kit-samples.ts';
import { type BoltTeam, startBoltTeam } from '../support/bolt-team.ts';

let team: BoltTeam;
let events: Record<string, unknown>[];
let pressed: Record<string, unknown>[];

const section = { type: 'section', text: marked('An invite link') };

function register(app: App): void {
  app.event('link_shared', async ({ event, client, body }) => {
    const shared = event as unknown as Record<string, string> & { links: { url: string }[] };
    events.push({
      ...event,
      ext: (body as { is_ext_shared_channel?: boolean }).is_ext_shared_channel,
    });
    const blocks = [section, actions(button({ action_id: 'fine' }))] as never;
    const unfurls = Object.fromEntries(shared.links.map((link) => [link.url, { blocks }]));
    const { unfurl_id = '', source, channel = '', message_ts: ts = '' } = shared;
    const target =
      source === 'composer' ? { unfurl_id, source: 'composer' as const } : { channel, ts };
    await client.chat.unfurl({ ...target, unfurls });
  });
  app.action('fine', async ({ ack, body }) => {
    await ack();
    pressed.push(body as never);
  });
}

beforeEach(async () => {
  events = [];
  pressed = [];
  team = await startBoltTeam(register, {
    unfurlDomains: ['join.example.com'],
    users: [
      ...defaultUsers,
      { id: 'U0ALF', name: 'alf', realName: 'Alf', teamId: 'T0OTHER', tz: 'UTC' },
    ],
    channels: [
      ...defaultChannels,
      {
        id: 'C0SHARED',
        name: 'shared',
        members: ['U0MIA', 'U0ALF'],
        isExtShared: true,
        hasApp: true,
      },
    ],
  });
});
afterEach(() => team.stop());

const url = 'https://join.example.com:8443/join/abc?x=1&y=2';

describe('posting links', () => {
  it('tells the app of its own links, wherever they are posted, and shows its unfurl', async () => {
    const text = `Join: ${url}, or https://example.com/join/abc`;
    const message = await team.slack.post({ user: 'U0MIA', channel: 'C0SECRET', text });
    await team.slack.until(() => team.slack.unfurls('C0SECRET', message.ts)[url]);
    expect(events).toMatchObject([
      {
        user: 'U0MIA',
        channel: 'C0SECRET',
        message_ts: message.ts,
        source: 'conversations_history',
        is_bot_user_member: false,
        links: [{ url, domain: 'join.example.com' }],
        ext: false,
      },
    ]);
    expect(message.text).toContain('<https://join.example.com:8443/join/abc?x=1&amp;y=2>,');
    expect(team.slack.refusals).toEqual([]);
  });

  it('says in which thread, and that a channel is shared', async () => {
    await team.slack.post({ user: 'U0MIA', channel: 'C0SHARED', text: url, threadTs: '1.000001' });
    expect(events).toMatchObject([{ thread_ts: '1.000001', ext: true, is_bot_user_member: true }]);
  });

  it('keeps to itself what has no such link or is posted from another organisation', async () => {
    await team.slack.post({
      user: 'U0MIA',
      channel: 'C0GENERAL',
      text: 'http://localhost:3000/join/a',
    });
    await team.slack.post({ user: 'U0ALF', channel: 'C0SHARED', text: url });
    expect(team.slack.requests).toEqual([]);
    const outside = { user: 'U0GUS', channel: 'C0SECRET', text: url };
    await expect(team.slack.post(outside)).rejects.toThrow('U0GUS is not in C0SECRET');
  });

  it('tells of links that are still being written', async () => {
    const act = { user: 'U0MIA', channel: 'C0GENERAL', text: url };
    const { unfurlId, status } = await team.slack.compose(act);
    expect(status).toBe(200);
    await team.slack.until(() => team.slack.unfurls('COMPOSER', unfurlId)[url]);
    expect(events).toMatchObject([
      { channel: 'COMPOSER', source: 'composer', message_ts: unfurlId, unfurl_id: unfurlId },
    ]);
    const none = await team.slack.compose({ ...act, text: 'no link' });
    expect(none.status).toBe(0);
    expect(team.slack.messages('C0GENERAL')).toEqual([]);
  });

  it('lets people press what stands in an unfurl', async () => {
    const { channel, ts } = await team.slack.post({
      user: 'U0MIA',
      channel: 'C0GENERAL',
      text: url,
    });
    await team.slack.until(() => team.slack.unfurls(channel, ts)[url]);
    await team.slack.press({ user: 'U0MIA', actionId: 'fine', in: { channel, ts } });
    expect(pressed).toMatchObject([
      {
        container: { is_app_unfurl: true, app_unfurl_url: url, message_ts: ts },
        app_unfurl: { app_unfurl_url: url },
      },
    ]);
    expect(pressed[0]).not.toHaveProperty('message');
  });
});

describe('chat.unfurl', () => {
  it('refuses other links, other messages and rich text', async () => {
    const { channel, ts } = await team.slack.post({
      user: 'U0MIA',
      channel: 'C0GENERAL',
      text: url,
    });
    await team.slack.until(() => team.slack.unfurls(channel, ts)[url]);
    const unfurl = (key: string, blocks: unknown[], at = ts) =>
      team.app.client.chat
        .unfurl({ channel, ts: at, unfurls: { [key]: { blocks: blocks as never } } })
        .then(
          () => 'ok',
          (error: { data: { error: string } }) => error.data.error,
        );
    const richText = { type: 'rich_text', elements: [richSection({ type: 'text', text: 'x' })] };
    expect(await unfurl(url, [section])).toBe('ok');
    expect(await unfurl(`${url}&z`, [section])).toBe('cannot_unfurl_url');
    expect(await unfurl(url, [richText])).toBe('invalid_blocks');
    expect(await unfurl(url, [section], '1.000000')).toBe('cannot_find_message');
    expect(team.slack.unfurls(channel, ts)[url]).toMatchObject({ id: 1, blocks: [section] });
    expect(team.slack.refusals.map((one) => one.where)).toEqual(['chat.unfurl', 'chat.unfurl']);
  });
});
