import type { AppsManifestCreateArguments } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PretendSlack, startPretendSlack } from '../../src/slack/pretend-slack.ts';
import { chars } from '../support/block-kit-samples.ts';
import { answerChallenges } from '../support/challenged.ts';
import { clientOf, errorOf } from '../support/slack-client.ts';

const manifest: AppsManifestCreateArguments['manifest'] = {
  display_information: { name: 'Helper' },
  features: {
    bot_user: { display_name: 'helper' },
    slash_commands: [
      { command: '/help-me', description: 'Helps', url: 'https://help.example/slack/events' },
    ],
  },
  oauth_config: { scopes: { bot: ['commands', 'chat:write'] } },
  settings: {
    event_subscriptions: {
      request_url: 'https://help.example/slack/events',
      bot_events: ['app_home_opened'],
    },
  },
};
const commandsCalled = (...names: string[]) =>
  change(
    'features',
    'slash_commands',
    names.map((command) => ({ ...manifest.features?.slash_commands?.[0], command })),
  );

let now: number;
let slack: PretendSlack;
beforeEach(async () => {
  now = Date.now();
  slack = await startPretendSlack({
    signingSecret: 'shhh',
    botToken: 'xoxb-1',
    now: () => now,
    allowedCommands: ['/invite'],
  });
});
afterEach(() => slack.stop());

type Answer = { ok: boolean; error?: string; errors?: unknown } & Record<string, unknown>;

/** Calls a method as a form, as people do who have no client; nothing is thrown. */
async function call(method: string, token: string, args: Record<string, string>): Promise<Answer> {
  const response = await fetch(slack.apiUrl + method, {
    method: 'POST',
    headers: token ? { authorization: `Bearer ${token}` } : {},
    body: new URLSearchParams(args),
  });
  return (await response.json()) as Answer;
}

const validate = (value: unknown, token = slack.configTokens().token) =>
  call('apps.manifest.validate', token, {
    manifest: typeof value === 'string' ? value : JSON.stringify(value),
  });

describe('apps.manifest.validate', () => {
  it('takes what Slack takes, and changes nothing', async () => {
    expect(await validate(manifest)).toEqual({ ok: true });
    await clientOf(slack, 'xoxb-1').auth.test();
  });

  it.each([
    ['a name that Slack has itself', commandsCalled('/help-me', '/me')],
    ['a name in capitals', commandsCalled('/Help')],
    ['a name with a blank', commandsCalled('/help me')],
  ])('refuses all commands because of %s', async (_what, value) => {
    expect(await validate(value)).toEqual({
      ok: false,
      error: 'invalid_manifest',
      errors: [
        {
          code: 'invalid_name',
          message: 'The slash command has an invalid name',
          pointer: '/features/slash_commands',
        },
      ],
    });
  });

  it('takes one of Slack’s names where it is told to', async () => {
    expect(await validate(commandsCalled('/invite'))).toEqual({ ok: true });
  });

  it.each([
    ['/features/slash_commands', commandsCalled('/help-me', '/help-me')],
    [
      '/features/slash_commands/0/description',
      change('features', 'slash_commands', [{ command: '/a', description: chars(2001) }]),
    ],
    [
      '/features/slash_commands',
      change('features', 'slash_commands', [{ command: '/a', description: 'A' }]),
    ],
    ['/settings', change('settings', 'socket_mode', true)],
    [
      '/settings/event_subscriptions',
      change('settings', 'event_subscriptions', { bot_events: ['team_join'] }),
    ],
    ['/settings/interactivity', change('settings', 'interactivity', { is_enabled: true })],
    ['/features/unfurl_domains/0', change('features', 'unfurl_domains', ['https://help.example'])],
    ['/', 'features: {}'],
  ])('points at %s', async (pointer, value) => {
    const answer = await validate(value);

    expect(answer.error).toBe('invalid_manifest');
    expect(answer.errors).toContainEqual(expect.objectContaining({ pointer }));
  });

  it('wants a token of its own, for 12 hours', async () => {
    const { token } = slack.configTokens();
    expect((await validate(manifest, '')).error).toBe('not_authed');
    expect((await validate(manifest, 'xoxb-1')).error).toBe('not_allowed_token_type');
    expect((await validate(manifest, 'xoxe.xoxp-1-wrong')).error).toBe('invalid_auth');
    expect(await errorOf(clientOf(slack, token).auth.test())).toBe('not_allowed_token_type');

    now += 12 * 3_600_000;
    expect((await validate(manifest, token)).error).toBe('token_expired');
  });
});

