import { linesOf, personIn } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { addPerson, invitationsOf, invite, joinAs } from '../support/acts.ts';
import {
  adam,
  ask,
  letMiaJoin,
  messageAbout,
  messagesAbout,
  mia,
  olga,
  pressOn,
  quotedIn,
  recordOf,
  requestsFor,
} from '../support/request-acts.ts';
import { forge } from '../support/sent-payloads.ts';
import { answerAfter, livelyIn, modalAfter, openHome, pressHome } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await letMiaJoin(world);
});
// As if hours lay between what the stories ask for.
afterEach(() => world.database.query('DELETE FROM rate_limits'));
afterAll(() => world.stop());

test('a member asks, an admin approves, and everybody hears', async () => {
  const asking = await ask(world, 'ana@example.com', { why: 'She starts on *Monday* <!here>' });
  await asking.waitsFor('modal', "You'll get a message as soon as an admin has decided");

  const said = 'Mia Member asks to have ana@example.com invited as a Member.';
  for (const admin of [adam, olga]) {
    const lines = await messageAbout(world, 'ana@example.com', admin, said);
    expect(lines).toContain("Mia Member hasn't had anyone invited before.");
    expect(lines).toEqual(expect.arrayContaining(['Approve', 'Approve as…', 'Deny…']));
    expect(quotedIn(world.slack.dms(admin).at(-1))).toContain('She starts on *Monday* <!here>');
    expect(livelyIn(world.slack.dms(admin).at(-1))).toEqual([]);
  }

  await pressOn(world, 'ana@example.com', { by: adam, label: 'Approve' });
  await world.letterTo('ana@example.com');
  await messageAbout(world, 'ana@example.com', mia, 'Adam Admin approved your request');
  for (const admin of [adam, olga]) {
    const lines = await messageAbout(world, 'ana@example.com', admin, 'Adam Admin approved this');
    expect(lines).not.toContain('Approve');
  }
  const [invitation] = await invitationsOf(world, 'ana@example.com');
  const [{ id: miasId } = {}] = await world.database.query(
    "SELECT id FROM members WHERE address = 'mia@example.com'",
  );
  expect(invitation).toMatchObject({
    role: 'member',
    invited_by_slack_user: adam,
    requested_by_member_id: miasId,
  });
  expect(await recordOf(world, 'ana@example.com')).toEqual([
    'Mia Member request_made',
    'Adam Admin invitation_sent',
    'Adam Admin request_approved',
  ]);
});

test('approves as an Admin, and counts whom the member has had invited', async () => {
  await ask(world, 'bo@example.com');
  const lines = await messageAbout(world, 'bo@example.com', olga, 'bo@example.com');
  expect(lines).toContain('Mia Member has had 1 person invited so far.');
  const person = await pressOn(world, 'bo@example.com', { by: olga, label: 'Approve as…' });
  await person.waitsFor('modal', 'Full access including team settings');
  await person.submits({ Role: 'Admin' });
  const heard = 'Olga Owner approved your request: bo@example.com has been invited, as an Admin.';
  await messageAbout(world, 'bo@example.com', mia, heard);
  for (const admin of [adam, olga]) {
    await messageAbout(world, 'bo@example.com', admin, 'Olga Owner approved this, as an Admin');
  }
  expect(await invitationsOf(world, 'bo@example.com')).toMatchObject([{ role: 'admin' }]);
  const again = await answerAfter(world, olga, () =>
    forge(world, 'block_actions', { [olga]: adam }),
  );
  expect(again.text).toBe('Olga Owner has already approved this, as an Admin.');
  await openHome(world, olga, 'Activity');
  const words = 'Olga Owner approved the request to invite bo@example.com, as an admin';
  const activity = await pressHome(world, olga, 'home.tab_activity', { words });
  expect(linesOf(activity)).toContain('Adam Admin approved the request to invite ana@example.com');
});

