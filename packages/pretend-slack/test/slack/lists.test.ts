import type { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultUserGroups } from '../../src/slack/cast.ts';
import { type PretendSlack, startPretendSlack } from '../../src/slack/pretend-slack.ts';
import { encodeTyped } from '../../src/slack/typed-text.ts';
import { clientOf, errorOf } from '../support/slack-client.ts';

let slack: PretendSlack;
let client: WebClient;

beforeEach(async () => {
  slack = await startPretendSlack({
    signingSecret: 'shhh',
    botToken: 'xoxb-1',
    channels: [
      { id: 'C0GENERAL', name: 'general', hasApp: true },
      { id: 'C0RANDOM', name: 'random' },
      { id: 'C0STAFF', name: 'staff', isPrivate: true, hasApp: true, members: ['U0OLGA'] },
      { id: 'C0SECRET', name: 'secret', isPrivate: true },
    ],
    userGroups: [
      ...defaultUserGroups,
      { id: 'S0OLD', handle: 'old', name: 'Old team', members: ['U0GUS'], isDisabled: true },
    ],
  });
  client = clientOf(slack, 'xoxb-1');
});
afterEach(() => slack.stop());

const members = (channel: string, more: object = {}) =>
  client.conversations.members({ channel, ...more });

describe('conversations.members', () => {
  it('lists everybody page by page, bots too', async () => {
    const pages: unknown[] = [];
    for await (const page of client.paginate('conversations.members', {
      channel: 'C0GENERAL',
      limit: 3,
    })) {
      pages.push((page as { members?: unknown }).members);
    }
    expect(pages).toEqual([['U0OLGA', 'U0ADAM', 'U0MIA'], ['U0APP']]);
    expect((await members('C0RANDOM')).members).toEqual(['U0OLGA', 'U0ADAM', 'U0MIA']);
  });

  it('lists nobody who is deactivated', async () => {
    slack.connect('http://127.0.0.1:9');
    await slack.changePerson('U0MIA', { deleted: true });
    expect((await members('C0RANDOM')).members).toEqual(['U0OLGA', 'U0ADAM']);
  });

  it('shows private channels only to an app that is in them', async () => {
    expect((await members('C0STAFF')).members).toEqual(['U0OLGA', 'U0APP']);
    expect(await errorOf(members('C0SECRET'))).toBe('channel_not_found');
    expect(await errorOf(members('C404'))).toBe('channel_not_found');
  });

  it.each([
    [{ limit: 1001 }, 'invalid_limit'],
    [{ limit: -1 }, 'invalid_limit'],
    [{ limit: 'many' }, 'invalid_limit'],
    [{ cursor: 'bm9wZQ==' }, 'invalid_cursor'],
  ])('refuses %j', async (more, error) => {
    expect(await errorOf(members('C0RANDOM', more))).toBe(error);
  });
});

describe('a conversation', () => {
  const info = (channel: string, more: object = {}) =>
    client.conversations.info({ channel, ...more });

  it('is described, with the number of its members when asked', async () => {
    const { channel } = await info('C0STAFF', { include_num_members: true });
    expect(channel).toMatchObject({
      name: 'staff',
      is_channel: true,
      is_group: false,
      is_private: true,
      is_member: true,
      num_members: 2,
    });
    expect((await info('C0STAFF')).channel).not.toHaveProperty('num_members');
  });

  it('takes the scope for its kind', async () => {
    slack.state.scopes = ['channels:read'];
    expect(await errorOf(info('C0GENERAL'))).toBe('ok');
    expect(await errorOf(info('C0STAFF'))).toBe('missing_scope');
    expect(slack.refusals).toMatchObject([{ problems: ['missing_scope: groups:read'] }]);
    slack.state.scopes = ['groups:read'];
    expect(await errorOf(members('C0STAFF'))).toBe('ok');
    expect(await errorOf(members('C0GENERAL'))).toBe('missing_scope');
    slack.state.scopes = ['chat:write'];
    await expect(members('C0GENERAL')).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'channels:read,groups:read,im:read' },
    });
  });
});

describe('user groups', () => {
  const inGroup = (usergroup: string, more: object = {}) =>
    client.usergroups.users.list({ usergroup, ...more });

  it('are listed; disabled ones, counts and people only when asked', async () => {
    const { usergroups } = await client.usergroups.list();
    expect(usergroups).toMatchObject([
      { id: 'S0DESIGN', handle: 'design', name: 'Design team', team_id: 'T0SANDBOX' },
    ]);
    expect(usergroups?.[0]).not.toHaveProperty('users');
    const asked = { include_users: true, include_count: true, include_disabled: true };
    expect((await client.usergroups.list(asked)).usergroups).toMatchObject([
      { id: 'S0DESIGN', users: ['U0MIA', 'U0ADAM'], user_count: 2, date_delete: 0 },
      { id: 'S0OLD', user_count: 1, date_delete: expect.any(Number) },
    ]);
  });

  it('tell who is in them', async () => {
    expect((await inGroup('S0DESIGN')).users).toEqual(['U0MIA', 'U0ADAM']);
    expect(await errorOf(inGroup('S404'))).toBe('no_such_subteam');
    expect(await errorOf(inGroup('S0OLD'))).toBe('no_such_subteam');
    expect((await inGroup('S0OLD', { include_disabled: true })).users).toEqual(['U0GUS']);
  });

  it('take a paid plan', async () => {
    slack.state.team.hasUserGroups = false;
    expect(await errorOf(client.usergroups.list())).toBe('plan_upgrade_required');
    expect(await errorOf(inGroup('S0DESIGN'))).toBe('plan_upgrade_required');
    expect(encodeTyped(slack.state, '@design')).toBe('@design');
  });

  it('take their scope', async () => {
    slack.state.scopes = ['users:read'];
    expect(await errorOf(client.usergroups.list())).toBe('missing_scope');
    expect(await errorOf(inGroup('S0DESIGN'))).toBe('missing_scope');
  });

  it('are mentioned by their handle', () => {
    const typed = 'Ask @Design, @mia, @old and @nobody';
    expect(encodeTyped(slack.state, typed)).toBe(
      'Ask <!subteam^S0DESIGN|@design>, <@U0MIA|mia>, @old and @nobody',
    );
  });
});