describe('apps.manifest.create', () => {
  it('makes the app that teams install from then on', async () => {
    const client = clientOf(slack, slack.configTokens().token);
    const created = await client.apps.manifest.create({ manifest });

    expect(created).toMatchObject({ ok: true, app_id: slack.state.app.id, team_id: 'T0SANDBOX' });
    const { client_id = '', client_secret = '' } = created.credentials ?? {};
    expect(created.credentials?.signing_secret).toMatch(/^[0-9a-f]{32}$/);
    expect(created.oauth_authorize_url).toContain(`client_id=${client_id}`);
    expect(await errorOf(clientOf(slack, 'xoxb-1').auth.test())).toBe('invalid_auth');
    const code = slack.allow('U0ADAM');
    const granted = await clientOf(slack).oauth.v2.access({ client_id, client_secret, code });
    expect(granted).toMatchObject({ app_id: created.app_id, scope: 'commands,chat:write' });
  });

  it('makes none of what Slack refuses', async () => {
    const { token } = slack.configTokens();
    const answer = await call('apps.manifest.create', token, {
      manifest: JSON.stringify(commandsCalled('/me')),
    });

    expect(answer.error).toBe('invalid_manifest');
    await clientOf(slack, 'xoxb-1').auth.test();
  });
});

describe('apps.manifest.update', () => {
  const update = (token: string, app_id: string, value: object = manifest) =>
    call('apps.manifest.update', token, { app_id, manifest: JSON.stringify(value) });

  async function create() {
    const { token } = slack.configTokens();
    const { app_id = '' } = await clientOf(slack, token).apps.manifest.create({ manifest });
    return { token, app_id };
  }

  it('sends a challenge to the app, which hears of events only once it has answered', async () => {
    const { token, app_id } = await create();
    await using app = await answerChallenges(slack);
    expect((await slack.openHome('U0MIA')).status).toBe(0);

    expect(await update(token, app_id)).toEqual({ ok: true, app_id, permissions_updated: false });

    expect(app.challenges).toHaveLength(1);
    expect((await slack.openHome('U0MIA')).status).toBe(200);
  });

  it('says when its scopes are others than before', async () => {
    const { token, app_id } = await create();
    await using _app = await answerChallenges(slack);
    const wider = { ...manifest, oauth_config: { scopes: { bot: ['commands', 'users:read'] } } };

    expect(await update(token, app_id, wider)).toMatchObject({ permissions_updated: true });
    const exported = await clientOf(slack, token).apps.manifest.export({ app_id });
    expect(exported.manifest).toEqual(wider);
  });

  it('refuses an address where nobody answers, or without the challenge', async () => {
    const { token, app_id } = await create();
    const errors = (message: string) => [
      {
        code: 'challenge_failed',
        message,
        pointer: '/settings/event_subscriptions/request_url',
      },
    ];
    expect(await update(token, app_id)).toMatchObject({
      error: 'invalid_manifest',
      errors: errors('Your request URL responded with an HTTP error.'),
    });

    await using _app = await answerChallenges(slack, 'something else');
    expect((await update(token, app_id)).errors).toEqual(
      errors("Your URL didn't respond with the value of the challenge parameter."),
    );
  });

  it('knows its own apps only', async () => {
    const { token } = slack.configTokens();
    const client = clientOf(slack, token);

    expect((await update(token, 'A404')).error).toBe('invalid_app_id');
    expect((await update(token, '')).error).toBe('invalid_arguments');
    const check = client.apps.manifest.validate({ manifest, app_id: 'A404' });
    expect(await errorOf(check)).toBe('invalid_app_id');
    const exported = client.apps.manifest.export({ app_id: 'A404' });
    expect(await errorOf(exported)).toBe('app_not_found');
  });
});

describe('tooling.tokens.rotate', () => {
  it('gives new tokens for a refresh token, once', async () => {
    const { refreshToken } = slack.configTokens();
    now += 13 * 3_600_000;
    const client = clientOf(slack);

    const rotated = await client.tooling.tokens.rotate({ refresh_token: refreshToken });

    expect(rotated).toMatchObject({ team_id: 'T0SANDBOX', user_id: 'U0OLGA' });
    expect(Number(rotated.exp) - Number(rotated.iat)).toBe(12 * 3600);
    expect(await validate(manifest, rotated.token)).toEqual({ ok: true });
    const again = client.tooling.tokens.rotate({ refresh_token: refreshToken });
    expect(await errorOf(again)).toBe('invalid_refresh_token');
  });
});

function change(part: 'features' | 'settings', name: string, value: unknown): object {
  return { ...manifest, [part]: { ...manifest[part], [name]: value } };
}
