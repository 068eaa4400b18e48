import { personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cookieOf, goodPassword, joinAs, linkIn, signUpForm } from '../support/acts.ts';
import { readable, textOf, Visitor } from '../support/browser-acts.ts';
import { importsAtRest } from '../support/import-acts.ts';
import { openListForm } from '../support/list-acts.ts';
import { recorded } from '../support/mend-acts.ts';
import { homeShows, removeMember, typeCommand } from '../support/slack-acts.ts';
import {
  type ConnectedTool,
  connectTool,
  follow,
  openTool,
  showTools,
} from '../support/tool-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let wiki: ConnectedTool;
let files: ConnectedTool;
beforeAll(async () => {
  world = await startWorld();
  const mia = world.slack.state.users.find(({ id }) => id === 'U0MIA')?.email ?? '';
  await joinAs(world, mia, { displayName: 'Mia' });
  wiki = await connectTool(world, chosen('Wiki'));
  await connectTool(world, chosen('Plans'));
  files = await connectTool(world, { Name: 'Files', Address: 'https://files.example.com' });
  await connectTool(world, {
    Name: 'Board',
    Address: 'https://board.example.com',
    'Who can use it?': 'Admins',
  });
});
afterAll(() => world.stop());

/** A tool that at first is for Mia alone. */
const chosen = (Name: string) => ({
  Name,
  'Who can use it?': 'Chosen members',
  'Chosen members': ['Mia Member'],
});

const adam = () => personIn(world.slack, 'U0ADAM');

/** Adam invites somebody in the dialog, with these tools; gives the email. */
async function sendTo(email: string, fields: Record<string, unknown>) {
  await adam().types('/invite');
  await adam().waitsFor('modal', 'Email address');
  await adam().submits({ 'Email address': email, ...fields });
  await adam().waitsFor('modal', email);
  await adam().closes();
  return (await world.letterTo(email)).parsed;
}

/** The same; gives the path of the link in it. */
async function inviteWith(email: string, fields: Record<string, unknown>): Promise<string> {
  return linkIn((await sendTo(email, fields)).text ?? '').path;
}

/** Adam opens the card of somebody who was invited. */
async function openCard(email: string): Promise<void> {
  await adam().opensHome();
  await world.slack.press({ user: 'U0ADAM', in: 'home', actionId: 'home.tab_invitations' });
  await homeShows(world, 'U0ADAM', email);
  await adam().presses('Details', { in: 'home', of: email });
}

/** What the page behind a link promises. */
async function promised(path: string): Promise<string | undefined> {
  const text = readable(await (await world.get(path)).text());
  return /You'll get (.*?) Your link/.exec(text.replaceAll(/\s+/g, ' '))?.[1]?.trim();
}

/** Joins by a link; gives the browser. */
async function join(path: string, displayName: string): Promise<{ page: string; cookie: string }> {
  const joined = await world.post(path, signUpForm({ displayName }));
  expect(joined.status).toBe(303);
  const cookie = cookieOf(joined);
  const page = await world.get(joined.headers.get('location') ?? '', { cookie });
  return { page: await page.text(), cookie };
}

async function signedIn(email: string): Promise<Visitor> {
  const browser = new Visitor(world);
  await browser.signIn(email, goodPassword);
  return browser;
}

test('an invitation gives tools: told everywhere, open after joining, shut after the removal', async () => {
  const { text = '', html } = await sendTo('ana@example.com', { Tools: ['Wiki'] });
  const { path } = linkIn(text);
  expect(text).toContain("You'll get: Wiki, Files");
  expect(html).toContain('Wiki, Files');
  expect(await promised(path)).toBe('Wiki, Files');
  const { page } = await join(path, 'Ana');
  expect(page.match(/<a href="https:\/\/\w+\.example\.com"/g)).toEqual([
    '<a href="https://wiki.example.com"',
    '<a href="https://files.example.com"',
  ]);
  expect(page).toContain('Back to Slack');
  const ana = await signedIn('ana@example.com');
  expect(await textOf(await ana.get('/account'))).toMatch(/Your tools.*Wiki.*Files/s);
  const { sent } = await openTool(world, wiki, ana);
  const records = await recorded(world, 'ana@example.com');
  expect(records.map(({ act, detail }) => [act, Object(detail).tools])).toEqual(
    expect.arrayContaining([
      ['invitation_sent', 'Wiki'],
      ['member_joined', 'Wiki'],
    ]),
  );
  await adam().opensHome();
  await adam().presses('Activity');
  await homeShows(world, 'U0ADAM', 'as a member, with Wiki');

  await removeMember(world, 'U0ADAM', 'Ana');
  const { away } = await follow(world, ana, sent.path);
  expect(away?.searchParams.get('code') ?? null).toBeNull();
});

