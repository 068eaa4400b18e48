import { request } from 'node:http';
import { SignJWT, UnsecuredJWT } from 'jose';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import {
  type ConnectedTool,
  connectTool,
  discover,
  follow,
  openTool,
  sendToSignIn,
} from '../support/tool-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// What no library sends. Each is refused, and nothing of it is a fault of ours: a fault in the log fails the story.

let world: World;
let wiki: ConnectedTool;
let board: ConnectedTool;
let ana: Visitor;
beforeAll(async () => {
  world = await startWorld();
  wiki = await connectTool(world);
  board = await connectTool(world, {
    Name: 'Board',
    'Redirect addresses': 'https://board.example.com/callback',
  });
  await joinAs(world, 'ana@example.com', { displayName: 'Ana' });
  ana = new Visitor(world);
  await ana.signIn('ana@example.com', goodPassword);
});
afterAll(() => world.stop());

const giant = 'x'.repeat(12_000);

/** The answer is a refusal, and leads nowhere but to the tool itself. */
async function isRefused(answer: Response): Promise<void> {
  expect(answer.status).toBeLessThan(500);
  const to = answer.headers.get('location');
  if (to === null) expect(answer.status).toBeGreaterThanOrEqual(400);
  else expect(to).toMatch(/^https:\/\/wiki\.example\.com\/callback[?#](?!.*code=).*error=/);
  expect(await answer.text()).not.toContain('access_token');
}

const asking = () => ({
  client_id: wiki.id,
  response_type: 'code',
  scope: 'openid',
  redirect_uri: wiki.redirectUri,
  state: 'a-state',
});

describe('whoever is sent to sign in with', () => {
  test.each<[string, Record<string, string>]>([
    ['a giant nonce and challenge', { code_challenge: giant, code_challenge_method: 'S256' }],
    ['a challenge of nothing', { code_challenge: '', code_challenge_method: 'S256' }],
    [
      'a challenge of another kind',
      { code_challenge: 'x'.repeat(43), code_challenge_method: 'S512' },
    ],
    ['two contrary wishes', { prompt: 'none login' }],
    ['a wish that there is not', { prompt: 'please' }],
    ['an age that is none', { max_age: '-1' }],
    ['scopes without openid', { scope: 'profile', prompt: 'none', response_type: 'id_token' }],
    ['tokens at once', { response_type: 'token' }],
    ['an answer in a kind that there is not', { response_mode: 'carrier_pigeon' }],
    ['a request object of no signature', { request: new UnsecuredJWT({}).encode() }],
    ['a request object elsewhere', { request_uri: 'http://169.254.169.254/latest' }],
    ['a registration', { registration: '{"redirect_uris":["https://evil.example"]}' }],
    ['a hint of no signature', { id_token_hint: new UnsecuredJWT({ sub: 'x' }).encode() }],
    ['a hint that is none', { id_token_hint: 'x.y.z' }],
    ['a client that there is not', { client_id: '00000000-0000-4000-8000-000000000000' }],
    ['a client that is no id', { client_id: `${'\u0000'}' OR 1=1` }],
    ['no address to come back to', { redirect_uri: '' }],
  ])('%s is refused', async (_, fields) => {
    const query = new URLSearchParams({ ...asking(), ...fields });
    await isRefused(await ana.get(`/oidc/auth?${query}`));
  });

  test('the same twice is refused', async () => {
    const query = new URLSearchParams(asking());
    for (const name of ['client_id', 'redirect_uri', 'response_type', 'state']) {
      const twice = `${query}&${name}=https%3A%2F%2Fevil.example`;
      await isRefused(await ana.get(`/oidc/auth?${twice}`));
    }
  });

  test('a form of a megabyte is refused', async () => {
    const body = new URLSearchParams({ ...asking(), nonce: 'x'.repeat(1_000_000) });
    const headers = ana.jar.header;
    const sent = { method: 'POST', body, headers, redirect: 'manual' } as const;
    await isRefused(await fetch(`${world.url}/oidc/auth`, sent));
  });
});

describe('a tool that asks for tokens with', () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  const code = { grant_type: 'authorization_code', code: 'x'.repeat(43) };

  test.each<[string, Record<string, string>, Record<string, string>]>([
    ['no name', code, {}],
    ['half a name', code, { authorization: basic('wiki') }],
    ['a name that is none', code, { authorization: basic('%%%:%%%') }],
    ['no Base64', code, { authorization: 'Basic ###' }],
    ['a token for a name', code, { authorization: 'Bearer x' }],
    ['a giant code', { ...code, code: giant }, {}],
    ['another way', { grant_type: 'password', username: 'ana', password: goodPassword }, {}],
    ['a way of its own', { grant_type: 'client_credentials' }, {}],
    ['a way for devices', { grant_type: 'urn:ietf:params:oauth:grant-type:device_code' }, {}],
    ['nothing', {}, {}],
  ])('%s gets none', async (_, fields, headers) => {
    const named = headers.authorization ? {} : { client_id: wiki.id, client_secret: wiki.secret };
    const body = new URLSearchParams(_ === 'no name' ? fields : { ...named, ...fields });
    await isRefused(await fetch(`${world.url}/oidc/token`, { method: 'POST', body, headers }));
  });

  test('a signed word of its own for its secret gets none', async () => {
    const word = await new SignJWT({ sub: wiki.id, iss: wiki.id, jti: 'x' })
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience(`${world.config.publicUrl}/oidc`)
      .setExpirationTime('1m')
      .sign(new TextEncoder().encode(wiki.secret));
    const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    const fields = { ...code, client_assertion: word, client_assertion_type: type };
    const body = new URLSearchParams(fields);
    await isRefused(await fetch(`${world.url}/oidc/token`, { method: 'POST', body }));
  });

  test('JSON, or a megabyte, gets none', async () => {
    const json = JSON.stringify({ ...code, client_id: wiki.id, client_secret: wiki.secret });
    const headers = { 'content-type': 'application/json' };
    const url = `${world.url}/oidc/token`;
    await isRefused(await fetch(url, { method: 'POST', body: json, headers }));
    const body = new URLSearchParams({ ...code, code: 'x'.repeat(1_000_000) });
    await isRefused(await fetch(url, { method: 'POST', body }));
  });

  test("another tool's refresh token gets none, and that one is worth as much as before", async () => {
    const { config, tokens } = await openTool(world, wiki, ana);
    const other = await discover(world, board);
    const stolen = oidc.refreshTokenGrant(other, tokens.refresh_token ?? '');
    await expect(stolen).rejects.toMatchObject({ error: 'invalid_grant' });
    const own = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect(own.access_token).not.toBe(tokens.access_token);
  });
});

test('an answer to another sign-in is taken for none of its own: state and nonce', async () => {
  const config = await discover(world, wiki);
  const [first, second] = [
    await sendToSignIn(world, config, wiki.redirectUri),
    await sendToSignIn(world, config, wiki.redirectUri),
  ];
  const { away } = await follow(world, ana, first.path);
  if (!away) throw new Error('not at the tool');
  const replayed = oidc.authorizationCodeGrant(config, away, second.checks);
  await expect(replayed).rejects.toMatchObject({ code: 'OAUTH_INVALID_RESPONSE' });
  const { expectedNonce } = second.checks;
  const mixed = oidc.authorizationCodeGrant(config, away, { ...first.checks, expectedNonce });
  await expect(mixed).rejects.toThrow('unexpected JWT claim');
});

test('a token is taken from a header only, and a stranger for nobody', async () => {
  const { tokens } = await openTool(world, wiki, ana);
  const { access_token: token } = tokens;
  const ask = (path: string, headers: Record<string, string> = {}) =>
    world.get(`/oidc/userinfo${path}`, headers);
  expect((await ask('', { authorization: `Bearer ${token}` })).status).toBe(200);
  await isRefused(await ask(`?access_token=${token}`));
  for (const given of [giant.slice(0, 9000), 'x', '', tokens.id_token, tokens.refresh_token]) {
    await isRefused(await ask('', { authorization: `Bearer ${given}` }));
  }
});

test.each([
  '/reg',
  '/request',
  '/device',
  '/backchannel',
  '/token/introspection',
  '/session/end',
  '//auth',
  '/auth/x',
  '/auth/%00',
  '/continue/%00',
  '/continue/../../account',
  '/picture/x/y',
  '/.well-known/openid-configuration/..',
  '',
  '?',
  '?prompt=none',
  '/',
])('nothing is given away at /oidc%s', async (path) => {
  for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const answer = await fetch(`${world.url}/oidc${path}`, { method, redirect: 'manual' });
    expect(answer.status).toBeGreaterThanOrEqual(300);
    expect(answer.status).toBeLessThan(500);
  }
});

test.each(['/%6Fidc/auth', '/%6f%69dc', 'http://localhost/oidc/auth', '/oidc?x', '//oidc/auth'])(
  'an address that is written oddly is none: %s',
  async (path) => {
    const { port } = new URL(world.url);
    const status = await new Promise<number>((resolve, reject) => {
      const asked = request({ port, path, host: '127.0.0.1' }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      asked.on('error', reject).end();
    });
    expect(status).toBeGreaterThanOrEqual(300);
    expect(status).toBeLessThan(500);
  },
);
