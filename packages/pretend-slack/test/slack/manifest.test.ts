import type { App } from '@slack/bolt';
import { afterEach, describe, expect, it } from 'vitest';
import { readManifest } from '../../src/manifest.ts';
import { actions, button, homeOf, modalOf } from '../support/block-kit-samples.ts';
import { type BoltTeam, startBoltTeam } from '../support/bolt-team.ts';
import { errorOf } from '../support/slack-client.ts';

const base = `
display_information:
  name: Helper
features:
  bot_user:
    display_name: helper
  slash_commands:
    - command: /help-me
      description: Helps
      usage_hint: '[with what]'
  shortcuts:
    - { name: Help, type: global, callback_id: help }
    - { name: Help with this, type: message, callback_id: help_with }
  unfurl_domains: [help.example]
oauth_config:
  scopes:
    bot: [commands, chat:write]
`;

let team: BoltTeam;
let told: string[];
afterEach(() => team?.stop());

function register(app: App): void {
  app.command(/.*/, async ({ ack, command }) => {
    told.push(command.text);
    await ack();
  });
  app.event(/.*/, async ({ event }) => {
    told.push(event.type);
  });
  app.action('go', async ({ ack }) => {
    told.push('pressed');
    await ack();
  });
}

async function start(more = ''): Promise<BoltTeam> {
  told = [];
  team = await startBoltTeam(register, { manifest: readManifest(base + more) });
  return team;
}

describe('a manifest', () => {
  it('is read from YAML and JSON, and what it leaves out is off', () => {
    expect(readManifest(base)).toEqual({
      name: 'Helper',
      botName: 'helper',
      commands: [
        { command: '/help-me', description: 'Helps', hint: '[with what]', shouldEscape: false },
      ],
      shortcuts: [{ callbackId: 'help', name: 'Help', description: '' }],
      hasHome: false,
      hasMessages: false,
      isReadOnly: false,
      scopes: ['commands', 'chat:write'],
      optionalScopes: [],
      userScopes: [],
      redirectUrls: [],
      events: [],
      isInteractive: false,
      unfurlDomains: ['help.example'],
    });
    expect(readManifest('{"display_information":{"name":"J"}}')).toMatchObject({ name: 'J' });
    expect(readManifest('{}').name).toBe('App');
  });

  it('must be one', () => {
    expect(() => readManifest('features: [wrong]')).toThrow('expected object');
    expect(() => readManifest('just text')).toThrow('expected object');
  });

  it.each(['/invite', '/status', '/me'])(
    'is refused as a whole when it claims %s, which Slack has itself',
    (command) => {
      const claims = base.replace('/help-me', command);
      const refused = {
        name: 'InvalidManifest',
        message: `invalid_manifest: ${command}: Slack's own command`,
        data: {
          ok: false,
          error: 'invalid_manifest',
          errors: [
            {
              code: 'invalid_name',
              message: 'The slash command has an invalid name',
              pointer: '/features/slash_commands',
            },
          ],
        },
      };
      expect(() => readManifest(claims)).toThrow(expect.objectContaining(refused));
      expect(() => readManifest(claims, { allowedCommands: ['/other'] })).toThrow(command);
      const [allowed] = readManifest(claims, { allowedCommands: [command] }).commands;
      expect(allowed?.command).toBe(command);
    },
  );
  it('says whether the app hears of what changes about people', async () => {
    const deaf = await start();
    await deaf.slack.changePerson('U0MIA', { displayName: 'At lunch' });
    expect(deaf.slack.requests).toEqual([]);
    await deaf.stop();
    const { slack } = await start(
      'settings: { event_subscriptions: { bot_events: [user_change] } }',
    );
    await slack.changePerson('U0MIA', { deleted: true });
    expect(told).toEqual(['user_change']);
    expect(slack.requests.at(-1)?.payload).toMatchObject({
      event: { user: { id: 'U0MIA', deleted: true } },
    });
  });

  it('names the app, and gives it the scopes that it asks for', async () => {
    const { slack, app } = await start();
    expect(await app.client.auth.test()).toMatchObject({ user: 'helper' });
    expect(slack.state.app.name).toBe('Helper');
    expect(await errorOf(app.client.users.info({ user: 'U0MIA' }))).toBe('missing_scope');
  });
});

