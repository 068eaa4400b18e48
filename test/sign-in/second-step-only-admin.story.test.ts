import { personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, goodPassword, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { setUpSecondStep } from '../support/second-step-acts.ts';
import { setSettings } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('whoever asks everybody for a second step, and is the only admin and has none, is not locked out', async () => {
  const olga = addPerson(world, { id: 'U0OLGA', name: 'Olga', email: 'olga@example.com' });
  await joinAs(world, 'olga@example.com', { displayName: 'Olga', role: 'admin' });
  await setSettings(world, { slack_admins_are_admins: false });
  const browser = new Visitor(world);
  await browser.signIn('olga@example.com', goodPassword);
  const inSlack = personIn(world.slack, olga);
  await inSlack.opensHome();
  await inSlack.presses('Settings');
  await inSlack.waitsFor('home', 'Edit settings');
  await inSlack.presses('Edit settings');
  await inSlack.waitsFor('modal', 'Second step');
  await inSlack.submits({ 'Second step': 'For everybody' });
  await inSlack.waitsFor('home', 'Settings saved');

  // In Slack she is whoever she is there; in the browser she sets it up first.
  await inSlack.opensHome();
  await inSlack.waitsFor('home', 'Edit settings');
  const held = await browser.get('/activity');
  expect([held.status, held.headers.get('location')]).toEqual([
    303,
    '/account/second-step?return=%2Factivity',
  ]);
  await setUpSecondStep(world, browser, held.headers.get('location') ?? '');
  expect((await browser.get('/activity')).status).toBe(200);
});
