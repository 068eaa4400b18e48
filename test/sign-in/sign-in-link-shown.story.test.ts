import { personIn } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { addPerson } from '../support/acts.ts';
import { textOf, Visitor } from '../support/browser-acts.ts';
import { openInvitation } from '../support/races.ts';
import { askForLink, linkPattern } from '../support/sign-in-link-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Where the server sends no email.

const adam = 'U0ADAM';
let world: World;
beforeAll(async () => {
  world = await startWorld({ SMTP_URL: 'none' });
});
afterEach(async () => {
  if (world.slack.modal(adam)) await world.slack.close({ user: adam, all: true });
});
afterAll(() => world.stop());

async function join(email: string): Promise<void> {
  const { path } = await openInvitation(world, email);
  const form = { displayName: 'Ana', password: 'correct horse battery staple' };
  expect((await new Visitor(world).post(path, form)).status).toBe(303);
}

test('who is in Slack gets it there, and no admin sees it', async () => {
  const ina = addPerson(world, { id: 'U0INA', name: 'Ina', email: 'ina@example.com' });
  await join('ina@example.com');
  const admin = await askForLink(world, 'ina@example.com');
  await admin.waitsFor('modal', "We'll send it to them in Slack.");
  await admin.submits();
  await admin.waitsFor('home', 'A sign-in link is on its way to Ana, in Slack.');
  const inSlack = personIn(world.slack, ina);
  await inSlack.waitsFor('messages', 'It works once, until');
  const channels = world.slack.state.channels.filter(({ members }) => members.includes(ina));
  const said = JSON.stringify(channels.map(({ id }) => world.slack.messages(id)));
  const [, path = ''] = linkPattern.exec(said) ?? [];

  const browser = new Visitor(world);
  expect((await browser.post(path, {})).status).toBe(303);
  expect((await browser.get('/account')).status).toBe(200);
});

test('whom nothing of ours reaches is handed it by the admin, who sees it once', async () => {
  await join('jo@example.com');
  const admin = await askForLink(world, 'jo@example.com');
  await admin.waitsFor('modal', "so we'll show you the link");
  await admin.submits();
  await admin.waitsFor('modal', 'Give this link to');
  const [, path = ''] = linkPattern.exec(JSON.stringify(world.slack.modal(adam)?.view)) ?? [];

  const browser = new Visitor(world);
  expect(await textOf(await browser.get(path))).toContain('made this link for jo@example.com');
  expect((await browser.post(path, {})).status).toBe(303);
  expect((await browser.get('/account')).status).toBe(200);
});
