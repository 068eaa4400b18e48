import * as oidc from 'openid-client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { byOauth } from '../support/credentials.ts';
import { connectTool, follow, openTool, startToldTool } from '../support/tool-acts.ts';
import { installed } from '../support/two-teams.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let told: Awaited<ReturnType<typeof startToldTool>>;
beforeAll(async () => {
  told = await startToldTool();
  world = await startWorld({ ...byOauth, TOOL_HOSTS: '127.0.0.1', AUTH_TEAMS: 'T0SANDBOX' });
  if (!inject('neighbour')) await installed(world, world.slack);
});
afterAll(async () => {
  await world.stop();
  await told.stop();
});

test('once a team has uninstalled the app, its tools are shut: nobody there could remove anybody', async () => {
  const tool = await connectTool(world, { 'Sign-out address': `${told.url}/out` });
  await joinAs(world, 'ana@example.com');
  const ana = new Visitor(world);
  await ana.signIn('ana@example.com', goodPassword);
  const { config, tokens, sent } = await openTool(world, tool, ana);

  world.slack.state.installed = false;
  await world.slack.event({ type: 'app_uninstalled' });

  await expect.poll(() => told.told.length, { timeout: 15_000 }).toBe(1);
  const kept = "SELECT kind FROM oidc_entries WHERE kind <> 'Interaction'";
  expect(await world.database.query(kept)).toEqual([]);

  const sub = tokens.claims()?.sub ?? '';
  await expect(oidc.fetchUserInfo(config, tokens.access_token, sub)).rejects.toThrow();
  await expect(oidc.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toThrow();
  expect((await follow(world, ana, sent.path)).response.status).toBe(403);
});
