import { createPublicKey, verify } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readManifest } from '../../src/index.ts';
import { type PretendSlack, startPretendSlack } from '../../src/slack/pretend-slack.ts';
import { clientOf, errorOf } from '../support/slack-client.ts';

const credentials = { clientId: '1.2', clientSecret: 'hush', appToken: 'xapp-1' };
const client = { client_id: '1.2', client_secret: 'hush' };
const redirect_uri = 'https://app.example.com/back';
const manifest = readManifest(`
  display_information: { name: Greeter }
  oauth_config:
    redirect_urls: [https://app.example.com/back]
    scopes: { user: [openid, email, profile] }
`);

let slack: PretendSlack;
beforeEach(async () => {
  slack = await startPretendSlack({ signingSecret: 'shhh', credentials, manifest });
});
afterEach(() => slack.stop());

function authorizeUrl(more: Record<string, string> = {}): string {
  const url = new URL('/openid/connect/authorize', slack.apiUrl);
  url.search = new URLSearchParams({
    client_id: '1.2',
    response_type: 'code',
    scope: 'openid email profile',
    redirect_uri,
    state: 'a-state',
    nonce: 'a-nonce',
    ...more,
  }).toString();
  return url.href;
}

const exchange = (code: string, more: object = {}) =>
  clientOf(slack).openid.connect.token({ ...client, code, redirect_uri, ...more });

function codeOf(user: string, more: Record<string, string> = {}): string {
  return new URL(slack.signIn(user, authorizeUrl(more))).searchParams.get('code') ?? '';
}

/** The parts of a token, and whether Slack's published key has signed it. */
async function read(token = '') {
  const [head = '', claims = '', signature = ''] = token.split('.');
  const part = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString());
  const header = part(head) as { kid: string; alg: string };
  const published = await fetch(new URL('/openid/connect/keys', slack.apiUrl));
  const { keys } = (await published.json()) as { keys: { kid: string; kty: string }[] };
  const jwk = keys.find(({ kid }) => kid === header.kid);
  const isSigned =
    jwk !== undefined &&
    verify(
      'sha256',
      Buffer.from(`${head}.${claims}`),
      createPublicKey({ key: jwk, format: 'jwk' }),
      Buffer.from(signature, 'base64url'),
    );
  return { header, claims: part(claims) as Record<string, unknown>, isSigned };
}

describe('openid.connect.token', () => {
  it('tells who somebody is, once for each code', async () => {
    const code = codeOf('U0MIA');
    const { id_token: token, access_token: access } = (await exchange(code)) as {
      id_token?: string;
      access_token?: string;
    };

    const { claims, header, isSigned } = await read(token);
    expect(isSigned).toBe(true);
    expect(header).toMatchObject({ alg: 'RS256' });
    expect(claims).toMatchObject({
      iss: 'https://slack.com',
      aud: '1.2',
      sub: 'U0MIA',
      nonce: 'a-nonce',
      'https://slack.com/team_id': 'T0SANDBOX',
      'https://slack.com/user_id': 'U0MIA',
      email: 'mia@example.com',
      email_verified: true,
      name: 'Mia Member',
    });
    expect(claims).not.toHaveProperty('picture');
    expect(await errorOf(clientOf(slack, access).auth.test())).toBe('invalid_auth');
    expect(await errorOf(exchange(code))).toBe('invalid_code');
  });

  it('wants to know who asks, and where the person was sent back to', async () => {
    const code = codeOf('U0MIA');
    expect(await errorOf(exchange(code, { client_id: '9.9' }))).toBe('invalid_client_id');
    expect(await errorOf(exchange(code, { client_secret: 'x' }))).toBe('bad_client_secret');
    expect(await errorOf(exchange(code, { redirect_uri: 'https://x.example' }))).toBe(
      'bad_redirect_uri',
    );
    expect(await errorOf(exchange(code, { grant_type: 'password' }))).toBe('invalid_grant_type');
    expect(await errorOf(exchange(code))).toBe('ok');
  });

  it('tells no more than was allowed', async () => {
    const { id_token: token } = (await exchange(codeOf('U0MIA', { scope: 'openid' }))) as {
      id_token?: string;
    };
    const { claims } = await read(token);
    expect(claims).toMatchObject({ sub: 'U0MIA' });
    expect(Object.keys(claims)).not.toEqual(expect.arrayContaining(['email']));
    expect(claims).not.toHaveProperty('name');
  });

  it('gives a wrong token when it is told to, the next time only', async () => {
    const next = async () => {
      const { id_token: token } = (await exchange(codeOf('U0MIA'))) as { id_token?: string };
      return await read(token);
    };
    slack.bendIdToken({ claims: { aud: 'another-app', email: undefined } });
    slack.bendIdToken({ key: 'other' });
    slack.bendIdToken({ key: 'unknown' });
    slack.bendIdToken({ alg: 'none' });
    slack.bendIdToken({ alg: 'HS256' });

    const bent = await next();
    expect(bent).toMatchObject({ isSigned: true, claims: { aud: 'another-app' } });
    expect(bent.claims).not.toHaveProperty('email');
    for (const header of [{}, { kid: 'nobody-knows' }, { alg: 'none' }, { alg: 'HS256' }]) {
      expect(await next()).toMatchObject({ header, isSigned: false });
    }
    expect(await next()).toMatchObject({ isSigned: true, claims: { aud: '1.2' } });
  });

  it('tells the team that somebody signed in with', async () => {
    const other = slack.addTeam({ team: { id: 'T1', name: 'Other', domain: 'other' } });
    const code = new URL(other.signIn('U0MIA', authorizeUrl())).searchParams.get('code') ?? '';
    const { id_token: token } = (await exchange(code)) as { id_token?: string };
    expect((await read(token)).claims).toMatchObject({ 'https://slack.com/team_id': 'T1' });
  });
});

