import { linesOf, personIn } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { addPerson, goodPassword, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { openHome, pressHome } from '../support/slack-acts.ts';
import { connectTool, discover, openTool, startToldTool } from '../support/tool-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// An admin ends all that somebody is signed in to; they stay a member.

const adam = 'U0ADAM';
let world: World;
let wiki: Awaited<ReturnType<typeof startToldTool>>;
beforeAll(async () => {
  wiki = await startToldTool();
  world = await startWorld({ TOOL_HOSTS: '127.0.0.1', AUTH_TEAMS: 'T0SANDBOX' });
});
afterEach(async () => {
  for (const user of [adam, 'U0MO']) {
    if (world.slack.modal(user)) await world.slack.close({ user, all: true });
  }
});
afterAll(async () => {
  await world.stop();
  await wiki.stop();
});

async function askToSignOut(email: string, user = adam): Promise<ReturnType<typeof personIn>> {
  const person = personIn(world.slack, user);
  await openHome(world, user, 'Invite people');
  await pressHome(world, user, 'home.tab_members', { words: ['● Members', email] });
  await person.presses('Details', { of: email, in: 'home' });
  await person.waitsFor('modal', 'Sign out everywhere…');
  await person.presses('Sign out everywhere…', { in: 'modal' });
  await person.waitsFor('modal', `(${email}) out everywhere?`);
  return person;
}

test('whoever is signed out everywhere is signed in nowhere, at no tool, and is still a member', async () => {
  const tool = await connectTool(world, { 'Sign-out address': `${wiki.url}/out` });
  await joinAs(world, 'bo@example.com', { displayName: 'Bo' });
  const [laptop, phone] = [new Visitor(world), new Visitor(world)];
  await laptop.signIn('bo@example.com', goodPassword);
  await phone.signIn('bo@example.com', goodPassword);
  const { tokens } = await openTool(world, tool, laptop);

  const person = await askToSignOut('bo@example.com');
  await world.slack.submit({ user: adam });
  await person.waitsFor('home', 'Bo is signed out everywhere: 3 sessions ended.');

  for (const browser of [laptop, phone]) {
    expect((await browser.get('/account')).status).toBe(401);
  }
  const config = await discover(world, tool);
  const userinfo = await fetch(`${world.url}/oidc/userinfo`, {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  });
  expect([config.serverMetadata().issuer !== '', userinfo.status]).toEqual([true, 401]);
  await expect.poll(() => wiki.told.length, { timeout: 10_000 }).toBe(1);

  await phone.signIn('bo@example.com', goodPassword);
  expect((await phone.get('/account')).status).toBe(200);
  await openHome(world, adam, 'Invite people');
  const activity = await pressHome(world, adam, 'home.tab_activity', { words: '● Activity' });
  const lines = linesOf(activity).join('\n');
  expect(lines).toMatch(/signed Bo out everywhere[\s\S]*3 sessions ended · Wiki signed out/);
});

test('of whoever was signed in nowhere it says just that', async () => {
  const { cookie } = await joinAs(world, 'cy@example.com', { displayName: 'Cy' });
  await world.post('/sign-out', new FormData(), { cookie });
  const person = await askToSignOut('cy@example.com');
  await world.slack.submit({ user: adam });
  await person.waitsFor('home', "Cy wasn't signed in anywhere.");
});

test('whoever is no admin any more when they say yes signs nobody out', async () => {
  const mo = addPerson(world, { id: 'U0MO', name: 'Mo', email: 'mo@example.com' });
  await joinAs(world, 'mo@example.com', { displayName: 'Mo', role: 'admin' });
  await joinAs(world, 'di@example.com', { displayName: 'Di' });
  const di = new Visitor(world);
  await di.signIn('di@example.com', goodPassword);

  const person = await askToSignOut('di@example.com', mo);
  await world.database.query("UPDATE members SET role = 'member' WHERE email = 'mo@example.com'");
  await world.slack.submit({ user: mo });

  await person.waitsFor('modal', 'Only admins can do this');
  expect((await di.get('/account')).status).toBe(200);
});
