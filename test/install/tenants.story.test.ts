import type { PretendSlack } from 'pretend-slack';
import { linesOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  allRows,
  deliveriesAtRest,
  deliveriesTo,
  invitationsOf,
  invite,
  joinAs,
  openDialog,
  wordsOf,
} from '../support/acts.ts';
import { formOf } from '../support/browser-acts.ts';
import { installIn, seenFrom, startInstallWorld } from '../support/install-acts.ts';
import { openHome, pressHome, removeMember, workspaceIdOf } from '../support/slack-acts.ts';
import { sourceFiles } from '../support/source-files.ts';
import type { World } from '../support/world.ts';

/** Two teams side by side, with people of the same ids, names and addresses. */
let world: World;
let acme: World;
let globex: World;
let other: PretendSlack;
beforeAll(async () => {
  world = await startInstallWorld();
  other = world.slack.addTeam({ team: { id: 'T0GLOBEX', name: 'Globex', domain: 'globex' } });
  acme = world;
  globex = seenFrom(world, other);
  await installIn(world, acme.slack);
  await installIn(world, globex.slack);
});
afterAll(async () => {
  await world.stop();
  expect(other.refusals).toEqual([]);
});

test('each call carries its own team’s token, whoever came first', async () => {
  for (const team of [acme, globex, acme, globex]) await openHome(team);

  for (const slack of [acme.slack, globex.slack]) {
    const published = slack.calls.filter(({ method }) => method === 'views.publish');
    expect(published.length).toBeGreaterThanOrEqual(2);
    expect(slack.calls.every(({ token }) => token === 'bot' || token === 'none')).toBe(true);
  }
});

test('Bolt is never given headers, which it would share between teams with a token in them', () => {
  const files = sourceFiles('src');
  const clients = files.filter(({ text }) => /new \w*(?:WebClient|App|Receiver)\(/.test(text));
  expect(clients.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['src/platform/slack/bolt.ts', 'src/platform/slack/client.ts']),
  );
  for (const { path, text } of clients) expect(text, path).not.toMatch(/\bheaders\s*[:,}]/);
});

test('the same address is invited, joins and is removed in each team by itself', async () => {
  const email = 'ana@both.example';
  const here = await joinAs(acme, email, { displayName: 'Ana of Acme' });
  expect(await invitationsOf(world, email)).toHaveLength(1);
  const there = await joinAs(globex, email, { displayName: 'Ana of Globex' });
  expect(await invitationsOf(world, email)).toHaveLength(2);

  const shown = await members(acme, 'Ana of Acme');
  expect(linesOf(shown).join('\n')).not.toContain('Ana of Globex');
  await removeMember(acme, 'U0ADAM', 'Ana of Acme', 'signed out everywhere');

  expect((await world.get('/account', { cookie: here.cookie })).status).toBe(401);
  expect((await world.get('/account', { cookie: there.cookie })).status).toBe(200);
  await members(globex, 'Ana of Globex');
});

/** The team's members, once somebody is shown. */
async function members(team: World, words: string) {
  await openHome(team);
  return await pressHome(team, 'U0ADAM', 'home.tab_members', { words });
}

test('the DM that somebody joined comes to the inviter in their own team', async () => {
  const before = acme.slack.dms('U0OLGA').length;
  await joinAs(globex, 'gil@globex.example', { by: 'U0OLGA', displayName: 'Gil' });

  await globex.slack.until(() => wordsOf(globex.slack.dms('U0OLGA')).includes('Gil'), 15_000);
  expect(acme.slack.dms('U0OLGA')).toHaveLength(before);
});

test('a link that is posted in the other team says nothing there, and is warned about at home', async () => {
  const { path } = await invite(acme, 'shared@acme.example');
  const url = `${world.config.publicUrl}${path}`;
  const elsewhere = await globex.slack.post({ user: 'U0ADAM', channel: 'C0GENERAL', text: url });
  const home = await acme.slack.post({ user: 'U0ADAM', channel: 'C0GENERAL', text: url });

  await acme.slack.until(
    () => Object.keys(acme.slack.unfurls('C0GENERAL', home.ts)).length > 0,
    15_000,
  );
  expect(globex.slack.unfurls('C0GENERAL', elsewhere.ts)).toEqual({});
  expect(globex.slack.messages('C0GENERAL').filter(({ byApp }) => byApp)).toEqual([]);
});

test('each session shows its own workspace', async () => {
  const address = 'eva@both.example';
  const here = await joinAs(acme, address, { displayName: 'Eva' });
  const there = await joinAs(globex, address, { displayName: 'Eva' });

  const [acmes, globexs] = await Promise.all(
    [here, there].map(async ({ cookie }) => (await world.get('/account', { cookie })).text()),
  );
  expect(acmes).toContain('Sandbox');
  expect(acmes).not.toContain('Globex');
  expect(globexs).toContain('Globex');
  expect(globexs).not.toContain('Sandbox');
});

test('who asks for a new password in both teams gets it from both, however long the mail server is away', async () => {
  const email = 'max@both.example';
  for (const team of [acme, globex]) await joinAs(team, email, { displayName: 'Max' });
  await deliveriesAtRest(world);
  const letters = () => world.mailbox.letters.filter(({ to }) => to === email).length;
  const before = letters();
  world.mailbox.refuseWith('451 come back later');
  const waiting = async () =>
    (await deliveriesTo(world, email)).filter(({ state }) => state === 'retrying').length;
  for (const [earlier, slackDomain] of ['sandbox', 'globex'].entries()) {
    await world.post('/forgot', formOf({ slackDomain, email }));
    await expect.poll(waiting, { timeout: 15_000 }).toBe(earlier + 1);
  }
  world.mailbox.refuseWith(undefined);
  world.clock.shiftMs += 120_000;
  await expect.poll(letters, { timeout: 15_000 }).toBe(before + 2);
});

test('what one team has sent to an address holds up no email of the other', async () => {
  const email = 'wanted@both.example';
  await invite(globex, email);
  // As after a day of inviting it again and again.
  await world.database.query("UPDATE rate_limits SET acts = 20 WHERE starts_with(key, 'emails:')");

  await invite(acme, email);
});

test('settings and lists are each team’s own', async () => {
  expect(await workspaceIdOf(world, 'T0SANDBOX')).not.toBe(await workspaceIdOf(world, 'T0GLOBEX'));
  await invite(acme, 'only@acme.example');
  await deliveriesAtRest(world);

  await openHome(globex);
  await pressHome(globex, 'U0ADAM', 'home.tab_invitations', { words: '● Invitations' });
  const view = await pressHome(globex, 'U0ADAM', 'home.filter', { value: 'all', words: 'gil@' });
  expect(linesOf(view).join('\n')).not.toContain('only@acme.example');
  await openHome(acme);
  await pressHome(acme, 'U0ADAM', 'home.tab_invitations', { words: 'only@acme.example' });
});

test('the team that installed it is served; a third one, signed as well, is not', async () => {
  const before = await allRows(world);
  const stranger = world.slack.addTeam({ team: { id: 'T0THIRD', name: 'Third', domain: 'third' } });
  await stranger.openHome('U0ADAM');
  await stranger.command({ user: 'U0ADAM', command: '/invite', text: 'x@third.example' });

  expect(stranger.calls).toEqual([]);
  expect(await allRows(world)).toEqual(before);
  await openDialog(globex);
});