describe('the page', () => {
  it('lets one choose who one is, and leads back', async () => {
    const page = await (await fetch(authorizeUrl())).text();
    expect(page).toContain('Sign in to Greeter with Slack');
    expect(page).toContain('Mia Member');
    expect(page).not.toContain('Slackbot');

    const choose = async (as: string) => {
      const body = new URLSearchParams({ as });
      const answer = await fetch(authorizeUrl(), { method: 'POST', body, redirect: 'manual' });
      return new URL(answer.headers.get('location') ?? '');
    };
    const back = await choose('T0SANDBOX-U0MIA');
    expect(back.href).toMatch(/^https:\/\/app\.example\.com\/back\?code=code-\w+&state=a-state$/);
    expect((await choose('nobody')).search).toBe('?error=access_denied&state=a-state');
  });

  it.each([
    ['client_id', '9.9', 'invalid_client_id'],
    ['redirect_uri', 'https://elsewhere.example', 'bad_redirect_uri'],
    ['scope', 'email', 'openid is missing'],
    ['scope', 'openid users:read', 'invalid_scope'],
    ['response_type', 'token', 'unsupported_response_type'],
  ])('is an error with another %s, and is recorded', async (name, value, words) => {
    const answer = await fetch(authorizeUrl({ [name]: value }));
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(words);
    expect(slack.refusals).toMatchObject([{ where: 'openid.connect.authorize' }]);
  });

  it('knows nobody who is deactivated', async () => {
    const mia = slack.state.users.find(({ id }) => id === 'U0MIA');
    if (mia) mia.deleted = true;
    expect(() => slack.signIn('U0MIA', authorizeUrl())).toThrow('U0MIA');
    expect(await (await fetch(authorizeUrl())).text()).not.toContain('Mia Member');
  });
});

it('keys and pictures fail when they are told to', async () => {
  const keys = () => fetch(new URL('/openid/connect/keys', slack.apiUrl));
  slack.fail('openid.connect.keys', { status: 503 });
  expect((await keys()).status).toBe(503);
  expect((await keys()).status).toBe(200);

  const mia = slack.state.users.find(({ id }) => id === 'U0MIA');
  if (mia) mia.picture = Buffer.from('a picture').toString('base64');
  const { id_token: token } = (await exchange(codeOf('U0MIA'))) as { id_token?: string };
  const { picture } = (await read(token)).claims;
  const fetched = () => fetch(String(picture), { redirect: 'manual' });
  expect(await (await fetched()).text()).toBe('a picture');
  slack.fail('avatar', { redirectTo: 'https://elsewhere.example' });
  expect((await fetched()).status).toBe(302);
  slack.fail('avatar', { moreBytes: 5000 });
  expect((await (await fetched()).arrayBuffer()).byteLength).toBe(5000);
});
