import { buttonsOf, linesOf, personIn } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { addPerson, deliveriesAtRest, invitationsOf, invite, joinAs } from '../support/acts.ts';
import {
  adam,
  ask,
  letMiaJoin,
  messageAbout,
  messagesAbout,
  mia,
  olga,
  pressOn,
  recordOf,
  requestsFor,
} from '../support/request-acts.ts';
import { forge, lastSent } from '../support/sent-payloads.ts';
import {
  answerAfter,
  homeCatchesUp,
  openHome,
  pressHome,
  removeMember,
  setSettings,
  typeCommand,
  wordsIn,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
const dayMs = 24 * 3_600_000;
const ben = 'U0BEN';
beforeAll(async () => {
  world = await startWorld();
  addPerson(world, { id: ben, realName: 'Ben Bird', email: 'ben@example.com' });
  await letMiaJoin(world);
  await joinAs(world, 'ben@example.com', { displayName: 'Ben Bird' });
});
afterEach(async () => {
  await setSettings(world, { seat_limit: null, allowed_domains: [] });
  await world.database.query('DELETE FROM rate_limits');
});
afterAll(() => world.stop());

/** What somebody alone is told when they press a button of a message. */
async function toldOnPress(email: string, by: string, label: string, to = by): Promise<string> {
  const answer = await answerAfter(world, by, () => pressOn(world, email, { by, label, to }));
  return answer.text;
}

test('who asks for the same joins the request, and both hear what was decided', async () => {
  await ask(world, 'ana@example.com', { why: 'First reason' });
  await messageAbout(world, 'ana@example.com', adam, 'Mia Member asks');
  const joining = await ask(world, 'ana@example.com', { by: ben, why: 'Second reason' });
  await joining.waitsFor('modal', 'Someone has already asked for ana@example.com');
  for (const admin of [adam, olga]) {
    await messageAbout(world, 'ana@example.com', admin, 'Mia Member and Ben Bird ask');
    expect(wordsIn(world.slack.dms(admin).at(-1)?.blocks)).toContain('Second reason');
    expect(messagesAbout(world, 'ana@example.com', admin)).toHaveLength(1);
  }
  await pressOn(world, 'ana@example.com', { by: olga, label: 'Approve' });
  for (const asker of [mia, ben]) {
    await messageAbout(world, 'ana@example.com', asker, 'Olga Owner approved your request');
  }
});

test('the first decision counts', async () => {
  await ask(world, 'bo@example.com');
  await messageAbout(world, 'bo@example.com', adam, 'Approve');
  await pressOn(world, 'bo@example.com', { by: adam, label: 'Approve' });
  await messageAbout(world, 'bo@example.com', mia, 'Adam Admin approved');
  // As if the edit hadn't reached Olga yet; what is answered to her goes where the press says.
  const answer = await answerAfter(world, adam, () =>
    forge(world, 'block_actions', { [adam]: olga }),
  );
  expect(answer.text).toBe('Adam Admin has already approved this.');
  expect(await invitationsOf(world, 'bo@example.com')).toHaveLength(1);
});

test.each([
  ['seats', { seat_limit: 1 }, 'No seats left.'],
  ['domains', { allowed_domains: ['acme.com'] }, "doesn't allow addresses at this domain"],
])('who can not be invited for want of %s stays asked for', async (name, settings, words) => {
  const email = `${name}@example.com`;
  await ask(world, email);
  await messageAbout(world, email, adam, 'Approve');
  await setSettings(world, settings);
  expect(await toldOnPress(email, adam, 'Approve')).toContain(words);
  expect(await requestsFor(world, email)).toMatchObject([{ state: 'open' }]);
  expect(await invitationsOf(world, email)).toEqual([]);
  await setSettings(world, { seat_limit: null, allowed_domains: [] });
  await pressOn(world, email, { by: adam, label: 'Approve' });
  await messageAbout(world, email, mia, 'Adam Admin approved');
});

/** As long as nobody has looked at the request anew. */
async function openAsBefore(email: string): Promise<string> {
  const [row] = await world.database.query(
    `UPDATE requests SET state = 'open', reason = NULL, decided_at = NULL, due_at = now() + interval '1 day'
     WHERE address = $1 RETURNING id::text`,
    [email],
  );
  return String(row?.id);
}

test('who was invited or joined a moment ago is neither approved nor denied', async () => {
  await ask(world, 'pressed@example.com');
  await messageAbout(world, 'pressed@example.com', adam, 'Approve');
  await pressOn(world, 'pressed@example.com', { by: adam, label: 'Approve' });
  const [pressed] = await requestsFor(world, 'pressed@example.com');
  const approve = lastSent<object>(world, 'block_actions');
  const press = async (email: string) => {
    const id = await openAsBefore(email);
    const exchange = { [pressed?.id ?? '']: id };
    return (await answerAfter(world, adam, () => forge(world, approve, exchange))).text;
  };
  for (const email of ['cy@example.com', 'di@example.com']) {
    await ask(world, email);
    await messageAbout(world, email, adam, 'Approve');
  }
  await invite(world, 'cy@example.com');
  await joinAs(world, 'di@example.com', { displayName: 'Di' });
  for (const email of ['cy@example.com', 'di@example.com']) {
    await messageAbout(world, email, mia, 'was closed');
  }
  await deliveriesAtRest(world);

  expect(await press('cy@example.com')).toBe(
    'This request is closed: they have been invited already.',
  );
  expect(await press('di@example.com')).toBe('This request is closed: they are a member already.');
  await messageAbout(world, 'di@example.com', olga, 'Closed: they are a member already');
  expect(await recordOf(world, 'di@example.com')).toContain('Adam Admin request_closed');
});

test('who was invited while an admin wrote why not is not denied', async () => {
  await ask(world, 'lu@example.com');
  await messageAbout(world, 'lu@example.com', adam, 'Approve');
  const question = await pressOn(world, 'lu@example.com', { by: adam, label: 'Deny…' });
  await question.waitsFor('modal', 'The person who asked will see it.');
  await typeCommand(world, 'lu@example.com', { user: olga });
  await messageAbout(world, 'lu@example.com', adam, 'Closed: they have been invited already');
  await question.submits({ Reason: 'No' });
  await question.waitsFor('modal', 'This request is closed: they have been invited already.');
  await world.slack.close({ user: adam });
  await messageAbout(world, 'lu@example.com', mia, 'was closed: they have been invited already.');
});

test('a request of somebody who was removed is closed', async () => {
  addPerson(world, { id: 'U0GIL', realName: 'Gil', email: 'gil@example.com' });
  await joinAs(world, 'gil@example.com', { displayName: 'Gil' });
  await ask(world, 'ed@example.com', { by: 'U0GIL' });
  await messageAbout(world, 'ed@example.com', adam, 'Gil asks');
  await removeMember(world, olga, 'Gil');
  expect(await toldOnPress('ed@example.com', adam, 'Approve')).toContain(
    'whoever asked is no longer a member',
  );
  expect(await requestsFor(world, 'ed@example.com')).toMatchObject([{ state: 'closed' }]);
  expect(await invitationsOf(world, 'ed@example.com')).toEqual([]);
  await deliveriesAtRest(world);
  expect(messagesAbout(world, 'ed@example.com', 'U0GIL')).toEqual([]);
});

test('admins look through the open requests in Home, and decide there', async () => {
  await openHome(world, adam, 'Invite people');
  for (const name of ['fay', 'hal', 'ida']) await ask(world, `${name}@example.com`);
  for (const admin of [adam, olga]) {
    await messageAbout(world, 'ida@example.com', admin, 'Approve');
  }
  // Without being opened anew.
  const waiting = await homeCatchesUp(world, adam, '⚠️ *3 need attention*: 3 requests');
  expect(buttonsOf(waiting)).toContain('Review 3 requests');
  const person = personIn(world.slack, adam);
  await person.presses('Review 3 requests', { in: 'home' });
  await person.waitsFor('modal', ['fay@example.com', 'hal@example.com', 'ida@example.com']);
  await person.presses('Approve', { in: 'modal' });
  await person.waitsFor('modal', '✅ fay@example.com has been invited.');
  await person.presses('Deny…', { in: 'modal' });
  await person.waitsFor('modal', 'Deny this request');
  await person.submits({ Reason: 'No' });
  await person.waitsFor('modal', 'Denied. Whoever asked for hal@example.com gets a message.');
  await person.presses('Approve as…', { in: 'modal' });
  await person.waitsFor('modal', 'Full access including team settings');
  await person.submits({ Role: 'Admin' });
  await person.waitsFor('modal', [
    '✅ ida@example.com has been invited, as an Admin.',
    'No requests are open.',
  ]);
  expect(await invitationsOf(world, 'ida@example.com')).toMatchObject([{ role: 'admin' }]);
  await messageAbout(world, 'hal@example.com', olga, 'Adam Admin denied this');
  const home = await openHome(world, adam, 'Find a person');
  expect(buttonsOf(home)).not.toContain('Review 1 request');
  expect(linesOf(home).join('\n')).not.toContain('attention');
});

test('admins are reminded once after two days, and it is closed after fourteen', async () => {
  await ask(world, 'jo@example.com');
  await messageAbout(world, 'jo@example.com', adam, 'Approve');
  await deliveriesAtRest(world);
  world.clock.shiftMs += 2 * dayMs + 60_000;
  for (const admin of [adam, olga]) {
    await messageAbout(world, 'jo@example.com', admin, 'Still waiting for a decision:');
  }
  await deliveriesAtRest(world);
  world.clock.shiftMs += 5 * dayMs;
  await openHome(world, adam, 'Review 1 request');
  expect(messagesAbout(world, 'jo@example.com', adam)).toHaveLength(2);
  world.clock.shiftMs += 8 * dayMs;
  await messageAbout(world, 'jo@example.com', mia, 'nobody decided within 14 days. You can ask');
  await deliveriesAtRest(world);
  for (const admin of [adam, olga]) {
    for (const lines of messagesAbout(world, 'jo@example.com', admin)) {
      expect(lines.join('\n')).toContain('Closed: nobody decided within 14 days');
      expect(lines).not.toContain('Approve');
    }
  }
  await pressHome(world, adam, 'home.tab_activity', {
    words: 'The request to invite jo@example.com was closed: nobody decided within 14 days',
  });
});
