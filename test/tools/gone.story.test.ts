import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { buttonValue, personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { textOf, Visitor } from '../support/browser-acts.ts';
import { modalAfter, openHome, pressHome, removeMember } from '../support/slack-acts.ts';
import {
  type ConnectedTool,
  connectTool,
  follow,
  openTool,
  sendToSignIn,
  showTools,
  startToldTool,
} from '../support/tool-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let told: Awaited<ReturnType<typeof startToldTool>>;
let wiki: ConnectedTool;
let board: ConnectedTool;
beforeAll(async () => {
  told = await startToldTool();
  world = await startWorld({ TOOL_HOSTS: '127.0.0.1', AUTH_TEAMS: 'T0SANDBOX' });
  wiki = await connectTool(world, { 'Sign-out address': `${told.url}/signed-out` });
  board = await connectTool(world, {
    Name: 'Board',
    'Who can use it?': 'Admins',
    'Redirect addresses': 'https://board.example.com/callback',
    'Sign-out address': `${told.url}/signed-out`,
  });
});
afterAll(async () => {
  await world.stop();
  await told.stop();
});

async function join(name: string, role: 'member' | 'admin' = 'member'): Promise<Visitor> {
  const email = `${name.toLowerCase()}@example.com`;
  await joinAs(world, email, { displayName: name, role });
  const browser = new Visitor(world);
  await browser.signIn(email, goodPassword);
  return browser;
}

/** What a sign-out call said, with its signature checked. */
async function readTold(token: string): Promise<Record<string, unknown>> {
  const keys = (await (await world.get('/oidc/jwks')).json()) as JSONWebKeySet;
  const issuer = `${world.config.publicUrl}/oidc`;
  const { payload } = await jwtVerify(token, createLocalJWKSet(keys), { issuer });
  return payload;
}

/** Takes the role Admin from somebody. */
async function makeMember(name: string): Promise<void> {
  const words = ['● Members', name];
  await openHome(world, 'U0ADAM', 'Invite people');
  const home = await pressHome(world, 'U0ADAM', 'home.tab_members', { words });
  const value = buttonValue(home, 'Change role…', name);
  const press = { user: 'U0ADAM', in: 'home', actionId: 'home.change_role', value };
  await modalAfter(world, 'U0ADAM', () => world.slack.press(press));
  const adam = personIn(world.slack, 'U0ADAM');
  await adam.submits({ Role: 'Member' });
  await adam.waitsFor('home', `${name} is now a member`);
}

const patience = { timeout: 15_000 };

test('who is removed is out of every tool at once, and the tools are told', async () => {
  const bo = await join('Bo');
  const { config, tokens, sent } = await openTool(world, wiki, bo);
  const claims = tokens.claims();

  await removeMember(world, 'U0ADAM', 'Bo');

  await expect(
    oidc.fetchUserInfo(config, tokens.access_token, claims?.sub ?? ''),
  ).rejects.toThrow();
  await expect(oidc.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toThrow();
  expect(
    await world.database.query("SELECT id FROM oidc_entries WHERE kind <> 'Interaction'"),
  ).toEqual([]);
  expect((await follow(world, bo, sent.path)).path).toMatch(/^\/sign-in\?/);
  await expect.poll(() => told.told.length, patience).toBe(1);
  expect(await readTold(told.told[0] ?? '')).toMatchObject({
    sub: claims?.sub,
    sid: claims?.sid,
    aud: wiki.id,
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  });
});

test('a tool that is down is told once it is back', async () => {
  told.told.length = 0;
  told.status = 503;
  const cy = await join('Cy');
  await openTool(world, wiki, cy);
  await removeMember(world, 'U0ADAM', 'Cy');
  await expect.poll(() => told.told.length, patience).toBe(1);
  const state = async () =>
    (
      await world.database.query(
        "SELECT state::text FROM deliveries WHERE channel = 'oidc_logout' ORDER BY created_at DESC LIMIT 1",
      )
    )[0]?.state;
  await expect.poll(state, patience).toBe('retrying');
  told.status = 200;
  world.clock.shiftMs += 3_600_000;
  await expect.poll(state, patience).toBe('sent');
  expect(told.told).toHaveLength(2);
});

test('who is no admin any more loses the tools of admins, and keeps the others', async () => {
  told.told.length = 0;
  const di = await join('Di', 'admin');
  const onBoard = await openTool(world, board, di);
  expect(onBoard.tokens.claims()?.groups).toEqual(['members', 'admins']);
  const inWiki = await openTool(world, wiki, di);

  await makeMember('Di');

  await expect(
    oidc.refreshTokenGrant(onBoard.config, onBoard.tokens.refresh_token ?? ''),
  ).rejects.toThrow();
  await expect.poll(() => told.told.length, patience).toBe(1);
  expect(await readTold(told.told[0] ?? '')).toMatchObject({ aud: board.id });
  const refused = await follow(world, di, onBoard.sent.path);
  expect(refused.response.status).toBe(403);
  expect(await textOf(refused.response)).toContain('You can’t open Board yet');
  const sub = inWiki.tokens.claims()?.sub ?? '';
  const info = await oidc.fetchUserInfo(inWiki.config, inWiki.tokens.access_token, sub);
  expect(info.groups).toEqual(['members']);
});

test('with a new secret the old one is worth nothing; once disconnected, nothing is', async () => {
  const eve = await join('Eve');
  const { config, tokens } = await openTool(world, wiki, eve);
  const adam = personIn(world.slack, 'U0ADAM');
  await showTools(world);
  await adam.presses('New secret…');
  await adam.waitsFor('modal', 'stops working right away');
  await adam.submits();
  await adam.waitsFor('modal', 'has a new secret');
  await adam.closes();
  await expect(oidc.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toThrow();

  await adam.presses('Disconnect…');
  await adam.waitsFor('modal', 'Nobody can sign in');
  await adam.submits();
  await adam.waitsFor('home', 'was disconnected');
  const sub = tokens.claims()?.sub ?? '';
  await expect(oidc.fetchUserInfo(config, tokens.access_token, sub)).rejects.toThrow();
  const sent = await sendToSignIn(world, config, wiki.redirectUri);
  expect((await eve.get(sent.path)).status).toBe(400);
});

test('tells of nothing in the log that could be used', () => {
  const lines = JSON.stringify(world.logs);
  for (const secret of [wiki.secret, board.secret, 'eyJ', 'code=']) {
    expect(lines).not.toContain(secret);
  }
});
