import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readManifest } from '../../src/manifest.ts';
import { checkManifest } from '../../src/slack/manifest-check.ts';
import { type PretendSlack, startPretendSlack } from '../../src/slack/pretend-slack.ts';
import { clientOf, errorOf } from '../support/slack-client.ts';

const scopes = {
  bot: ['commands', 'files:read', 'usergroups:read'],
  bot_optional: ['files:read', 'usergroups:read'],
};
const source = { display_information: { name: 'Helper' }, oauth_config: { scopes } };
const credentials = { clientId: '1.2', clientSecret: 'hush', appToken: 'xapp-1' };

let slack: PretendSlack;
beforeEach(async () => {
  const manifest = readManifest(JSON.stringify(source));
  slack = await startPretendSlack({ signingSecret: 'shhh', credentials, manifest });
});
afterEach(() => slack.stop());

const install = (by = slack) =>
  clientOf(by).oauth.v2.access({
    client_id: '1.2',
    client_secret: 'hush',
    code: by.allow('U0ADAM'),
  });

describe('optional scopes', () => {
  it('are part of a manifest, which asks for them, too', () => {
    expect(readManifest(JSON.stringify(source)).optionalScopes).toEqual(scopes.bot_optional);
    expect(checkManifest(source)).toEqual([]);
    const wrong = { ...scopes, bot: ['commands', 'files:read'], user_optional: ['search:read'] };
    expect(checkManifest({ ...source, oauth_config: { scopes: wrong } })).toEqual([
      {
        message: 'must also be in bot: usergroups:read',
        pointer: '/oauth_config/scopes/bot_optional/1',
      },
      {
        message: 'must also be in user: search:read',
        pointer: '/oauth_config/scopes/user_optional/0',
      },
    ]);
  });

  it('are allowed unless somebody leaves them out', async () => {
    expect((await install()).scope).toBe('commands,files:read,usergroups:read');
  });

  it('can be left out, and the token then says what was allowed', async () => {
    slack.leaveOut(['files:read']);
    const { access_token: token, scope } = await install();
    expect(scope).toBe('commands,usergroups:read');
    const client = clientOf(slack, token);
    const told = await client.auth.test();
    expect(told.response_metadata?.scopes).toEqual(['commands', 'usergroups:read']);
    expect(await errorOf(client.files.info({ file: 'F0' }))).toBe('missing_scope');
    expect(await errorOf(client.usergroups.list())).toBe('ok');
  });

  it('stay with an app until it is removed', async () => {
    await install();
    slack.leaveOut(['files:read']);
    expect((await install()).scope).toContain('files:read');
    slack.connect('http://127.0.0.1:9');
    await slack.uninstall();
    expect((await install()).scope).not.toContain('files:read');
    slack.leaveOut([]);
    expect((await install()).scope).toContain('files:read');
  });

  it('are the only ones that can be left out', () => {
    expect(() => slack.leaveOut(['files:read', 'commands'])).toThrow('no optional scope commands');
  });

  it('can be left out in another team alone', async () => {
    const other = slack.addTeam({ team: { id: 'T1', name: 'Other', domain: 'other' } });
    other.leaveOut(scopes.bot_optional);
    expect((await install(other)).scope).toBe('commands');
    expect((await install()).scope).toContain('files:read');
  });
});
