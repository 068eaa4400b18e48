import { buttonsOf, linesOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, invite, joinAs, signUpForm } from '../support/acts.ts';
import { homeForgets, openHome } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Whoever is in Slack and has an invitation finds it in their Home tab.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const [mia, olga] = ['U0MIA', 'U0OLGA'];

function addressOf(user: string): string {
  return world.slack.state.users.find(({ id }) => id === user)?.email ?? '';
}

/** The links that buttons of a Home tab lead to. */
function linksIn(home: unknown): string[] {
  return [...JSON.stringify(home).matchAll(/"url":"([^"]*)"/g)].map(([, url]) => url ?? '');
}

test('shows an invitee who is in Slack their invitation on top, with their own link', async () => {
  const { path } = await invite(world, addressOf(mia), { by: olga });
  const home = await openHome(world, mia, 'Olga Owner invited you');
  expect(linesOf(home)[0]).toBe('*Olga Owner invited you to join Sandbox.*');
  expect(buttonsOf(home)).toContain('Join Sandbox');
  expect(linksIn(home)[0]).toBe(`http://localhost:3000${path}`);
  expect(linesOf(home).join()).not.toContain("don't have an account");
});

test('shows it to nobody else', async () => {
  const guest = await openHome(world, 'U0GUS');
  expect(linksIn(guest)).toEqual([]);
  const far = addPerson(world, {
    id: 'U0FAR',
    teamId: 'T0OTHER',
    email: addressOf(mia),
    name: 'far',
  });
  expect(linksIn(await openHome(world, far))).toEqual([]);
});

test('tells a guest who has joined where their account opens, and never that they have none', async () => {
  await joinAs(world, addressOf('U0GUS'), { displayName: 'Gus' });
  const words = linesOf(await openHome(world, 'U0GUS', 'If you have an account here')).join();
  expect(words).toContain(
    'it opens <http://localhost:3000/account|in your browser>. Want one? Ask',
  );
  expect(words).not.toContain("don't have an account");
  expect(words).not.toContain('Your role');
});

test('shows a Slack admin without an account theirs above the lists', async () => {
  const { path } = await invite(world, addressOf(olga), { by: 'U0ADAM', role: 'admin' });
  const home = await openHome(world, olga, 'Adam Admin invited you');
  expect(linksIn(home)).toEqual([`http://localhost:3000${path}`]);
  expect(linesOf(home).join()).toContain('Not joined yet (2)');
});

test('shows it no longer once they have joined, and leads to their account instead', async () => {
  // What was sent a moment ago isn't sent once more.
  world.clock.shiftMs += 60_000;
  const { path } = await invite(world, addressOf(mia), { by: olga });
  expect((await world.post(path, signUpForm())).status).toBe(303);
  const home = await openHome(world, mia, 'Your role: Member');
  expect(linksIn(home)).toEqual(['http://localhost:3000/account']);
  const { path: hers } = await invite(world, addressOf(olga), { by: 'U0ADAM', role: 'admin' });
  expect((await world.post(hers, signUpForm())).status).toBe(303);
  await homeForgets(world, olga, 'invited you');
  expect(buttonsOf(await openHome(world, olga, 'Invite people'))).toContain('Your account');
});
