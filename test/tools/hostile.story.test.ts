import { SignJWT } from 'jose';
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

let world: World;
let wiki: ConnectedTool;
let board: ConnectedTool;
let open: ConnectedTool;
let ana: Visitor;
beforeAll(async () => {
  world = await startWorld();
  wiki = await connectTool(world);
  board = await connectTool(world, {
    Name: 'Board',
    'Redirect addresses': 'https://board.example.com/callback',
  });
  open = await connectTool(world, {
    Name: 'App',
    'What is it?': 'An app without a server (can keep no secret)',
    'Redirect addresses': 'https://app.example.com/callback',
  });
  await joinAs(world, 'ana@example.com', { displayName: 'Ana' });
  ana = new Visitor(world);
  await ana.signIn('ana@example.com', goodPassword);
});
afterAll(() => world.stop());

/** A fresh code of Ana's for the wiki. */
async function codeFor(tool: ConnectedTool) {
  const config = await discover(world, tool, tool.secret ? undefined : oidc.None());
  const sent = await sendToSignIn(world, config, tool.redirectUri);
  const { away } = await follow(world, ana, sent.path);
  if (!away) throw new Error('not at the tool');
  return { config, away, checks: sent.checks, code: away.searchParams.get('code') ?? '' };
}

/** Asks for tokens as no library does. */
async function askForTokens(
  tool: ConnectedTool,
  fields: Record<string, string>,
): Promise<Response> {
  return await fetch(`${world.url}/oidc/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      redirect_uri: tool.redirectUri,
      client_id: tool.id,
      ...(tool.secret && { client_secret: tool.secret }),
      ...fields,
    }),
  });
}

/** What an address of the provider answers, and that it leads nowhere but to the tool's own address. */
async function ask(query: Record<string, string>): Promise<{ status: number; to: string }> {
  const answer = await ana.get(`/oidc/auth?${new URLSearchParams(query)}`);
  const to = answer.headers.get('location') ?? '';
  expect(answer.status).toBeLessThan(500);
  return { status: answer.status, to };
}

const request = (tool: ConnectedTool) => ({
  client_id: tool.id,
  response_type: 'code',
  scope: 'openid',
  redirect_uri: tool.redirectUri,
  state: 'a-state',
});

describe('a code', () => {
  test('of one tool is worth nothing at another', async () => {
    const { code, checks } = await codeFor(wiki);
    const stolen = { code, code_verifier: checks.pkceCodeVerifier };
    const answer = await askForTokens({ ...board, redirectUri: wiki.redirectUri }, stolen);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
  });

  test.each([
    ['a wrong verifier', { code_verifier: 'x'.repeat(43) }],
    ['no verifier', {}],
    ['another redirect address', { redirect_uri: 'https://wiki.example.com/callback/' }],
    ['a wrong secret', { client_secret: 'y'.repeat(43) }],
    ['the hash of nothing', { client_secret: '' }],
  ])('is worth nothing with %s', async (what, fields) => {
    const { code, checks } = await codeFor(wiki);
    const verifier = what === 'no verifier' ? {} : { code_verifier: checks.pkceCodeVerifier };
    const answer = await askForTokens(wiki, { code, ...verifier, ...fields });
    expect([400, 401]).toContain(answer.status);
    expect(await answer.json()).not.toHaveProperty('access_token');
  });

  test('used again takes away what the first use gave', async () => {
    const { config, away, checks } = await codeFor(wiki);
    const tokens = await oidc.authorizationCodeGrant(config, new URL(away), checks);
    await expect(oidc.authorizationCodeGrant(config, new URL(away), checks)).rejects.toThrow();
    const sub = tokens.claims()?.sub ?? '';
    await expect(oidc.fetchUserInfo(config, tokens.access_token, sub)).rejects.toThrow();
  });
});

test.each([
  'https://wiki.example.com/callback/../evil',
  'https://wiki.example.com/callback/%2e%2e/evil',
  'https://wiki.example.com:444/callback',
  'https://ana@wiki.example.com/callback',
  'https://wiki.example.com/callback#x',
  'https://wiki.example.com/Callback',
  'https://WIKI.example.com/callback',
  'https://wiki.example.com/callback?x=1',
  'http://wiki.example.com/callback',
  'https://wiki.example.com.evil.example/callback',
  '//evil.example/callback',
  'javascript:alert(1)',
])('nobody is led to %s', async (redirectUri) => {
  const { status, to } = await ask({ ...request(wiki), redirect_uri: redirectUri });
  expect(status).toBe(400);
  expect(to).toBe('');
});

test.each([
  ['a request object', { request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
  [
    'a request object elsewhere',
    { request_uri: 'https://evil.example/r' },
    'request_uri_not_supported',
  ],
  ['tokens in the address', { response_type: 'id_token token' }, 'unsupported_response_type'],
  [
    'a plain challenge',
    { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' },
    'invalid_request',
  ],
])('%s is refused', async (_, fields, error) => {
  const { to } = await ask({ ...request(wiki), ...fields });
  expect(to.startsWith(wiki.redirectUri)).toBe(true);
  expect(to).toContain(`error=${error}`);
});

test('an app without a secret has to use PKCE, and gets in by it', async () => {
  const { to } = await ask(request(open));
  expect(to).toContain('error=invalid_request');
  const { config, away, checks } = await codeFor(open);
  const tokens = await oidc.authorizationCodeGrant(config, away, checks);
  expect(tokens.claims()?.email).toBe('ana@example.com');
  expect((await askForTokens({ ...open, secret: 'x' }, { code: 'y' })).status).toBe(401);
});

test('who comes back from signing out is led to no other site', async () => {
  const { tokens } = await openTool(world, wiki, ana);
  for (const to of [
    'https://evil.example/',
    'https://wiki.example.com.evil.example/',
    '//evil.example',
  ]) {
    const query = { id_token_hint: tokens.id_token ?? '', post_logout_redirect_uri: to };
    const answer = await ana.get(`/oidc/sign-out?${new URLSearchParams(query)}`);
    expect(answer.status).toBe(400);
  }
  const unsigned = await new SignJWT({ aud: wiki.id, sub: 'x' })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(wiki.secret));
  const forged = new URLSearchParams({ id_token_hint: unsigned });
  expect((await ana.get(`/oidc/sign-out?${forged}`)).status).toBe(400);
});

test('the address that it gives is PUBLIC_URL, whatever a request says', async () => {
  const answer = await world.get('/oidc/.well-known/openid-configuration', {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'ftp',
  });
  const said = await answer.text();
  expect(said).not.toContain('evil');
  expect(JSON.parse(said)).toMatchObject({
    issuer: `${world.config.publicUrl}/oidc`,
    token_endpoint: `${world.config.publicUrl}/oidc/token`,
    backchannel_logout_supported: true,
    code_challenge_methods_supported: ['S256'],
    id_token_signing_alg_values_supported: ['RS256'],
  });
});

test('somebody else cannot go on where Ana is', async () => {
  const config = await discover(world, wiki);
  const sent = await sendToSignIn(world, config, wiki.redirectUri);
  const fresh = new Visitor(world);
  const way = await fresh.get(sent.path);
  const path = new URL(way.headers.get('location') ?? '', world.config.publicUrl).pathname;
  expect((await ana.get(path)).status).toBe(400);
  const uid = path.slice(path.lastIndexOf('/') + 1);
  expect((await ana.get(`/oidc/auth/${uid}`)).status).toBe(400);
});

test.each([
  ['a huge state', { state: 'x'.repeat(10_000) }],
  ['many scopes', { scope: `openid ${'a '.repeat(3000)}` }],
  ['an unknown client', { client_id: '00000000-0000-4000-8000-000000000000' }],
  ['a client that is none', { client_id: "'; DROP TABLE tools; --" }],
  ['NUL', { state: 'a\0b', client_id: 'a\0b' }],
])('%s leads to no fault', async (_, fields) => {
  await ask({ ...request(wiki), ...fields });
});

test('a copy of the database holds nothing that works', async () => {
  const { tokens, away } = await openTool(world, wiki, ana);
  const rows = JSON.stringify([
    await world.database.query(
      "SELECT *, encode(id, 'escape') AS text, encode(payload, 'escape') AS open FROM oidc_entries",
    ),
    await world.database.query("SELECT *, encode(sealed, 'escape') AS open FROM oidc_keys"),
    await world.database.query('SELECT * FROM tools'),
    await world.database.query('SELECT * FROM tool_sign_ins'),
  ]);
  const usable = [
    tokens.access_token,
    tokens.refresh_token ?? 'none',
    away.searchParams.get('code') ?? 'none',
    wiki.secret,
    ana.jar.get('tools-session') ?? 'none',
    'ana@example.com',
  ];
  for (const each of usable) expect(rows).not.toContain(each);
});
