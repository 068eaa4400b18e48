import { personIn } from 'pretend-slack/driver';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addPerson, invitationsOf, joinAs } from '../support/acts.ts';
import { openListForm } from '../support/list-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

/** Those whose ids begin so and about whom Slack was asked by themselves. */
function asked(beginning: string): unknown[] {
  const all = world.slack.calls.filter(({ method }) => method === 'users.info');
  return all.flatMap(({ args: { user } }) => (String(user).startsWith(beginning) ? [user] : []));
}

/** Puts people into a channel. */
function join(channel: string, ...people: string[]): void {
  world.slack.state.channels.find(({ id }) => id === channel)?.members.push(...people);
}

test('takes everybody in a channel but apps, and counts those who are members already', async () => {
  await joinAs(world, 'mia@example.com', { displayName: 'Mia' });
  addPerson(world, { id: 'U0PIA', name: 'pia' });
  addPerson(world, { id: 'U0BOT', name: 'hal', isBot: true });
  addPerson(world, { id: 'U0LEFT', name: 'left', deleted: true });
  join('C0RANDOM', 'U0PIA', 'U0BOT', 'U0LEFT', 'USLACKBOT');
  const person = await openListForm(world);
  await person.submits({ Channels: ['#random', '#general'] });
  const lines = await person.waitsFor('modal', [
    '2 people will be invited* as Member',
    '1 is a member already: Mia Member (mia@example.com)',
    '1 is you',
  ]);
  expect(lines.join('\n')).not.toMatch(/hal|left|slackbot/i);
  await person.submits();
  await person.waitsFor('modal', '2 people invited');
  expect(await invitationsOf(world, 'u0pia@people.example')).toHaveLength(1);
  expect(await invitationsOf(world, 'olga@example.com')).toHaveLength(1);
});

test('asks for a big channel page by page, and takes no more people than Slack can be asked about', async () => {
  const ids = Array.from({ length: 230 }, (_, index) =>
    addPerson(world, { id: `U1N${index}`, name: `n${index}` }),
  );
  join('C0RANDOM', ...ids);
  const person = await openListForm(world);
  await person.submits({ Channels: ['#random'] });
  await person.waitsFor('modal', '232 people will be invited');
  const pages = world.slack.calls.filter(({ method }) => method === 'conversations.members');
  expect(pages).toHaveLength(2);
  const shown = world.slack.calls.filter(({ method }) => method === 'views.update');
  expect(JSON.stringify(shown)).toContain('Asking Slack about 233 people: 233 so far');
  // In the list of the whole team, rather than one by one.
  expect(world.slack.calls.filter(({ method }) => method === 'users.list')).toHaveLength(1);
  expect(asked('U1N')).toEqual([]);

  join('C0RANDOM', ...Array.from({ length: 800 }, (_, index) => `U2N${index}`));
  await person.closes();
  const next = await openListForm(world);
  await next.submits({ Channels: ['#random'] });
  await next.waitsFor('modal', "That's more than 1,000 people");
});

test('whoever does not stand in the list of the team is asked about one by one, as is everybody when Slack gives none', async () => {
  const ids = Array.from({ length: 55 }, (_, index) =>
    addPerson(world, { id: `U1N${index}`, name: `n${index}` }),
  );
  const guest = addPerson(world, { id: 'U3GUEST', name: 'guest', teamId: 'T0ELSEWHERE' });
  join('C0RANDOM', ...ids, guest);
  const person = await openListForm(world);
  await person.submits({ Channels: ['#random'] });
  await person.waitsFor('modal', '58 people will be invited');
  expect(asked('U1N')).toEqual([]);
  expect(asked('U3')).toEqual([guest]);
  await person.closes();

  world.slack.fail('users.list', { error: 'internal_error' });
  const next = await openListForm(world);
  await next.submits({ Channels: ['#random'] });
  await next.waitsFor('modal', '58 people will be invited');
  expect(new Set(asked('U1N'))).toEqual(new Set(ids));
});

test('says so when nobody is there, or the app isn’t in a private channel', async () => {
  const person = await openListForm(world);
  await person.submits({ Channels: ['#launch-plans'] });
  await person.waitsFor('modal', "We can't see who is in one of the channels");
  const random = world.slack.state.channels.find(({ id }) => id === 'C0RANDOM');
  random?.members.splice(0, Number.POSITIVE_INFINITY, 'USLACKBOT');
  await person.submits({ Channels: ['#random'] });
  await person.waitsFor('modal', 'Nobody to invite there');
});

test('waits for the pause that Slack wants, and names whom it still tells nothing about', async () => {
  addPerson(world, { id: 'U0PIA', name: 'pia' });
  addPerson(world, { id: 'U0HUGO', name: 'hugo' });
  join('C0RANDOM', 'U0PIA', 'U0HUGO');
  world.slack.fail('conversations.members', { retryAfter: 1 });
  world.slack.fail('users.info', { retryAfter: 1, args: { user: 'U0PIA' } });
  world.slack.fail('users.info', { error: 'internal_error', args: { user: 'U0HUGO' }, times: 9 });
  const person = await openListForm(world);
  await person.submits({ Channels: ['#random'] });
  const lines = await person.waitsFor('modal', [
    '3 people will be invited',
    "1 person: Slack didn't tell us about this person in time",
    'U0HUGO',
  ]);
  expect(lines.join('\n')).not.toContain('U0PIA');
});

test('shows who is in a group before anything is sent, and who else was named', async () => {
  const adam = personIn(world.slack, 'U0ADAM');
  await adam.types('/invite <!subteam^S0DESIGN|@design> <@U0OLGA> zoe@example.com member');
  await adam.waitsFor('modal', ['3 people will be invited* as Member', '1 is you']);
  expect(await invitationsOf(world, 'zoe@example.com')).toEqual([]);
  await adam.submits();
  await adam.waitsFor('modal', '3 people invited');
  for (const name of ['zoe', 'olga', 'mia']) await world.letterTo(`${name}@example.com`);
});

test('says of a group that isn’t there, or of a plan without groups, that nobody can see into it', async () => {
  const adam = personIn(world.slack, 'U0ADAM');
  await adam.types('/invite <!subteam^S0GONE|@gone> zoe@example.com');
  const words = ['1 person will be invited', "1 is a group that we can't see into", '@gone'];
  await adam.waitsFor('modal', words);
  await adam.closes();
  world.slack.state.team.hasUserGroups = false;
  await adam.types('/invite <!subteam^S0DESIGN|@design>');
  await adam.waitsFor('modal', ['Nobody will be invited', '@design']);
});