describe('what it does not declare', () => {
  it('is no command, and nothing is sent', async () => {
    const { slack } = await start();
    await slack.command({ user: 'U0MIA', command: '/other' });
    expect(told).toEqual([]);
    expect(slack.ephemerals('U0MIA')[0]?.text).toMatch(/^\/other is not a valid command\./);
    expect(slack.refusals).toMatchObject([{ problems: ['/other is not in the manifest'] }]);
  });

  it('is no shortcut, and message shortcuts are no global ones', async () => {
    const { slack } = await start();
    for (const callbackId of ['nope', 'help_with']) {
      await expect(slack.shortcut({ user: 'U0MIA', callbackId })).rejects.toThrow(
        'no global shortcut',
      );
    }
  });

  it('leaves links and people in commands as they were typed', async () => {
    const { slack } = await start();
    await slack.command({
      user: 'U0MIA',
      command: '/help-me',
      text: ' @adam <https://a.example> ',
    });
    expect(told).toEqual(['@adam <https://a.example>']);
  });

  it('is no event: of Home, links and the end', async () => {
    const { slack } = await start();
    await slack.openHome('U0MIA');
    await slack.post({ user: 'U0MIA', channel: 'C0GENERAL', text: 'https://help.example/1' });
    await slack.compose({ user: 'U0MIA', channel: 'C0GENERAL', text: 'https://help.example/1' });
    await slack.uninstall();
    expect(slack.requests).toEqual([]);
  });

  it('has neither Home nor Messages', async () => {
    const { app, slack } = await start();
    const view = homeOf([]) as never;
    expect(await errorOf(app.client.views.publish({ user_id: 'U0MIA', view }))).toBe('not_enabled');
    const direct = { channel: 'U0MIA', text: 'Hi' };
    expect(await errorOf(app.client.chat.postMessage(direct))).toBe('messages_tab_disabled');
    const { id } = slack.state.channels.find((one) => one.isIm) ?? { id: '' };
    const post = slack.post({ user: 'U0MIA', channel: id, text: 'Hello?' });
    await expect(post).rejects.toThrow('Nobody can write to the app');
  });

  it('hears of no press', async () => {
    const { app, slack } = await start();
    const blocks = [actions(button({ action_id: 'go' }))] as never;
    await app.client.chat.postMessage({ channel: 'C0GENERAL', text: 'x', blocks });
    const reply = await slack.press({ user: 'U0MIA', actionId: 'go' });
    expect(reply.status).toBe(0);
    expect(told).toEqual([]);
    expect(slack.refusals[0]?.problems).toEqual(['interactivity is off in the manifest']);
  });
});

describe('what it declares', () => {
  it('happens', async () => {
    const { app, slack } = await start(`
settings:
  event_subscriptions:
    bot_events: [app_home_opened, link_shared]
  interactivity:
    is_enabled: true
`);
    await slack.openHome('U0MIA');
    await slack.post({ user: 'U0MIA', channel: 'C0GENERAL', text: 'https://help.example/1' });
    await slack.post({ user: 'U0MIA', channel: 'C0GENERAL', text: 'http://localhost/1' });
    const blocks = [actions(button({ action_id: 'go' }))] as never;
    await app.client.chat.postMessage({ channel: 'C0GENERAL', text: 'x', blocks });
    await slack.press({ user: 'U0MIA', actionId: 'go' });
    await team.settled();
    expect(told).toEqual(['app_home_opened', 'link_shared', 'pressed']);
    expect(
      await errorOf(app.client.views.open({ trigger_id: '1', view: modalOf([]) as never })),
    ).toBe('invalid_arguments');
  });
});
