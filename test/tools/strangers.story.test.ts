import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { type ConnectedTool, connectTool, openTool } from '../support/tool-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// What somebody can do to the provider by sheer number, or by hanging up.

let world: World;
let wiki: ConnectedTool;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
  wiki = await connectTool(world);
});
afterAll(() => world.stop());

const asking = () =>
  `/oidc/auth?${new URLSearchParams({
    client_id: wiki.id,
    response_type: 'code',
    scope: 'openid',
    redirect_uri: wiki.redirectUri,
    state: 'x'.repeat(4000),
  })}`;

test('of whoever is not signed in only so much is kept, and not for long', async () => {
  await world.get('/oidc/sign-out?state=mine', { 'x-forwarded-for': '192.0.2.1' });
  const from = { 'x-forwarded-for': '192.0.2.2' };
  let answer = await world.get(asking(), from);
  for (let tries = 1; tries < 310 && answer.status === 303; tries += 1) {
    answer = await world.get(asking(), from);
  }
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect((await world.get('/oidc/sign-out', from)).status).toBe(429);
  expect((await world.get('/oidc/.well-known/openid-configuration', from)).status).toBe(200);
  expect((await world.get(asking(), { 'x-forwarded-for': '192.0.2.3' })).status).toBe(303);
  const tooLong = "SELECT kind FROM oidc_entries WHERE expires_at > now() + interval '2 hours'";
  expect(await world.database.query(tooLong)).toEqual([]);
});

test('a browser is one sign-in at a tool, however often it begins anew', async () => {
  await joinAs(world, 'ana@example.com');
  const sids = new Set<unknown>();
  const ana = new Visitor(world);
  await ana.signIn('ana@example.com', goodPassword);
  const session = ana.jar.header.cookie ?? '';
  for (let times = 0; times < 3; times += 1) {
    const forgetful = new Visitor(world);
    forgetful.jar.keep(new Response(null, { headers: { 'set-cookie': session } }));
    const { tokens } = await openTool(world, wiki, forgetful);
    sids.add(tokens.claims()?.sid);
  }
  expect(sids.size).toBe(1);
  const again = new Visitor(world);
  await again.signIn('ana@example.com', goodPassword);
  const { tokens } = await openTool(world, wiki, again);
  expect(sids).not.toContain(tokens.claims()?.sid);
  expect(await world.database.query('SELECT sid FROM tool_sign_ins')).toHaveLength(2);
});

test('HEAD and a request that is cut short are no faults', async () => {
  const written = vi.spyOn(console, 'error');
  for (const path of ['/oidc/jwks', '/oidc/.well-known/openid-configuration', '/oidc/nothing']) {
    const [head, get] = await Promise.all([
      fetch(world.url + path, { method: 'HEAD' }),
      fetch(world.url + path),
    ]);
    expect(head.status).toBe(get.status);
  }
  const { hostname, port } = new URL(world.url);
  const form = 'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 99';
  const socket = connect(Number(port), hostname);
  socket.write(`POST /oidc/token HTTP/1.1\r\nHost: x\r\n${form}\r\n\r\na`);
  // Until the request is being read.
  await world.get('/oidc/jwks');
  socket.end();
  await once(socket.resume(), 'close');
  await world.get('/oidc/jwks');
  expect(written).not.toHaveBeenCalled();
  written.mockRestore();
});
