import * as oidc from 'openid-client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { byOauth } from '../support/credentials.ts';
import { connectTool, follow, openTool } from '../support/tool-acts.ts';
import { installed } from '../support/two-teams.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld(byOauth);
  if (!inject('neighbour')) await installed(world, world.slack);
});
afterAll(() => world.stop());

test('once a team has uninstalled the app, its tools are shut: nobody there could remove anybody', async () => {
  const tool = await connectTool(world);
  await joinAs(world, 'ana@example.com');
  const ana = new Visitor(world);
  await ana.signIn('ana@example.com', goodPassword);
  const { config, tokens, sent } = await openTool(world, tool, ana);

  await world.database.query(
    "UPDATE installations SET uninstalled_at = now() WHERE slack_id = 'T0SANDBOX'",
  );

  const sub = tokens.claims()?.sub ?? '';
  await expect(oidc.fetchUserInfo(config, tokens.access_token, sub)).rejects.toThrow();
  await expect(oidc.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toThrow();
  expect((await follow(world, ana, sent.path)).response.status).toBe(403);
});