test('denies with a reason', async () => {
  await ask(world, 'cy@example.com');
  for (const admin of [adam, olga]) {
    await messageAbout(world, 'cy@example.com', admin, 'Approve');
  }
  const person = await pressOn(world, 'cy@example.com', { by: adam, label: 'Deny…' });
  await person.waitsFor('modal', 'The person who asked will see it.');
  await person.submits({ Reason: 'Not <@U0OLGA> this year' });
  await messageAbout(world, 'cy@example.com', mia, 'Adam Admin denied your request');
  expect(quotedIn(world.slack.dms(mia).at(-1))).toContain('Not <@U0OLGA> this year');
  expect(livelyIn(world.slack.dms(mia).at(-1))).toEqual([]);
  await messageAbout(world, 'cy@example.com', olga, 'Adam Admin denied this');
  expect(await invitationsOf(world, 'cy@example.com')).toEqual([]);

  const again = await ask(world, 'cy@example.com');
  await again.waitsFor('modal', '✅ Sent.');
});

test('says what is wrong at the address, and asks for nothing', async () => {
  await invite(world, 'di@example.com');
  const person = personIn(world.slack, mia);
  const tries = [
    ['nobody', 'Not a valid email address'],
    ['adam@', 'Not a valid email address'],
    ['mia@example.com', 'Already a member.'],
    ['di@example.com', 'Already invited.'],
  ];
  for (const [typed = '', words = ''] of tries) {
    await modalAfter(world, mia, () => person.types('/invite'));
    await person.submits({ 'Email address': typed });
    expect(Object.values(world.slack.modal(mia)?.errors ?? {})).toEqual([
      expect.stringContaining(words),
    ]);
    await person.closes();
  }
  expect(await requestsFor(world, 'di@example.com')).toEqual([]);
});

test('from Home, and for one of several at a time', async () => {
  await openHome(world, mia, 'Ask for an invitation');
  const person = personIn(world.slack, mia);
  await person.presses('Ask for an invitation', { in: 'home' });
  await person.waitsFor('modal', 'An admin decides.');
  await person.closes();
  await modalAfter(world, mia, () => person.uses('invite_member'));
  await person.waitsFor('modal', 'An admin decides.');
  await person.closes();
  await person.types('/invite ed@example.com fay@example.com gil@example.com');
  await person.waitsFor('modal', 'Then ask for the other 2 you named.');
  await person.submits();
  await messageAbout(world, 'ed@example.com', adam, 'Approve');
  expect(messagesAbout(world, 'fay@example.com', adam)).toEqual([]);
});

test('asking for the same twice is one request, and both hear', async () => {
  await ask(world, 'hal@example.com', { why: 'He helps us' });
  await messageAbout(world, 'hal@example.com', adam, 'Mia Member asks');
  const again = await ask(world, 'hal@example.com');
  await again.waitsFor('modal', "You've already asked for hal@example.com");
  expect(await requestsFor(world, 'hal@example.com')).toHaveLength(1);
});

test('says how many ask beside those whom it names', async () => {
  const names = ['Bea', 'Cleo', 'Dora', 'Elif', 'Fatou'];
  await ask(world, 'ivy@example.com', { why: 'First of all' });
  for (const displayName of names) {
    const email = `${displayName.toLowerCase()}@askers.example`;
    const by = addPerson(world, { id: `U0${displayName.toUpperCase()}`, email });
    await joinAs(world, email, { displayName });
    await ask(world, 'ivy@example.com', { by, why: `Says ${displayName}` });
  }

  const five = 'Mia Member, Bea, Cleo, Dora, Elif, and 1 more ask to have ivy@example.com invited';
  await messageAbout(world, 'ivy@example.com', adam, five);

  await openHome(world, adam, 'Invite people');
  const person = personIn(world.slack, adam);
  await world.slack.press({ user: adam, in: 'home', actionId: 'requests.review' });
  await person.waitsFor('modal', five);
  await person.closes();
  const denying = await pressOn(world, 'ivy@example.com', { by: adam, label: 'Deny…' });
  await denying.waitsFor('modal', five);
});
