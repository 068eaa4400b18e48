import { decodeJwt } from 'jose';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forwardCookie, goodPassword, joinAs } from '../support/acts.ts';
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

// Tools hear how somebody signed in, and may ask for more.

const host = { 'x-original-url': 'https://grafana.example.com/' };
let world: World;
let tool: ConnectedTool;
let browser: Visitor;
beforeAll(async () => {
  world = await startWorld({
    PUBLIC_URL: 'https://team.example.com',
    AUTH_RETURN_HOSTS: 'grafana.example.com',
    AUTH_COOKIE_DOMAIN: 'example.com',
    AUTH_TEAMS: 'T0SANDBOX',
  });
  tool = await connectTool(world);
  await joinAs(world, 'ana@example.com');
  browser = new Visitor(world);
  await browser.signIn('ana@example.com', goodPassword);
});
afterAll(() => world.stop());

async function signedInBy(way: string): Promise<void> {
  await world.database.query(`UPDATE sessions SET way = '${way}'`);
}

test.each([
  ['password', 'sfa', ['pwd']],
  ['second_step', 'mfa', ['pwd', 'otp', 'mfa']],
  ['passkey', 'phr', ['pop', 'user', 'mfa']],
  ['slack', 'sfa', ['fed']],
  ['link', 'sfa', ['otp']],
])('signed in by %s, tools hear %s', async (way, acr, amr) => {
  await signedInBy(way);

  const { config, tokens } = await openTool(world, tool, browser);
  expect(tokens.claims()).toMatchObject({ acr, amr });
  expect(config.serverMetadata().acr_values_supported).toEqual(['sfa', 'mfa', 'phr']);
  const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '');
  expect(decodeJwt(refreshed.id_token ?? '')).toMatchObject({ acr, amr });

  const cookie = await forwardCookie(world, browser.jar.header.cookie ?? '');
  const verified = await world.get('/auth/verify', { cookie, ...host });
  expect(verified.headers.get('x-auth-strength')).toBe(acr);
});

test.each([
  ['mfa', 'password', 'a passkey, or with your password and a code'],
  ['mfa', 'slack', 'a passkey, or with your password and a code'],
  ['mfa', 'link', 'a passkey, or with your password and a code'],
  ['phr', 'second_step', 'asks for a passkey'],
])('a tool that wants %s gets nobody by %s', async (wanted, way, told) => {
  await signedInBy(way);
  const config = await discover(world, tool);
  const wish = { acr_values: wanted };

  const sent = await sendToSignIn(world, config, tool.redirectUri, wish);
  const asked = await follow(world, browser, sent.path);
  expect(asked.away).toBeUndefined();
  expect(asked.response.status).toBe(403);
  expect(await asked.response.text()).toContain(told);
  const silent = await sendToSignIn(world, config, tool.redirectUri, { ...wish, prompt: 'none' });
  const { away } = await follow(world, browser, silent.path);
  expect(away?.searchParams.get('error')).toBe('unmet_authentication_requirements');

  // As soon as they have signed in in such a way, they go on from there.
  await signedInBy('passkey');
  expect((await follow(world, browser, asked.path)).away?.href).toContain('?code=');
});

test.each([
  ['sfa', 'password'],
  ['mfa', 'second_step'],
  ['mfa', 'passkey'],
  ['phr mfa', 'second_step'],
  ['phr', 'passkey'],
  ['urn:else:gold', 'password'],
])('a tool that wants %s gets whoever signed in by %s', async (wanted, way) => {
  await signedInBy(way);
  const config = await discover(world, tool);
  const sent = await sendToSignIn(world, config, tool.redirectUri, { acr_values: wanted });
  expect((await follow(world, browser, sent.path)).away?.href).toContain('?code=');
});

test('a proxy that asks for more sends people to sign in with more', async () => {
  await signedInBy('password');
  const cookie = await forwardCookie(world, browser.jar.header.cookie ?? '');
  const ask = () => world.get('/auth/verify?strength=mfa', { cookie, ...host });

  const weak = await ask();
  expect(weak.status).toBe(401);
  const location = new URL(weak.headers.get('location') ?? '');
  expect(location.searchParams.get('strength')).toBe('mfa');
  const entered = await browser.get(location.pathname + location.search);
  expect(entered.status).toBe(403);
  const page = await entered.text();
  expect(page).toContain('grafana.example.com');
  expect(page).toContain('Sign in more securely');
  expect(page).toContain('name="return" value="/auth/enter?');

  await signedInBy('second_step');
  expect((await ask()).status).toBe(200);
  const back = await browser.get(location.pathname + location.search);
  expect(back.headers.get('location')).toBe('https://grafana.example.com/');
});

test('nobody says themselves how they signed in', async () => {
  const cookie = await forwardCookie(world, browser.jar.header.cookie ?? '');
  const answer = await world.get('/auth/verify', { cookie, ...host, 'X-Auth-Strength': 'phr' });
  expect(answer.status).toBe(403);
});
