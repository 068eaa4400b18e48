import { linesOf, personIn } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { addPerson, deliveriesAtRest, invitationsOf, joinAs } from '../support/acts.ts';
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
import { forge } from '../support/sent-payloads.ts';
import {
  answerAfter,
  insertOtherWorkspace,
  modalAfter,
  openHome,
  pressHome,
  setSettings,
  typeCommand,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
const general = 'C0GENERAL';
/** An admin who isn't one for long. */
const ann = 'U0ANN';
beforeAll(async () => {
  world = await startWorld();
  addPerson(world, { id: ann, realName: 'Ann', isAdmin: true });
  await letMiaJoin(world);
});
afterEach(async () => {
  await setSettings(world, { requests_to: 'admins', requests_channel: null, approved_domains: [] });
  await world.database.query('DELETE FROM rate_limits');
});
afterAll(() => world.stop());

/** What the last submission of the dialog would come to if somebody else had sent it. */
async function submitAs(user: string): Promise<string> {
  const reply = await forge(world, 'view_submission', { [mia]: user, V0: 'V1' });
  return JSON.stringify(reply.body);
}

test('guests, people of other organizations, bots and whoever has no account can not ask', async () => {
  addPerson(world, { id: 'U0STRANGER', teamId: 'T0ELSEWHERE', email: 'stranger@other.example' });
  addPerson(world, { id: 'U0NOBODY', realName: 'No Account' });
  await joinAs(world, 'gus@example.com', { displayName: 'Gus' });
  for (const user of ['U0GUS', 'U0STRANGER', 'U0NOBODY']) {
    const answer = await typeCommand(world, 'ana@example.com', { user });
    expect(answer.text).toContain('Only admins can send invitations.');
    expect(world.slack.modal(user)).toBeUndefined();
  }
  await ask(world, 'pattern@example.com');
  for (const user of ['U0GUS', 'U0STRANGER', 'U0NOBODY', adam]) {
    expect(await submitAs(user)).toContain('Only members of the team account can ask.');
  }
  const askers = await world.database.query(
    `SELECT a.slack_user_id FROM request_askers a JOIN requests r ON r.id = a.request_id
     WHERE r.address = 'pattern@example.com'`,
  );
  expect(askers).toEqual([{ slack_user_id: mia }]);
});

test('nobody can ask while it is off', async () => {
  await ask(world, 'bo@example.com');
  await setSettings(world, { requests_to: 'off' });
  const answer = await typeCommand(world, 'ana@example.com', { user: mia });
  expect(answer.text).toContain('Only admins can send invitations.');
  await openHome(world, mia, 'Your role: Member.');
  expect(JSON.stringify(world.slack.home(mia))).not.toContain('Ask for an invitation');
  const again = await forge(world, 'view_submission', { 'bo@example.com': 'cy@example.com' });
  expect(JSON.stringify(again.body)).toContain("Your team doesn't take requests right now.");
  expect(await requestsFor(world, 'cy@example.com')).toEqual([]);
});

test('at most five an hour, and ten open', async () => {
  const person = personIn(world.slack, mia);
  const errors = () => JSON.stringify(world.slack.modal(mia)?.errors);
  await world.database.query("UPDATE requests SET state = 'closed'");
  for (const round of [1, 2]) {
    await world.database.query('DELETE FROM rate_limits');
    for (const each of [1, 2, 3, 4, 5]) {
      await ask(world, `r${round}x${each}@example.com`);
      await person.waitsFor('modal', '✅ Sent.');
    }
    await ask(world, `r${round}x6@example.com`);
    const words = round === 1 ? 'You can ask 5 times an hour.' : 'You have 10 requests open.';
    expect(errors()).toContain(words);
  }
  const open = await world.database.query("SELECT id FROM requests WHERE state = 'open'");
  expect(open).toHaveLength(10);
  await world.database.query("UPDATE requests SET state = 'closed'");
});

test('requests go to one channel, where only admins decide', async () => {
  await setSettings(world, { requests_to: 'channel', requests_channel: general });
  await ask(world, 'di@example.com', { why: 'Hi <!channel>' });
  await messageAbout(world, 'di@example.com', general, 'Approve');
  for (const label of ['Approve', 'Approve as…', 'Deny…']) {
    const { text, user } = await answerAfter(world, mia, () =>
      pressOn(world, 'di@example.com', { by: mia, label, to: general }),
    );
    expect([user, text]).toEqual([mia, 'Only admins can decide about requests.']);
  }
  expect(await invitationsOf(world, 'di@example.com')).toEqual([]);
  expect(messagesAbout(world, 'di@example.com', adam)).toEqual([]);
  await pressOn(world, 'di@example.com', { by: adam, label: 'Approve', to: general });
  await messageAbout(world, 'di@example.com', general, 'Adam Admin approved this');
  await messageAbout(world, 'di@example.com', mia, 'Adam Admin approved your request');
});

test.each([
  ['is not in', 'C0SECRET', undefined],
  ['finds archived', general, 'is_archived'],
  ['may not post in', general, 'restricted_action'],
])(
  'all admins are told where the channel is one that the app %s',
  async (_what, channel, error) => {
    const email = `${error ?? 'ed'}@example.com`;
    await setSettings(world, { requests_to: 'channel', requests_channel: channel });
    if (error) world.slack.fail('chat.postMessage', { args: { channel }, error });
    await ask(world, email);
    for (const admin of [adam, olga]) await messageAbout(world, email, admin, 'Approve');
    world.slack.heal();
  },
);

test('a domain that the settings name is approved right away', async () => {
  await setSettings(world, { approved_domains: ['acme.com'] });
  const asking = await ask(world, 'fay@acme.com');
  await asking.waitsFor('modal', '✅ fay@acme.com has been invited.');
  await world.letterTo('fay@acme.com');
  expect(await recordOf(world, 'fay@acme.com')).toEqual(['Mia Member invitation_sent']);
  expect(await invitationsOf(world, 'fay@acme.com')).toMatchObject([
    { role: 'member', invited_by_slack_user: mia },
  ]);
  expect(await requestsFor(world, 'fay@acme.com')).toEqual([]);

  await setSettings(world, { seat_limit: 1 });
  const full = await ask(world, 'gil@acme.com');
  await full.waitsFor('modal', '✅ Sent.');
  await setSettings(world, { seat_limit: null });
  expect(await requestsFor(world, 'gil@acme.com')).toMatchObject([{ state: 'open' }]);
});

test('whose wish was approved right away can change nothing when its email fails, and reads whom to ask', async () => {
  await setSettings(world, { approved_domains: ['acme.com'] });
  world.mailbox.refuseWith('550 nobody here');
  await ask(world, 'typo@acme.com');
  const lines = await messageAbout(world, 'typo@acme.com', mia, "couldn't be delivered");
  world.mailbox.refuseWith(undefined);
  expect(lines.join('\n')).toContain('ask for an invitation to the right one');
  expect(lines.join('\n')).not.toContain('Copy link');
});

test("another team's request can not be decided", async () => {
  const other = await insertOtherWorkspace(world);
  const [theirs] = await world.database.query(
    `INSERT INTO requests (id, workspace_id, email, address, created_at, due_at)
     VALUES (gen_random_uuid(), $1, 'x@other.example', 'x@other.example', now(), now() + interval '9 days')
     RETURNING id`,
    [other.workspaceId],
  );
  await ask(world, 'hal@example.com');
  await messageAbout(world, 'hal@example.com', adam, 'Approve');
  const [own] = await requestsFor(world, 'hal@example.com');
  await pressOn(world, 'hal@example.com', { by: adam, label: 'Approve' });
  await messageAbout(world, 'hal@example.com', mia, 'approved');
  for (const actionId of ['requests.approve', 'requests.approve_as', 'requests.deny']) {
    const answer = await answerAfter(world, adam, () =>
      forge(world, 'block_actions', {
        [own?.id ?? '']: String(theirs?.id),
        '"requests.approve"': `"${actionId}"`,
      }),
    );
    expect(answer.text).toBe('This request no longer exists.');
  }
  expect(await requestsFor(world, 'x@other.example')).toMatchObject([{ state: 'open' }]);
});

test('who is no admin any more is refused in words', async () => {
  await ask(world, 'ida@example.com');
  await messageAbout(world, 'ida@example.com', ann, 'Approve');
  const question = await pressOn(world, 'ida@example.com', { by: ann, label: 'Deny…' });
  await question.waitsFor('modal', 'The person who asked will see it.');
  await world.slack.changePerson(ann, { isAdmin: false });
  const answer = await answerAfter(world, ann, () =>
    pressOn(world, 'ida@example.com', { by: ann, label: 'Approve' }),
  );
  expect(answer.text).toBe('Only admins can decide about requests.');
  await question.submits();
  await question.waitsFor('modal', 'Only admins can decide about requests.');
  expect(await requestsFor(world, 'ida@example.com')).toMatchObject([{ state: 'open' }]);
  await deliveriesAtRest(world);
  expect(messagesAbout(world, 'ida@example.com', mia)).toEqual([]);
});

test('the settings say where requests go, and whether the app can post there', async () => {
  const person = personIn(world.slack, adam);
  await openHome(world, adam, 'Invite people');
  await pressHome(world, adam, 'home.tab_settings', { words: 'Requests from members' });
  const open = () => modalAfter(world, adam, () => person.presses('Edit settings', { in: 'home' }));
  const errors = () => JSON.stringify(world.slack.modal(adam)?.errors);
  await open();
  await person.submits({ 'Requests from members': 'To one channel' });
  expect(errors()).toContain('Choose a channel');
  const secret = world.slack.state.channels.find(({ id }) => id === 'C0SECRET');
  await person.submits({
    'Requests from members': 'To one channel',
    'Channel for requests': `#${secret?.name}`,
  });
  expect(errors()).toContain("We can't post there.");
  await person.submits({
    'Requests from members': 'To one channel',
    'Channel for requests': '#general',
    'Domains that are approved right away': 'Acme.com, @acme.org',
  });
  await person.waitsFor('home', [
    'had requests posted to a channel',
    'Requests from members: To one channel, <#C0GENERAL>',
    'Domains that are approved right away: acme.com, acme.org',
  ]);
  const activity = await pressHome(world, adam, 'home.tab_activity', { words: '<#C0GENERAL>' });
  const lines = linesOf(activity);
  const change = lines.indexOf('<#C0GENERAL>');
  expect(lines[change - 1]).toBe('Adam Admin changed “Channel for requests” from “none” to');
  const said = world.slack.messages(general).at(-1);
  expect(said?.text).toContain('requests to have someone invited are posted here');
});
