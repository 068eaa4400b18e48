import * as oidc from 'openid-client';
import { personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { textOf, Visitor } from '../support/browser-acts.ts';
import { connectTool, follow, openTool, sendToSignIn, showTools } from '../support/tool-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

async function join(email: string): Promise<Visitor> {
  await joinAs(world, email, { displayName: email });
  const browser = new Visitor(world);
  await browser.signIn(email, goodPassword);
  return browser;
}

const toolCount = async () => (await world.database.query('SELECT id FROM tools')).length;

test('says what is wrong where it was typed, and connects nothing', async () => {
  const adam = personIn(world.slack, 'U0ADAM');
  await showTools(world);
  await adam.presses('Connect a tool…');
  await adam.waitsFor('modal', 'What is it?');
  const kind = { 'What is it?': 'Grafana', Name: 'Board' };
  await adam.submits({ ...kind, Address: 'ftp://board.example.com' });
  expect(world.slack.modal('U0ADAM')?.errors).toEqual({
    address: expect.stringContaining('starts with https://'),
  });
  const address = { ...kind, Address: 'https://board.example.com/' };
  await adam.submits({ ...address, 'Who can use it?': 'Chosen members' });
  expect(world.slack.modal('U0ADAM')?.errors).toEqual({ members: 'Choose who can use it.' });
  const chosen = { 'Who can use it?': 'Chosen members', 'Chosen members': ['Mia Member'] };
  await adam.submits({ ...address, ...chosen });
  expect(world.slack.modal('U0ADAM')?.errors).toEqual({
    members: expect.stringContaining('Not a member yet: Mia Member. Invite them first.'),
  });
  await adam.closes();
  expect(await toolCount()).toBe(0);
});

test('a tool for chosen members is for nobody else, and who is chosen no more is out', async () => {
  const email = world.slack.state.users.find(({ id }) => id === 'U0MIA')?.email ?? '';
  const mia = await join(email);
  const ana = await join('ana@example.com');
  const tool = await connectTool(world, {
    'Who can use it?': 'Chosen members',
    'Chosen members': ['Mia Member'],
  });
  const { config, tokens, sent } = await openTool(world, tool, mia);
  const refused = await follow(world, ana, sent.path);
  expect(refused.response.status).toBe(403);
  expect(await textOf(refused.response)).toContain('sign in with another account');
  const silent = await sendToSignIn(world, config, tool.redirectUri, { prompt: 'none' });
  const told = await ana.get(silent.path);
  expect(told.headers.get('location')).toContain('error=login_required');

  const adam = personIn(world.slack, 'U0ADAM');
  await showTools(world);
  await adam.presses('Change…');
  await adam.waitsFor('modal', 'Who can use it?');
  await adam.submits({ 'Who can use it?': 'Admins' });
  await adam.waitsFor('home', ['Wiki was changed', 'for admins']);
  await expect(oidc.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toThrow();
  expect((await follow(world, mia, sent.path)).response.status).toBe(403);
});

test('is for admins only, whoever sends the dialog', async () => {
  const adam = personIn(world.slack, 'U0ADAM');
  await showTools(world);
  await adam.presses('Disconnect…');
  await adam.waitsFor('modal', 'Nobody can sign in');
  await world.database.query('UPDATE workspaces SET slack_admins_are_admins = false');
  await adam.submits();
  await adam.waitsFor('modal', 'Only admins can do this');
  await world.database.query('UPDATE workspaces SET slack_admins_are_admins = true');
  expect(await toolCount()).toBe(1);
});
