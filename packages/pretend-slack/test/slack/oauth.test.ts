import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PretendSlack, startPretendSlack } from '../../src/slack/pretend-slack.ts';
import { clientOf, errorOf } from '../support/slack-client.ts';

const credentials = { clientId: '1.2', clientSecret: 'hush', appToken: 'xapp-1' };
const client = { client_id: '1.2', client_secret: 'hush' };

let slack: PretendSlack;
beforeEach(async () => {
  slack = await startPretendSlack({ signingSecret: 'shhh', credentials });
});
afterEach(() => slack.stop());

const exchange = (code: string, more: object = {}) =>
  clientOf(slack).oauth.v2.access({ ...client, code, ...more });

describe('oauth.v2.access', () => {
  it('gives a token for a code, once', async () => {
    const code = slack.allow('U0ADAM');
    expect(slack.state.installed).toBe(false);
    const answer = await exchange(code);
    expect(answer).toMatchObject({
      ok: true,
      token_type: 'bot',
      app_id: 'A0APP',
      authed_user: { id: 'U0ADAM' },
      team: { id: 'T0SANDBOX', name: 'Sandbox' },
      is_enterprise_install: false,
    });
    expect(answer).not.toHaveProperty('refresh_token');
    await clientOf(slack, answer.access_token).auth.test();
    expect(await errorOf(exchange(code))).toBe('invalid_code');
  });

  it('wants to know who asks', async () => {
    const code = slack.allow('U0ADAM');
    expect(await errorOf(exchange(code, { client_id: '9.9' }))).toBe('invalid_client_id');
    expect(await errorOf(exchange(code, { client_secret: 'x' }))).toBe('bad_client_secret');
    expect(await errorOf(exchange(code))).toBe('ok');
  });

  it('rotates tokens when it is told to; each refresh token works once', async () => {
    slack.rotateTokens(43_200);
    const first = await exchange(slack.allow('U0ADAM'));
    expect(first).toMatchObject({ expires_in: 43_200 });
    const refresh = (refresh_token?: string) =>
      clientOf(slack).oauth.v2.access({
        ...client,
        grant_type: 'refresh_token',
        refresh_token: refresh_token ?? '',
      });
    const second = await refresh(first.refresh_token);
    expect(second.access_token).not.toBe(first.access_token);
    await clientOf(slack, second.access_token).auth.test();
    expect(await errorOf(refresh(first.refresh_token))).toBe('invalid_refresh_token');
  });

  it('can be for a whole organisation', async () => {
    const enterprise = { id: 'E1', name: 'Acme' };
    const answer = await exchange(slack.allow('U0OLGA', enterprise));
    expect(answer).toMatchObject({ team: null, enterprise, is_enterprise_install: true });
  });

  it('names the organisation of a workspace of Enterprise Grid', async () => {
    const enterprise = { id: 'E1', name: 'Acme' };
    const team = { id: 'T1', name: 'Sales', domain: 'acme-sales', enterprise };
    const answer = await exchange(slack.addTeam({ team }).allow('U0OLGA'));
    expect(answer).toMatchObject({ team: { id: 'T1' }, enterprise, is_enterprise_install: false });
    const told = await clientOf(slack, answer.access_token).auth.test();
    expect(told).toMatchObject({ team_id: 'T1', enterprise_id: 'E1' });
  });

  it('leaves tokens of an earlier installation dead', async () => {
    const before = await exchange(slack.allow('U0ADAM'));
    slack.connect('http://127.0.0.1:9');
    await slack.uninstall();
    expect(await errorOf(clientOf(slack, before.access_token).auth.test())).toBe(
      'account_inactive',
    );
    await exchange(slack.allow('U0ADAM'));
    expect(await errorOf(clientOf(slack, before.access_token).auth.test())).toBe('invalid_auth');
  });
});

it('keeps teams apart that have the app', async () => {
  const other = slack.addTeam({ team: { id: 'T1', name: 'Other', domain: 'other' } });
  const [ours, theirs] = [
    await exchange(slack.allow('U0ADAM')),
    await exchange(other.allow('U0MIA')),
  ];
  expect(theirs.team).toEqual({ id: 'T1', name: 'Other' });
  await clientOf(slack, theirs.access_token).chat.postMessage({ channel: 'C0GENERAL', text: 'Hi' });
  expect(other.messages('C0GENERAL')).toHaveLength(1);
  expect(slack.messages('C0GENERAL')).toHaveLength(0);
  expect((await clientOf(slack, ours.access_token).auth.test()).team_id).toBe('T0SANDBOX');
});

it('lets each kind of token do its own only', async () => {
  const { access_token: bot } = await exchange(slack.allow('U0ADAM'));
  const open = (token?: string) => errorOf(clientOf(slack, token).apps.connections.open({}));
  expect(await open(bot)).toBe('not_allowed_token_type');
  expect(await open('xapp-1')).toBe('ok');
  expect(await errorOf(clientOf(slack, 'xapp-1').auth.test())).toBe('not_allowed_token_type');
});

describe('apps.uninstall', () => {
  it('lets an app remove itself, that knows who it is', async () => {
    const { access_token: bot } = await exchange(slack.allow('U0ADAM'));
    const uninstall = (more: object = {}) =>
      errorOf(clientOf(slack, bot).apps.uninstall({ ...client, ...more }));
    expect(await uninstall({ client_id: '9.9' })).toBe('invalid_client_id');
    expect(await uninstall({ client_secret: 'x' })).toBe('bad_client_secret');
    expect(slack.state.installed).toBe(true);
    expect(await uninstall()).toBe('ok');
    expect(slack.state.installed).toBe(false);
    expect(await errorOf(clientOf(slack, bot).auth.test())).toBe('account_inactive');
  });
});
