import { personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, goodPassword, joinAs } from '../support/acts.ts';
import { textOf, Visitor } from '../support/browser-acts.ts';
import { joinByPasskey, PasskeyVisitor } from '../support/passkey-acts.ts';
import { openHome, pressHome } from '../support/slack-acts.ts';
import {
  bySlack,
  joinBySlack,
  memberRow,
  startSlackSignInWorld,
} from '../support/slack-sign-in.ts';
import type { World } from '../support/world.ts';

const newPassword = 'quite another set of words';
const second = 1000;
let world: World;
beforeAll(async () => {
  world = await startSlackSignInWorld();
});
afterAll(() => world.stop());

/** The path in the next email to somebody that has one of this folder, of those with this subject. */
async function linkTo(email: string, folder: string, subject = ''): Promise<string> {
  const link = new RegExp(`http://localhost:3000(/${folder}/[\\w-]+)`);
  for (;;) {
    const { parsed } = await world.letterTo(email);
    const [, path] = link.exec(parsed.text ?? '') ?? [];
    if (path && parsed.subject?.includes(subject)) return path;
  }
}

/** Somebody says that what the next such email is about wasn't them. */
async function disown(email: string, subject: string): Promise<void> {
  const path = await linkTo(email, 'not-me', subject);
  expect((await new Visitor(world).post(path, {})).status).toBe(303);
}

async function resetPathOf(email: string): Promise<string> {
  await new Visitor(world).post('/forgot', { email });
  return await linkTo(email, 'reset');
}

test('a new browser that came in by Slack, or by a passkey, comes in so no more', async () => {
  const [slack, passkey] = ['slack@people.example', 'passkey@people.example'];
  addPerson(world, { id: 'U0SLA', name: 'sla', email: slack });
  await joinBySlack(world, 'U0SLA', slack);
  world.clock.shiftMs += second;
  expect((await bySlack(world, '/sign-in/slack', 'U0SLA')).status).toBe(303);
  await disown(slack, 'New sign-in');
  expect((await bySlack(world, '/sign-in/slack', 'U0SLA')).status).toBe(403);

  const { device } = await joinByPasskey(world, passkey);
  const thief = new PasskeyVisitor(world, {}, device);
  expect((await thief.signInByPasskey()).status).toBe(303);
  await disown(passkey, 'New sign-in');
  expect((await thief.get('/account')).status).toBe(401);
  expect((await thief.signInByPasskey()).status).toBe(400);
});

test('whom somebody else connected is not taken for the member in Slack any more', async () => {
  const email = 'iris@people.example';
  const { cookie } = await joinAs(world, email);
  addPerson(world, { id: 'U0THIEF', name: 'thief', email: 'thief@people.example' });
  await bySlack(world, '/account/slack', 'U0THIEF', cookie);
  expect(await memberRow(world, email)).toMatchObject({ slack_user_id: 'U0THIEF' });

  await disown(email, 'Sign in with Slack was turned on');

  expect(await memberRow(world, email)).toMatchObject({
    slack_user_id: null,
    slack_linked_at: null,
  });
});

test('links for a new password from before are dead, also where there was none', async () => {
  const email = 'nora@people.example';
  const { device } = await joinByPasskey(world, email);
  const before = await resetPathOf(email);
  world.clock.shiftMs += 2 * second;
  await new PasskeyVisitor(world, {}, device).signInByPasskey();
  await disown(email, 'New sign-in');
  const locked = await linkTo(email, 'reset');
  expect((await world.get(before)).status).toBe(410);
  expect((await new Visitor(world).post(locked, { password: goodPassword })).status).toBe(303);

  world.clock.shiftMs += 2 * second;
  await disown(email, 'password');
  expect((await world.get(locked)).status).toBe(410);
  const next = await linkTo(email, 'reset');
  expect((await world.get(next)).status).toBe(200);
});

test('nobody is told about a password that they never had', async () => {
  const email = 'otto@people.example';
  const { device } = await joinByPasskey(world, email);
  world.clock.shiftMs += second;
  await new PasskeyVisitor(world, {}, device).signInByPasskey();
  const path = await linkTo(email, 'not-me', 'New sign-in');
  const otto = new Visitor(world);
  const asked = await textOf(await otto.get(path));
  expect(asked).toContain('Sign your account out everywhere');
  expect(asked).not.toContain('its password');
  await otto.post(path, {});

  const locked = await textOf(await otto.get(path));
  expect(locked).toContain('Your account is locked');
  expect(locked).not.toMatch(/its (old )?password/);

  const withOne = 'paul@people.example';
  await joinAs(world, withOne);
  await new Visitor(world).signIn(withOne, goodPassword);
  const page = await textOf(await otto.get(await linkTo(withOne, 'not-me')));
  expect(page).toContain('Stop its password from working');
});

test('a sign-in link that somebody waits for lets nobody in', async () => {
  const email = 'lin@people.example';
  await joinAs(world, email);
  await new Visitor(world).signIn(email, goodPassword);
  const notMe = await linkTo(email, 'not-me');
  await openHome(world, 'U0ADAM');
  await pressHome(world, 'U0ADAM', 'home.tab_members', { words: email });
  const adam = personIn(world.slack, 'U0ADAM');
  await adam.presses('Details', { of: email, in: 'home' });
  await adam.waitsFor('modal', 'New sign-in link…');
  await adam.presses('New sign-in link…', { in: 'modal' });
  await adam.waitsFor('modal', 'within 10 minutes');
  await world.slack.submit({ user: 'U0ADAM' });
  const link = await linkTo(email, 'sign-in-link');

  expect((await new Visitor(world).post(notMe, {})).status).toBe(303);

  expect((await new Visitor(world).post(link, { password: newPassword })).status).toBe(410);
});