test('whoever was given no tool gets those of all members, and an admin those of admins', async () => {
  const path = await inviteWith('bo@example.com', {});
  expect(await promised(path)).toBe('Files');
  await join(path, 'Bo');
  const bo = await signedIn('bo@example.com');
  await openTool(world, files, bo);
  await expect(openTool(world, wiki, bo)).rejects.toThrow('403');
  const asAdmin = await inviteWith('cy@example.com', { Role: 'admin' });
  expect(await promised(asAdmin)).toBe('Files, Board');
});

test('what was given stays with the invitation, whatever is done with its link', async () => {
  const path = await inviteWith('di@example.com', { Tools: ['Wiki', 'Plans'] });
  world.clock.shiftMs += 60_000;
  await typeCommand(world, 'di@example.com');
  expect(await promised(path)).toBe('Wiki, Plans, Files');
  world.clock.shiftMs += 60_000;
  // More is more: nothing is taken away by giving something else.
  await inviteWith('di@example.com', { Tools: ['Wiki'] });
  expect(await promised(path)).toBe('Wiki, Plans, Files');

  await openCard('di@example.com');
  await adam().waitsFor('modal', 'Gets: Wiki, Plans, Files');
  await adam().presses('Change address…', { in: 'modal' });
  await adam().waitsFor('modal', 'The old link stops working');
  await adam().submits({ 'Email address': 'dina@example.com' });
  const moved = linkIn((await world.letterTo('dina@example.com')).parsed.text ?? '').path;
  expect(await promised(moved)).toBe('Wiki, Plans, Files');
});

test('an admin changes what an invitation gives, and it is recorded', async () => {
  const path = await inviteWith('ed@example.com', { Tools: ['Wiki'] });
  await openCard('ed@example.com');
  await adam().waitsFor('modal', 'Gets: Wiki, Files');
  await adam().presses('Change tools…', { in: 'modal' });
  await adam().waitsFor('modal', 'can open after joining');
  await adam().submits({ Tools: ['Plans'] });
  await homeShows(world, 'U0ADAM', "ed@example.com's tools were changed");
  expect(await promised(path)).toBe('Plans, Files');
  const [newest] = await recorded(world, 'ed@example.com');
  expect(newest).toMatchObject({
    act: 'invited_tools_changed',
    detail: { was: 'Wiki', now: 'Plans' },
  });
});

test('a list gives everybody in it the same tools', async () => {
  const person = await openListForm(world, 'U0ADAM');
  await person.submits({
    'Names and email addresses': 'fay@example.com gil@example.com',
    Tools: ['Plans'],
  });
  await person.waitsFor('modal', 'They get: Plans.');
  await person.submits();
  await importsAtRest(world);
  for (const name of ['fay', 'gil']) {
    const letter = await world.letterTo(`${name}@example.com`);
    const { path } = linkIn(letter.parsed.text ?? '');
    expect(await promised(path)).toBe('Plans, Files');
    const { page } = await join(path, name);
    expect(page).toContain('Plans');
  }
});

test('members open their tools from Home, and see no others', async () => {
  const mia = personIn(world.slack, 'U0MIA');
  await mia.opensHome();
  await mia.waitsFor('home', 'Open them with your team account');
  const home = JSON.stringify(world.slack.home('U0MIA'));
  for (const name of ['Wiki', 'Plans', 'Files']) expect(home).toContain(`"Open ${name}"`);
  expect(home).not.toContain('Board');
});

test('a tool that is disconnected meanwhile drops out, and costs nobody their joining', async () => {
  const path = await inviteWith('hal@example.com', { Tools: ['Wiki', 'Plans'] });
  const before = await world.get(path);
  expect(before.status).toBe(200);
  await showTools(world);
  await adam().presses('Disconnect…', { in: 'home', of: 'Plans' });
  await adam().waitsFor('modal', 'Nobody can sign in');
  await adam().submits();
  await homeShows(world, 'U0ADAM', 'Plans was disconnected');
  expect(await promised(path)).toBe('Wiki, Files');
  const { page } = await join(path, 'Hal');
  expect(page).not.toContain('Plans');
});
