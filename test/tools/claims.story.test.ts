import * as oidc from 'openid-client';
import { slackTiers } from 'pretend-slack';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addPerson, goodPassword, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { secrets } from '../support/credentials.ts';
import { openHome, removeMember } from '../support/slack-acts.ts';
import { type ConnectedTool, connectTool, openTool } from '../support/tool-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let tool: ConnectedTool;
let ana: Visitor;
beforeAll(async () => {
  world = await startWorld({}, { ...secrets, tiers: slackTiers });
  const email = 'ana@people.example';
  addPerson(world, { id: 'U0ANA', name: 'Ana', email, tz: 'Europe/Lisbon', locale: 'pt-PT' });
  tool = await connectTool(world);
  await joinAs(world, email, { displayName: 'Ana' });
  ana = new Visitor(world);
  await ana.signIn(email, goodPassword);
});
afterAll(() => world.stop());

/** What the tool learns of Ana: the same in the ID token and at the userinfo endpoint. */
async function learned(): Promise<Record<string, unknown>> {
  const { config, tokens } = await openTool(world, tool, ana);
  const claims = tokens.claims();
  const info = await oidc.fetchUserInfo(config, tokens.access_token, claims?.sub ?? '');
  expect(claims).toMatchObject(info);
  return info;
}

async function nextDay(): Promise<void> {
  const dayMs = 24 * 3_600_000;
  world.clock.shiftMs += dayMs;
  await vi.waitFor(
    async () => {
      const due = await world.database.query(
        `SELECT member_id FROM member_looks WHERE due_at <= now() + ${world.clock.shiftMs + dayMs / 2} * interval '1 millisecond'`,
      );
      expect(due).toEqual([]);
    },
    { timeout: 20_000, interval: 50 },
  );
}

async function choosePicture(background: string): Promise<void> {
  const image = sharp({ create: { width: 20, height: 20, channels: 3, background } });
  const bytes = new Uint8Array(await image.png().toBuffer());
  const avatar = new File([bytes], 'me.png', { type: 'image/png' });
  await ana.post('/account', { act: 'avatar', avatar });
}

const pathOf = (url: unknown) => new URL(String(url)).pathname;

test('tools learn language and time zone as Slack tells them, and since when that is so', async () => {
  const before = await learned();
  expect(before).not.toHaveProperty('zoneinfo');
  // The first look finds out who she is in Slack, and the second the rest.
  await nextDay();
  await nextDay();
  const after = await learned();
  expect(after).toMatchObject({ locale: 'pt-PT', zoneinfo: 'Europe/Lisbon' });
  expect(Number(after.updated_at)).toBeGreaterThan(Number(before.updated_at));
  await nextDay();
  expect((await learned()).updated_at).toBe(after.updated_at);
});

test('a picture has an address that nobody can guess, and that ends with the picture and its member', async () => {
  expect(await learned()).not.toHaveProperty('picture');
  await choosePicture('teal');
  const { picture } = await learned();
  const shown = await world.get(pathOf(picture));
  expect(shown.headers.get('content-type')).toBe('image/webp');
  expect(shown.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  expect((await sharp(await shown.arrayBuffer()).metadata()).width).toBe(256);
  const guessed = pathOf(picture).replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A'));
  for (const path of [guessed, pathOf(picture).slice(0, -5), `${pathOf(picture)}/x`]) {
    expect((await world.get(path)).status).toBe(404);
  }

  world.clock.shiftMs += 1000;
  await choosePicture('red');
  const next = (await learned()).picture;
  expect(next).not.toBe(picture);
  expect((await world.get(pathOf(picture))).status).toBe(404);
  expect((await world.get(pathOf(next))).status).toBe(200);

  await openHome(world, 'U0ADAM', 'Invite people');
  await removeMember(world, 'U0ADAM', 'Ana');
  expect((await world.get(pathOf(next))).status).toBe(404);
});
