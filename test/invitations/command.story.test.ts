import { buttonsOf, buttonValue, linesOf, personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, invitationsOf, joinAs, linkIn, openDialog } from '../support/acts.ts';
import { sendPayload } from '../support/sent-payloads.ts';
import {
  answerAfter,
  homeShows,
  livelyIn,
  modalAfter,
  openHome,
  typeCommand,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const adam = 'U0ADAM';

/** What stands in the answer about somebody. */
function lineAbout(answer: unknown, who: string): string {
  return linesOf(Object(answer).blocks).find((line) => line.includes(who)) ?? '';
}

test('invites several at once with the role word, seen by the sender only', async () => {
  const answer = await typeCommand(world, 'ana@example.com Bo@Example.com admin');
  expect(answer.user).toBe(adam);
  expect(lineAbout(answer, 'ana@example.com')).toMatch(/sent.*Admin$/);
  expect(lineAbout(answer, 'Bo@Example.com')).toMatch(/sent.*Admin$/);
  for (const email of ['ana@example.com', 'Bo@Example.com']) {
    await world.letterTo(email);
    expect(await invitationsOf(world, email)).toMatchObject([{ role: 'admin' }]);
  }
  expect(buttonsOf({ blocks: answer.blocks ?? [] })).toEqual([
    'Copy link',
    'Copy link',
    'Invite another',
  ]);
  expect(world.slack.messages('C0GENERAL')).toEqual([]);
});

test('says of each address what became of it', async () => {
  await joinAs(world, 'mona@example.com', { displayName: 'Mona' });
  const text = 'ANA@example.com mona@example.com nonsense new@example.com x@y';
  const answer = await typeCommand(world, text);
  expect(lineAbout(answer, 'ANA@example.com')).toMatch(
    /already had an invitation\. We changed its role and resent it/,
  );
  expect(lineAbout(answer, 'mona@example.com')).toMatch(/Already a member/);
  expect(lineAbout(answer, 'nonsense')).toBe('');
  expect(lineAbout(answer, 'x@y')).toMatch(/Not a valid email address/);
  expect(lineAbout(answer, 'new@example.com')).toMatch(/sent.*Member$/);
  expect(answer.text).toContain('2 of 4');
  // Inviting again counts with what was typed last, the role, too.
  expect(await invitationsOf(world, 'ana@example.com')).toMatchObject([{ role: 'member' }]);
  expect(await invitationsOf(world, 'x@y')).toEqual([]);
  await world.letterTo('new@example.com');
});

test('understands addresses that Slack has wrapped and escaped', async () => {
  await typeCommand(world, '<mailto:wrapped@example.com|wrapped@example.com> member');
  await world.letterTo('wrapped@example.com');
  await typeCommand(world, 'r&d@example.com');
  await world.letterTo('r&d@example.com');
  expect(await invitationsOf(world, 'd@example.com')).toEqual([]);
});

test('invites somebody in Slack by their mention', async () => {
  addPerson(world, { id: 'U0PIA', name: 'pia', email: 'Pia@People.example' });
  const hal = { id: 'U0HAL', name: 'hal', realName: 'Hal', isBot: true, tz: 'Etc/UTC' };
  world.slack.state.users.push(hal);
  const answer = await typeCommand(world, '@pia @hal admin');
  await world.letterTo('pia@people.example');
  expect(await invitationsOf(world, 'pia@people.example')).toMatchObject([{ role: 'admin' }]);
  expect(lineAbout(answer, 'pia@people.example')).toMatch(/sent/i);
  expect(linesOf(answer.blocks).join('\n')).toMatch(/hal: That's an app or a bot/i);
});

test('takes a mention of nobody for no address, and invites the others', async () => {
  const answer = await typeCommand(world, '<@U0NOBODY> ned@example.com');
  await world.letterTo('ned@example.com');
  expect(lineAbout(answer, 'ned@example.com')).toMatch(/sent/i);
  expect(lineAbout(answer, '<@U0NOBODY>')).toContain("Slack doesn't show us this person");
});

test('refuses whom Slack has deactivated with what to do, and invites the others', async () => {
  addPerson(world, { id: 'U0LEFT', name: 'left', email: 'left@people.example', deleted: true });
  const answer = await typeCommand(world, '<@U0LEFT> gil@example.com');
  await world.letterTo('gil@example.com');
  const words = linesOf(answer.blocks).join('\n');
  expect(words).toMatch(/left: Deactivated in Slack/i);
  expect(await invitationsOf(world, 'left@people.example')).toEqual([]);
});

test('shows what will happen to a long list before anything is sent', async () => {
  const many = Array.from({ length: 26 }, (_, index) => `crowd-${index}@example.com`);
  const text = `${many.join(' ')} admin`;
  await world.slack.command({ user: 'U0ADAM', command: '/invite', text });
  await personIn(world.slack, adam).waitsFor('modal', [
    '26 people will be invited* as Admin',
    'Nothing has been sent yet.',
  ]);
  expect(await invitationsOf(world, 'crowd-0@example.com')).toEqual([]);
  await personIn(world.slack, adam).submits();
  await world.letterTo('crowd-25@example.com');
});

test('opens the form for lists', async () => {
  await world.slack.command({ user: 'U0ADAM', command: '/invite', text: 'many' });
  await personIn(world.slack, adam).waitsFor('modal', ['Invite many', 'Names and email addresses']);
});

test('invites a list from a mail program, whatever stands around the addresses', async () => {
  const text =
    'Lee, Ana <list-ana@example.com>; Roy, Bo <list-bo@exam\u00adple.com>; zoe@example,com';
  const answer = await typeCommand(world, text);
  await world.letterTo('list-ana@example.com');
  await world.letterTo('list-bo@example.com');
  expect(answer.text).toContain('2 of 3');
  const lines = linesOf(answer.blocks).join('\n');
  expect(lines).not.toMatch(/Lee|Roy/);
  expect(lineAbout(answer, 'zoe@example,com')).toMatch(/Not a valid email address/);
});

test('asks when a word may be a role or a name, and sends nothing', async () => {
  for (const words of ['owner', 'boss <!channel>', '(admin)']) {
    const typed = `asked@example.com ${words}`;
    const answer = await typeCommand(world, typed);
    expect(linesOf(answer.blocks).join('\n')).toMatch(/Nothing was sent.*Member or Admin/s);
    expect(JSON.stringify(answer.blocks)).toContain(typed);
    expect(livelyIn(answer)).toEqual([]);
  }
  expect(await invitationsOf(world, 'asked@example.com')).toEqual([]);
  await typeCommand(world, 'asked@example.com administrator');
  expect(await invitationsOf(world, 'asked@example.com')).toMatchObject([{ role: 'admin' }]);
});

test('says how to choose somebody whom Slack made no mention of', async () => {
  const answer = await typeCommand(world, '@nobody.here');
  expect(lineAbout(answer, '@nobody.here')).toMatch(/from the list that appears/);
});

test('opens the Copy link modal and the dialog from the answer', async () => {
  const answer = await typeCommand(world, 'copied@example.com');
  const { text } = (await world.letterTo('copied@example.com')).parsed;
  const { id } = answer;
  const value = buttonValue({ blocks: answer.blocks ?? [] }, 'Copy link', 'copied@example.com');
  const press = { user: adam, in: id, actionId: 'invitations.copy_link', value };
  const modal = await modalAfter(world, adam, () => world.slack.press(press));
  expect(modal.view.title.text).toBe('Copy link');
  expect(JSON.stringify(modal.view)).toContain(linkIn(text ?? '').path);

  const another = { user: adam, in: id, actionId: 'invitations.open_dialog' };
  const dialog = await modalAfter(world, adam, () => world.slack.press(another));
  expect(dialog.view.title.text).toBe('Invite people');
});

test('says what is longest and oddest as it was typed, without anything in it working', async () => {
  const odd = [
    `${'n'.repeat(64)}@${'d'.repeat(63)}.${'d'.repeat(63)}.${'d'.repeat(57)}.com`,
    `${'y'.repeat(400)}@example.com`,
    '*bold*_it_`code`@example.com',
    'ünïcödé@exämple.com',
    '🎉@example.com',
    '<!channel>@example.com',
    '<@U0MIA>@example.com',
  ];
  const answer = await typeCommand(world, odd.join(' '));
  expect(livelyIn(answer)).toEqual([]);
  expect(linesOf(answer.blocks).join('\n')).toContain('*bold*_it_`code`@example.com');
  expect(world.slack.refusals).toEqual([]);
});

test('does nothing twice when Slack is impatient', async () => {
  await typeCommand(world, 'once@example.com');
  await world.letterTo('once@example.com');
  const sent = world.slack.requests.findLast(({ kind }) => kind === 'command');
  const payload = Object(sent?.payload);
  await answerAfter(world, adam, () => sendPayload(world, 'slash_commands', payload));
  const rows = await world.database.query(
    "SELECT id FROM deliveries WHERE channel = 'email' AND recipient = 'once@example.com'",
  );
  expect(rows).toHaveLength(1);
});

test.each([
  ['a member', 'U0MIA'],
  ['a guest', 'U0GUS'],
])('tells %s nothing but whom to ask, whatever they type', async (_who, user) => {
  const before = await world.database.query('SELECT count(*) FROM invitations');
  await openHome(world, user);
  await homeShows(world, user, '<@U0OLGA>');
  for (const text of ['', 'links', 'list', 'help', 'link ana@example.com', 'x@example.com']) {
    const answer = await typeCommand(world, text, { user });
    expect(answer.text).toContain('Only admins can send invitations');
    expect(JSON.stringify(answer)).not.toMatch(/\/join\/|ana@example/);
  }
  const link = await typeCommand(world, '', { user, command: '/invite-link' });
  expect(link.text).toContain('Only admins');
  expect(world.slack.modal(user)).toBeUndefined();
  expect(await world.database.query('SELECT count(*) FROM invitations')).toEqual(before);
});

test('opens the dialog by the global shortcut, for admins only', async () => {
  await openDialog(world, 'U0OLGA');
  await world.slack.close({ user: 'U0OLGA' });
  const use = (user: string) => () => world.slack.shortcut({ user, callbackId: 'invite_member' });
  const dialog = await modalAfter(world, 'U0OLGA', use('U0OLGA'));
  expect(dialog.view.submit?.text).toBe('Send invite');

  const refused = await modalAfter(world, 'U0MIA', use('U0MIA'));
  expect(refused.view.submit).toBeUndefined();
  expect(linesOf(refused.view.blocks).join('\n')).toContain('Only admins can send invitations');
  expect(linesOf(refused.view.blocks).join('\n')).toContain('<@U0OLGA>');

  const far = addPerson(world, { id: 'U0FAR', teamId: 'T0OTHER', isAdmin: true });
  const stranger = await modalAfter(world, far, use(far));
  expect(linesOf(stranger.view.blocks).join('\n')).not.toContain('<@');
});

test.each([
  ['fails', { status: 500, times: 2 }],
  ['does not answer', { delayMs: 3000, times: 2 }],
])('says so with a reference, logged once, when Slack %s', async (what, fault) => {
  world.expectFaults();
  const email = `fault-${what.length}@example.com`;
  const faults = () => world.logs.filter(({ level }) => level === 50);
  const before = faults().length;
  const user = addPerson(world, { id: `U0${what.length}NEW`, isAdmin: true });
  world.slack.fail('users.info', fault);
  const answer = await typeCommand(world, email, { user });
  expect(faults()).toHaveLength(before + 1);
  expect(answer.text).toContain(`ref ${String(faults().at(-1)?.ref)}`);
  expect(await invitationsOf(world, email)).toEqual([]);
  world.slack.heal();
  await typeCommand(world, email, { user });
  await world.letterTo(email);
});

test('says so when Slack would not open the dialog any more', async () => {
  world.slack.fail('views.open', { error: 'expired_trigger_id' });
  const answer = await typeCommand(world, '');
  expect(answer.text).toMatch(/too long.*Try again/);
  world.slack.fail('views.open', { error: 'expired_trigger_id' });
  const again = await typeCommand(world, '', { command: '/invite-link' });
  expect(again.text).toMatch(/too long.*Try again/);
});

test('says so in a direct message after a shortcut, as there is no other place', async () => {
  world.slack.fail('views.open', { error: 'expired_trigger_id' });
  await world.slack.shortcut({ user: adam, callbackId: 'invite_member' });
  await world.slack.until(
    () => world.slack.dms(adam).some(({ text }) => /too long.*Try again/.test(text)),
    15_000,
  );
});
