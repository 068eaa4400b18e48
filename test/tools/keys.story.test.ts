import { decodeProtectedHeader, type JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { secondApp } from '../support/slack-acts.ts';
import { type ConnectedTool, connectTool, openTool } from '../support/tool-acts.ts';
import { startWorld, type World } from '../support/world.ts';

const oldSecret = 'old-secret-old-secret-old-secret-old';
const newSecret = 'new-secret-new-secret-new-secret-new';
const dayMs = 86_400_000;

let world: World;
let tool: ConnectedTool;
beforeAll(async () => {
  world = await startWorld({ APP_SECRET: oldSecret });
  tool = await connectTool(world);
  await joinAs(world, 'ana@example.com');
});
afterAll(() => world.stop());

/** The ids of the keys that are published, the one that signs first. */
async function published(url = world.url): Promise<string[]> {
  const keys = (await (await fetch(`${url}/oidc/jwks`)).json()) as JSONWebKeySet;
  for (const key of keys.keys) expect(Object.keys(key).sort()).not.toContain('d');
  return keys.keys.map(({ kid }) => kid ?? '');
}

/** Ana signs in to the tool; gives her ID token, which it has checked, and who signed it. */
async function signedBy(): Promise<{ idToken: string; kid: string | undefined }> {
  const ana = new Visitor(world);
  await ana.signIn('ana@example.com', goodPassword);
  const { tokens } = await openTool(world, tool, ana);
  const idToken = tokens.id_token ?? '';
  return { idToken, kid: decodeProtectedHeader(idToken).kid };
}

async function hintedSignOut(idToken: string): Promise<number> {
  const query = new URLSearchParams({ id_token_hint: idToken });
  return (await world.get(`/oidc/sign-out?${query}`)).status;
}

test('the first key signs at once, and is followed after three months by one that tools know before it signs', async () => {
  const [first] = await published();
  const before = await signedBy();
  expect(before.kid).toBe(first);

  world.clock.shiftMs += 90 * dayMs;
  const both = await published();
  expect(both).toHaveLength(2);
  expect(both[0]).toBe(first);
  expect((await signedBy()).kid).toBe(first);

  world.clock.shiftMs += dayMs;
  expect(await published()).toEqual([both[1], first]);
  expect((await signedBy()).kid).toBe(both[1]);
  expect(await hintedSignOut(before.idToken)).toBe(200);

  world.clock.shiftMs += 31 * dayMs;
  expect(await published()).toEqual([both[1]]);
  expect(await hintedSignOut(before.idToken)).toBe(400);
});

test('two processes change to one and the same key', async () => {
  const second = await secondApp(world, world.config);
  try {
    world.clock.shiftMs += 90 * dayMs;
    const asked = [world.url, second.url, world.url, second.url, second.url];
    await Promise.all(asked.map(published));
    const keys = await published();
    expect(keys).toHaveLength(2);
    expect(await published(second.url)).toEqual(keys);
    world.clock.shiftMs += dayMs;
    expect(await published(second.url)).toEqual(keys.toReversed());
    expect(await published()).toEqual(keys.toReversed());
  } finally {
    await second.stop();
  }
});

test('a new APP_SECRET seals the keys anew, so that the old one can be dropped', async () => {
  const keys = await published();
  for (const appSecrets of [[newSecret, oldSecret], [newSecret]]) {
    const restarted = await secondApp(world, { ...world.config, appSecrets });
    expect(await published(restarted.url)).toEqual(keys);
    await restarted.stop();
  }
});

test('keys that were thrown away are replaced by the next one that is needed', async () => {
  const before = await published();
  await world.database.query('DELETE FROM oidc_keys');
  const after = await published();
  expect(after).toHaveLength(1);
  expect(before).not.toContain(after[0]);
  expect((await signedBy()).kid).toBe(after[0]);
});
