import { linesOf, personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, goodPassword, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import {
  askToRemove,
  homeCatchesUp,
  openHome,
  pressHome,
  setSettings,
} from '../support/slack-acts.ts';
import { type ConnectedTool, connectTool, openTool, startToldTool } from '../support/tool-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let wiki: Awaited<ReturnType<typeof startToldTool>>;
let cloud: Awaited<ReturnType<typeof startToldTool>>;
const tools: Record<string, ConnectedTool> = {};
beforeAll(async () => {
  wiki = await startToldTool();
  cloud = await startToldTool();
  world = await startWorld({ TOOL_HOSTS: '127.0.0.1', AUTH_TEAMS: 'T0SANDBOX' });
  const connect = async (Name: string, more: Record<string, string>) => {
    const at = `https://${Name.toLowerCase()}.example.com/callback`;
    tools[Name] = await connectTool(world, { Name, 'Redirect addresses': at, ...more });
  };
  await connect('Wiki', { 'Sign-out address': `${wiki.url}/out` });
  await connect('Cloud', { 'Sign-out address': `${cloud.url}/out` });
  await connect('Notes', {});
  // A Grafana, whose lines name its id and secret in another way than the others' do.
  await connect('Board', {});
  await world.database.query("UPDATE tools SET preset = 'grafana' WHERE name = 'Board'");
});
afterAll(async () => {
  await world.stop();
  await wiki.stop();
  await cloud.stop();
});

const adam = 'U0ADAM';

async function signedInTo(names: readonly string[], email: string): Promise<Visitor> {
  const browser = new Visitor(world);
  await browser.signIn(email, goodPassword);
  for (const name of names) {
    const tool = tools[name];
    if (tool) await openTool(world, tool, browser);
  }
  return browser;
}

const patience = { timeout: 15_000 };
const modal = () => linesOf(world.slack.modal(adam)?.view).join('\n');

/** Presses Remove in the dialog, which stays and shows what comes of it. */
async function remove(name: string): Promise<void> {
  await askToRemove(world, adam, name);
  await world.slack.submit({ user: adam });
}

async function activity(): Promise<string> {
  await openHome(world, adam, 'Invite people');
  const words = '● Activity';
  return linesOf(await pressHome(world, adam, 'home.tab_activity', { words })).join('\n');
}

test('whoever removes somebody sees in the dialog what ended, and every tool as it is told', async () => {
  cloud.status = 503;
  await joinAs(world, 'bo@example.com', { displayName: 'Bo' });
  await signedInTo(['Wiki', 'Cloud', 'Notes', 'Board'], 'bo@example.com');
  await signedInTo(['Wiki'], 'bo@example.com');

  await remove('Bo');

  await expect.poll(modal, patience).toContain('Cloud answered 503: trying until');
  expect(modal()).toContain('Bo was removed');
  expect(modal()).toContain('• 3 sessions ended');
  expect(modal()).toContain('• Wiki signed out');
  expect(modal()).toContain('• Board: at the latest in 10 minutes');
  expect(modal()).toContain("• Notes: when its own session ends, as it can't be told");
  expect(wiki.told).toHaveLength(2);

  cloud.status = 200;
  world.clock.shiftMs += 3_600_000;
  await expect.poll(modal, patience).toContain('• Cloud signed out');
  expect(modal()).toContain('• Board: by now');
  await world.slack.close({ user: adam });
});

test('it stays in Activity, with the person, and for a day above the members', async () => {
  const line = '3 sessions ended · Board: by';
  expect(await activity()).toMatch(
    /removed Bo[\s\S]*3 sessions ended · Board: by .* at the latest/,
  );
  expect(await activity()).toContain('Wiki signed out');
  const members = await pressHome(world, adam, 'home.tab_members', { words: '● Members' });
  expect(linesOf(members).join('\n')).toContain(line);
  const find = { user: adam, in: 'home', actionId: 'home.find_person' };
  const [bo] = await world.slack.suggest({ ...find, query: 'bo@' });
  await world.slack.press({ ...find, value: String(bo?.value ?? '') });
  await expect.poll(modal, patience).toContain(line);
  await world.slack.close({ user: adam });
  world.clock.shiftMs += 25 * 3_600_000;
  await openHome(world, adam, 'Invite people');
  const later = await pressHome(world, adam, 'home.tab_members', { words: '● Members' });
  expect(linesOf(later).join('\n')).not.toContain(line);
});

test('of whoever was signed in nowhere it says just that', async () => {
  const { cookie } = await joinAs(world, 'cy@example.com', { displayName: 'Cy' });
  await world.post('/sign-out', new FormData(), { cookie });
  await remove('Cy');
  await expect.poll(modal, patience).toContain("They weren't signed in anywhere.");
  await world.slack.close({ user: adam });
});

test('a tool that never answers is told of as such after a day', async () => {
  cloud.status = 500;
  await joinAs(world, 'di@example.com', { displayName: 'Di' });
  await signedInTo(['Cloud'], 'di@example.com');
  await remove('Di');
  await expect.poll(modal, patience).toContain('Cloud answered 500: trying until');
  world.clock.shiftMs += 25 * 3_600_000;
  await expect.poll(modal, patience).toContain("⚠️ Cloud couldn't be told: it answered 500");
  await world.slack.close({ user: adam });
  cloud.status = 200;
});

test('who is deactivated in Slack has a receipt, too; and so has a tool that is for others from now on', async () => {
  const eva = addPerson(world, { id: 'U0EVA', name: 'eva' });
  await joinAs(world, 'u0eva@people.example', { displayName: 'Eva' });
  await signedInTo(['Wiki'], 'u0eva@people.example');
  await joinAs(world, 'flo@example.com', { displayName: 'Flo' });
  await signedInTo(['Cloud'], 'flo@example.com');
  await setSettings(world, { follow_deactivations: true });
  const user = {
    id: eva,
    team_id: 'T0SANDBOX',
    deleted: true,
    profile: { email: 'u0eva@people.example' },
  };
  await world.slack.event({ type: 'user_change', user });
  await openHome(world, adam, 'Invite people');
  await pressHome(world, adam, 'home.tab_activity', { words: '● Activity' });
  await homeCatchesUp(world, adam, [
    'Eva was removed, being deactivated in Slack',
    '2 sessions ended · Wiki signed out',
  ]);

  await world.database.query("UPDATE tools SET name = 'Old cloud' WHERE name = 'Cloud'");
  const person = personIn(world.slack, adam);
  await pressHome(world, adam, 'home.tab_tools', { words: '● Tools' });
  await person.presses('Change…', { of: 'Old cloud' });
  await person.waitsFor('modal', 'Who can use it?');
  await person.submits({ 'Who can use it?': 'Admins' });
  await person.waitsFor('home', 'was changed');
  await expect.poll(activity, patience).toMatch(/changed Old cloud.*[\s\S]*Old cloud signed out/);
});

test('the receipt is for admins only, also while it fills in', async () => {
  cloud.status = 503;
  await joinAs(world, 'gil@example.com', { displayName: 'Gil' });
  await signedInTo(['Wiki'], 'gil@example.com');
  await world.database.query("UPDATE tools SET access = 'everybody'");
  await signedInTo(['Cloud'], 'gil@example.com');
  await remove('Gil');
  await expect.poll(modal, patience).toContain('answered 503');
  await setSettings(world, { slack_admins_are_admins: false });
  cloud.status = 200;
  world.clock.shiftMs += 3_600_000;
  await expect.poll(modal, patience).not.toContain('answered 503');
  expect(modal()).not.toContain('signed out\n');
  await setSettings(world, { slack_admins_are_admins: true });
});
