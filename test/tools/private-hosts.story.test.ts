import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { byOauth } from '../support/credentials.ts';
import { openHome, removeMember } from '../support/slack-acts.ts';
import { connectTool, openTool, startToldTool } from '../support/tool-acts.ts';
import { installed } from '../support/two-teams.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let told: Awaited<ReturnType<typeof startToldTool>>;
beforeAll(async () => {
  told = await startToldTool();
  // Any team may install the app, and the hosts are the tools' of another.
  world = await startWorld({ ...byOauth, TOOL_HOSTS: '127.0.0.1', AUTH_TEAMS: 'T0ANOTHER' });
  if (!inject('neighbour')) await installed(world, world.slack);
});
afterAll(async () => {
  await world.stop();
  await told.stop();
});

test("a stranger's tool is nothing in the network of whoever runs the app", async () => {
  const tool = await connectTool(world, { 'Sign-out address': `${told.url}/reboot?now` });
  await joinAs(world, 'ana@example.com', { displayName: 'Ana' });
  const ana = new Visitor(world);
  await ana.signIn('ana@example.com', goodPassword);
  await openTool(world, tool, ana);
  await openHome(world, 'U0ADAM', 'Invite people');
  await removeMember(world, 'U0ADAM', 'Ana');
  const states = "SELECT state::text FROM deliveries WHERE channel = 'oidc_logout'";
  const ended = () => world.database.query(states);
  await expect.poll(ended, { timeout: 15_000 }).toEqual([{ state: 'failed' }]);
  expect(told.told).toEqual([]);
});
