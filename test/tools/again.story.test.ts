import * as oidc from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import {
  type ConnectedTool,
  connectTool,
  discover,
  follow,
  sendToSignIn,
} from '../support/tool-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Tools that want people to sign in anew, or to choose with which account; in a browser without scripts.

let world: World;
let tool: ConnectedTool;
beforeAll(async () => {
  world = await startWorld();
  tool = await connectTool(world);
  await joinAs(world, 'ana@example.com', { displayName: 'Ana' });
  await joinAs(world, 'bo@example.com', { displayName: 'Bo' });
});
afterAll(() => world.stop());

test.each<Record<string, string>>([
  { prompt: 'login' },
  { prompt: 'select_account' },
  { prompt: 'select_account consent' },
  { prompt: 'login select_account' },
  { max_age: '0' },
])('sent with %j, people sign in again, and may do so as somebody else', async (wish) => {
  const browser = new Visitor(world);
  world.clock.shiftMs = -60_000;
  await browser.signIn('ana@example.com', goodPassword);
  world.clock.shiftMs = 0;
  const config = await discover(world, tool);
  const sent = await sendToSignIn(world, config, tool.redirectUri, wish);
  const asked = await follow(world, browser, sent.path);
  expect(await asked.response.text()).toContain('Please sign in again');

  const out = await browser.post('/sign-out', { return: asked.path });
  const signIn = await follow(world, browser, out.headers.get('location') ?? '');
  expect(signIn.path).toContain('/sign-in');
  await browser.signIn('bo@example.com', goodPassword);
  const { away } = await follow(world, browser, asked.path);
  if (!away) throw new Error('not at the tool');
  const tokens = await oidc.authorizationCodeGrant(config, away, sent.checks);
  expect(tokens.claims()).toMatchObject({ name: 'Bo' });
});

test('choosing an account, without one, is signing in once', async () => {
  const browser = new Visitor(world);
  const config = await discover(world, tool);
  const sent = await sendToSignIn(world, config, tool.redirectUri, { prompt: 'select_account' });
  const asked = await follow(world, browser, sent.path);
  expect(asked.path).toContain('/sign-in');
  await browser.signIn('ana@example.com', goodPassword);
  const back = new URLSearchParams(asked.path.split('?')[1]).get('return') ?? '';
  const { away } = await follow(world, browser, back);
  expect(away?.href).toContain('?code=');
});
