import * as oidc from 'openid-client';
import { personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { textOf, Visitor } from '../support/browser-acts.ts';
import {
  type ConnectedTool,
  connectTool,
  discover,
  follow,
  openTool,
  sendPlain,
  sendToSignIn,
} from '../support/tool-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let tool: ConnectedTool;
let ana: Visitor;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('there is no provider until a tool is connected', async () => {
  for (const path of ['/.well-known/openid-configuration', '/jwks', '/auth', '/continue/x']) {
    expect((await world.get(`/oidc${path}`)).status).toBe(404);
  }
});

test('an admin connects a tool in Home, and sees its secret once', async () => {
  await joinAs(world, 'ana@example.com', { displayName: 'Ana' });
  tool = await connectTool(world);
  expect(tool.secret).toMatch(/^[\w-]{43}$/);

  const adam = personIn(world.slack, 'U0ADAM');
  await adam.waitsFor('home', ['Wiki', 'for all members', 'not used yet']);
  const stored = JSON.stringify(await world.database.query('SELECT * FROM tools'));
  expect(stored).not.toContain(tool.secret);
});

test('whoever is not signed in does so on the usual page, and gets to the tool', async () => {
  ana = new Visitor(world);
  const config = await discover(world, tool);
  const sent = await sendToSignIn(world, config, tool.redirectUri);
  const { path } = await follow(world, ana, sent.path);
  const query = new URLSearchParams(path.split('?')[1]);
  expect(path).toMatch(/^\/sign-in\?/);
  const back = query.get('return') ?? '';
  expect(back).toMatch(/^\/oidc\/continue\//);
  const signedIn = await ana.post('/sign-in', {
    email: 'ana@example.com',
    password: goodPassword,
    return: back,
  });
  expect(signedIn.headers.get('location')).toBe(back);

  // From a form browsers follow no redirect to another site, so there is a page between.
  const between = await ana.get(back, { 'sec-fetch-site': 'same-origin' });
  expect(between.status).toBe(200);
  const refresh = between.headers.get('refresh') ?? '';
  expect(refresh).toContain(`${world.config.publicUrl}/oidc/auth/`);
  expect(await textOf(between)).toContain('Opening Wiki…');
  const { away } = await follow(world, ana, refresh.slice(refresh.indexOf('/oidc')));
  if (!away) throw new Error('not at the tool');
  expect(away.href).toContain(`${tool.redirectUri}?code=`);
  const tokens = await oidc.authorizationCodeGrant(config, away, sent.checks);

  const claims = tokens.claims();
  expect(claims).toMatchObject({
    name: 'Ana',
    email: 'ana@example.com',
    email_verified: true,
    preferred_username: 'ana@example.com',
    groups: ['members'],
    workspace: 'Sandbox',
  });
  const info = await oidc.fetchUserInfo(config, tokens.access_token, claims?.sub ?? '');
  expect(info).toMatchObject({ name: 'Ana', groups: ['members'] });
});

test('who has signed in once opens it without being asked, by a secret in either place', async () => {
  for (const by of [oidc.ClientSecretBasic(tool.secret), oidc.ClientSecretPost(tool.secret)]) {
    const { tokens } = await openTool(world, tool, ana, by);
    expect(tokens.expires_in).toBe(600);
  }
  const config = await discover(world, tool);
  const silent = await sendToSignIn(world, config, tool.redirectUri, { prompt: 'none' });
  expect((await ana.get(silent.path)).headers.get('location')).toContain('?code=');
});

test('a refresh token works once; used again, all that it led to is dead', async () => {
  const { config, tokens } = await openTool(world, tool, ana);
  const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '');
  await expect(oidc.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toThrow();
  await expect(oidc.refreshTokenGrant(config, refreshed.refresh_token ?? '')).rejects.toThrow();
  const sub = tokens.claims()?.sub ?? '';
  await expect(oidc.fetchUserInfo(config, refreshed.access_token, sub)).rejects.toThrow();
});

test('without a session, silent sign-in says so; with one that ended, nothing works any more', async () => {
  const config = await discover(world, tool);
  const stranger = await sendToSignIn(world, config, tool.redirectUri, { prompt: 'none' });
  const refused = await new Visitor(world).get(stranger.path);
  expect(refused.headers.get('location')).toContain('error=login_required');

  const { tokens } = await openTool(world, tool, ana);
  await ana.post('/sign-out', {});
  const sub = tokens.claims()?.sub ?? '';
  await expect(oidc.fetchUserInfo(config, tokens.access_token, sub)).rejects.toThrow();
  await expect(oidc.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toThrow();
  const again = await sendToSignIn(world, config, tool.redirectUri, { prompt: 'none' });
  const told = await ana.get(again.path);
  expect(told.headers.get('location')).toContain('error=login_required');
});

test('who signs out of a tool can sign out here, too, and comes back to it', async () => {
  await ana.signIn('ana@example.com', goodPassword);
  const { config, tokens } = await openTool(world, tool, ana);
  const url = oidc.buildEndSessionUrl(config, {
    id_token_hint: tokens.id_token ?? '',
    post_logout_redirect_uri: 'https://wiki.example.com/',
  });
  const asked = await ana.get(`${url.pathname}${url.search}`);
  expect(asked.headers.get('content-security-policy')).toContain('https://wiki.example.com');
  const html = await asked.text();
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const done = await sendPlain(world, ana, '/oidc/sign-out/confirm', { xsrf, logout: 'yes' });
  expect(done.headers.get('location')).toBe('https://wiki.example.com/');
  expect((await ana.get('/account')).status).not.toBe(200);
  const [last] = await world.database.query(
    "SELECT act FROM audit_entries WHERE subject = 'ana@example.com' ORDER BY at DESC LIMIT 1",
  );
  expect(last).toEqual({ act: 'signed_out' });
});

test('the list says how many people use it', async () => {
  const adam = personIn(world.slack, 'U0ADAM');
  await adam.opensHome();
  await adam.waitsFor('home', '1 person · last used');
});
