import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { allRows, goodPassword, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { openHome, removeMember, secondApp } from '../support/slack-acts.ts';
import {
  type ConnectedTool,
  connectTool,
  discover,
  follow,
  openTool,
  sendToSignIn,
  startToldTool,
} from '../support/tool-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Several processes, clocks that differ, and whoever has a copy of the database.

let world: World;
let told: Awaited<ReturnType<typeof startToldTool>>;
let tool: ConnectedTool;
beforeAll(async () => {
  told = await startToldTool();
  world = await startWorld({ TOOL_HOSTS: '127.0.0.1', AUTH_TEAMS: 'T0SANDBOX' });
  tool = await connectTool(world, { 'Sign-out address': `${told.url}/signed-out` });
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await world.stop();
  await told.stop();
});

async function join(name: string): Promise<Visitor> {
  const email = `${name.toLowerCase()}@example.com`;
  await joinAs(world, email, { displayName: name });
  const browser = new Visitor(world);
  await browser.signIn(email, goodPassword);
  return browser;
}

/** Somebody is sent back to the tool with a code, which it hasn't used. */
async function codeOf(browser: Visitor) {
  const config = await discover(world, tool);
  const sent = await sendToSignIn(world, config, tool.redirectUri);
  const { away } = await follow(world, browser, sent.path);
  if (!away) throw new Error('not at the tool');
  return { config, away, sent, code: away.searchParams.get('code') ?? '' };
}

/** Asks for tokens at a process; a code by its verifier. */
async function ask(url: string, fields: Record<string, string>) {
  const named = { client_id: tool.id, client_secret: tool.secret };
  const body = new URLSearchParams({ ...named, redirect_uri: tool.redirectUri, ...fields });
  const answer = await fetch(`${url}/oidc/token`, { method: 'POST', body });
  return { status: answer.status, told: (await answer.json()) as Record<string, string> };
}

/** From now on the process's own clock is so far from the database's, and the other one's. */
function setClock(minutes: number): void {
  const now = Date.now.bind(Date);
  vi.spyOn(Date, 'now').mockImplementation(() => now() + minutes * 60_000);
}

test('a code that one process gave is exchanged at another, once, whatever the clocks say', async () => {
  const ana = await join('Ana');
  const second = await secondApp(world, world.config);
  try {
    for (const minutes of [0, 5, -5]) {
      const { code, sent } = await codeOf(ana);
      setClock(minutes);
      const fields = { grant_type: 'authorization_code', code };
      const exchange = { ...fields, code_verifier: sent.checks.pkceCodeVerifier };
      const first = await ask(second.url, exchange);
      expect(first.status).toBe(200);
      const { access_token: token, refresh_token } = first.told;
      const headers = { authorization: `Bearer ${token}` };
      expect((await world.get('/oidc/userinfo', headers)).status).toBe(200);
      vi.restoreAllMocks();
      const again = { grant_type: 'refresh_token', refresh_token: refresh_token ?? '' };
      expect((await ask(world.url, again)).status).toBe(200);
      expect((await ask(world.url, exchange)).status).toBe(400);
    }
  } finally {
    await second.stop();
  }
});

test.each([5, -5])(
  'a tool whose clock is off by %i minutes takes what it gets',
  async (minutes) => {
    const name = minutes > 0 ? 'Ben' : 'Cleo';
    const browser = await join(name);
    const config = await discover(world, tool, undefined, { [oidc.clockSkew]: minutes * 60 });
    const sent = await sendToSignIn(world, config, tool.redirectUri);
    const { away } = await follow(world, browser, sent.path);
    if (!away) throw new Error('not at the tool');
    const tokens = await oidc.authorizationCodeGrant(config, away, sent.checks);
    await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '');

    told.told.length = 0;
    await openHome(world, 'U0ADAM', 'Invite people');
    await removeMember(world, 'U0ADAM', name);
    await expect.poll(() => told.told.length, { timeout: 15_000 }).toBe(1);
    const keys = (await (await world.get('/oidc/jwks')).json()) as JSONWebKeySet;
    const currentDate = new Date(Date.now() + minutes * 60_000);
    await jwtVerify(told.told[0] ?? '', createLocalJWKSet(keys), {
      audience: tool.id,
      currentDate,
    });
  },
);

test('a copy of the database holds nothing that anybody could use', async () => {
  const dora = await join('Dora');
  const { tokens } = await openTool(world, tool, dora);
  const { code } = await codeOf(dora);
  const cookies = dora.jar.header.cookie ?? '';
  const cookie = /tools-session=([^;]+)/.exec(cookies)?.[1] ?? '';
  expect(cookie).not.toBe('');
  const copy = (await allRows(world)).join('\n');
  expect(copy).toContain('oidc_entries');
  const secrets = [code, cookie, tool.secret, tokens.access_token, tokens.refresh_token ?? ''];
  for (const secret of secrets) {
    const bytes = Buffer.from(secret);
    for (const kept of [secret, bytes.toString('hex'), bytes.toString('base64')]) {
      expect(copy).not.toContain(kept);
    }
  }
  // Neither the private part of a key, in plain or as bytes.
  for (const sign of ['"kty"', Buffer.from('"kty"').toString('hex')]) {
    expect(copy).not.toContain(sign);
  }

  // What stands there in place of it opens nothing either.
  const hashes = await world.database.query(
    "SELECT encode(id, 'hex') AS hex, encode(id, 'base64') AS base64 FROM oidc_entries",
  );
  for (const { hex, base64 } of hashes) {
    for (const given of [hex, base64]) {
      const fields = { grant_type: 'authorization_code', code: String(given) };
      expect((await ask(world.url, fields)).status).toBe(400);
    }
  }
  const [row] = await world.database.query(
    "SELECT encode(secret_hash, 'base64') AS hash FROM tools",
  );
  const hash = Buffer.from(String(row?.hash), 'base64').toString('base64url');
  const fields = { grant_type: 'authorization_code', code, client_secret: hash };
  expect((await ask(world.url, fields)).status).toBe(401);
});
