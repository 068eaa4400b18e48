import { buttonsOf, linesOf, menuOf, personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addPerson, deliveriesAtRest, invite, linkIn, signUpForm } from '../support/acts.ts';
import { readable } from '../support/browser-acts.ts';
import { secrets } from '../support/credentials.ts';
import {
  chooseAndConfirm,
  dmAfter,
  homeAfter,
  openHome,
  setSettings,
  typeCommand,
  wordsIn,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({}, { ...secrets, isReminding: true });
  addPerson(world, { id: 'U0PIA', name: 'pia', email: 'pia@people.example' });
});
afterAll(() => world.stop());

const [minute, day] = [60_000, 86_400_000];

/** What became of the reminders of an address, oldest first, once each open invitation was looked at. */
async function remindersOf(email: string) {
  await deliveriesAtRest(world);
  return await world.database.query(
    `SELECT channel::text, state::text, reason FROM deliveries
     WHERE notice LIKE 'invitations.reminder_%' AND recipient = $1 ORDER BY created_at, channel`,
    [email],
  );
}

/** Lets time pass, and waits until the app has seen to everything that came due by it. */
async function pass(ms: number): Promise<void> {
  world.clock.shiftMs += ms;
  await vi.waitFor(
    async () => {
      const left = await world.database.query(
        `SELECT id FROM invitations WHERE accepted_at IS NULL AND revoked_at IS NULL
           AND (reminded_at IS NULL OR reminded_at < sent_at) AND expires_at - sent_at >= interval '96 hours'
           AND expires_at > $1 AND expires_at <= $1::timestamptz + interval '48 hours'`,
        [new Date(Date.now() + world.clock.shiftMs)],
      );
      expect(left).toEqual([]);
    },
    { timeout: 15_000, interval: 20 },
  );
  await deliveriesAtRest(world);
}

test('reminds once, two days before the end, by the same link', async () => {
  const { path } = await invite(world, 'ana@example.com');
  await pass(5 * day - minute);
  expect(await remindersOf('ana@example.com')).toEqual([]);

  await pass(2 * minute);
  const { parsed } = await world.letterTo('ana@example.com');
  expect(parsed.subject).toBe('Reminder: Adam Admin invited you to join Sandbox');
  expect(linkIn(parsed.text ?? '').path).toBe(path);
  expect(parsed.text).toContain(`No, thanks:\nhttp://localhost:3000${path}/no\n`);
  expect(readable(String(parsed.html))).toMatch(
    /you haven't joined yet\. Your link expires on \w+day/,
  );
  expect(parsed.replyTo?.text).toBe('adam@example.com');

  await pass(day);
  expect(await remindersOf('ana@example.com')).toEqual([
    { channel: 'email', state: 'sent', reason: null },
    { channel: 'slack_dm', state: 'cancelled', reason: 'not in Slack' },
  ]);
});

test('reminds whoever is in Slack there, too', async () => {
  await invite(world, 'pia@people.example');
  const before = world.slack.dms('U0PIA').length;
  await vi.waitFor(() => expect(world.slack.dms('U0PIA').length).toBeGreaterThan(0));
  expect(before).toBeLessThanOrEqual(1);
  const dm = await dmAfter(world, 'U0PIA', () => pass(5 * day));
  expect(wordsIn(dm.blocks)).toContain(
    "Adam Admin invited you to join Sandbox, and you haven't joined yet.",
  );
  expect(buttonsOf({ blocks: dm.blocks ?? [] })).toEqual(['Join Sandbox', 'No, thanks']);
});

test('reminds again after it was sent again, and not in between', async () => {
  await invite(world, 'again@example.com');
  await pass(5 * day);
  await world.letterTo('again@example.com');
  await typeCommand(world, 'again@example.com');
  await pass(4 * day);
  expect(await remindersOf('again@example.com')).toHaveLength(2);
  await pass(day + minute);
  expect(await remindersOf('again@example.com')).toHaveLength(4);
});

test('reminds nobody who joined, was revoked or declined, or whose email failed', async () => {
  const joined = await invite(world, 'joined@example.com');
  expect((await world.post(joined.path, signUpForm())).status).toBe(303);
  await invite(world, 'revoked@example.com');
  const of = { user: 'U0ADAM', of: 'revoked@example.com' };
  await chooseAndConfirm(world, { ...of, entry: 'Revoke…' }, 'is revoked');
  const declined = await invite(world, 'declined@example.com');
  expect((await world.post(`${declined.path}/no`, new FormData())).status).toBe(303);
  await invite(world, 'failed@example.com');
  await deliveriesAtRest(world);
  await world.database.query(
    "UPDATE deliveries SET state = 'failed', reason = '550 no such user' WHERE recipient = 'failed@example.com' AND channel = 'email'",
  );
  await pass(5 * day);
  for (const who of ['joined', 'revoked', 'declined', 'failed']) {
    expect(await remindersOf(`${who}@example.com`), who).toEqual([]);
  }
});

test('does not remind where the team wants none, nor later because it changed its mind', async () => {
  await invite(world, 'quiet@example.com');
  await setSettings(world, { reminders: false });
  await pass(5 * day);
  await setSettings(world, { reminders: true });
  await pass(day);
  expect(await remindersOf('quiet@example.com')).toEqual([]);
});

test('does not remind by a link that lets nobody in, as the domain is not allowed any more', async () => {
  await invite(world, 'outside@else.example');
  await setSettings(world, { allowed_domains: ['example.com'] });
  await pass(5 * day);
  await setSettings(world, { allowed_domains: [] });
  expect(await remindersOf('outside@else.example')).toMatchObject([
    { channel: 'email', state: 'cancelled' },
    { channel: 'slack_dm', state: 'cancelled' },
  ]);
});

test('does not send the reminder of what ended, or was sent again, before it could leave', async () => {
  await invite(world, 'late@example.com');
  await invite(world, 'resent@example.com');
  world.mailbox.refuseWith('451 4.3.2 Try again later');
  await pass(5 * day);
  await world.database.query(
    "UPDATE invitations SET revoked_at = now() WHERE address = 'late@example.com'",
  );
  await world.database.query(
    "UPDATE invitations SET sent_at = sent_at + interval '6 days', expires_at = expires_at + interval '6 days' WHERE address = 'resent@example.com'",
  );
  world.mailbox.refuseWith(undefined);
  await vi.waitFor(
    async () => {
      world.clock.shiftMs += 10 * minute;
      const [late] = await remindersOf('late@example.com');
      const [resent] = await remindersOf('resent@example.com');
      expect(late).toMatchObject({
        state: 'cancelled',
        reason: 'the invitation was revoked first',
      });
      expect(resent).toMatchObject({ state: 'cancelled', reason: 'it was resent first' });
    },
    { timeout: 15_000, interval: 100 },
  );
});

test('a reminder that is refused for good shows in Home until it is resent, and the inviter is told', async () => {
  const email = 'moved@example.com';
  await invite(world, email);
  world.mailbox.refuseWith('550 5.1.1 no such user');
  await pass(5 * day);
  const dm = await world.slack.until(() =>
    world.slack
      .dms('U0ADAM')
      .find(({ blocks }) => wordsIn(blocks).includes(`reminder to ${email}`)),
  );
  world.mailbox.refuseWith(undefined);
  expect(wordsIn(dm.blocks)).toContain(
    `⚠️ The reminder to ${email} about your invitation couldn't be delivered.`,
  );
  expect(buttonsOf({ blocks: dm.blocks ?? [] })).toEqual([
    'Change address…',
    'Copy link',
    'Revoke…',
  ]);

  const home = await openHome(world, 'U0ADAM', email);
  expect(linesOf(home).find((line) => line.includes(email))).toContain(
    "⚠️ Not delivered: the address doesn't exist",
  );
  expect(linesOf(home).join()).toContain('Not delivered (1)');
  const adam = personIn(world.slack, 'U0ADAM');
  await adam.presses('Details', { of: email, in: 'home' });
  await adam.waitsFor('modal', '⚠️ Reminder not delivered: the address doesn');

  const value = menuOf(home, email).Resend ?? '';
  const press = { user: 'U0ADAM', in: 'home', actionId: 'home.invitation_menu', value } as const;
  await homeAfter(world, 'U0ADAM', () => world.slack.press(press));
  await deliveriesAtRest(world);
  const resent = await openHome(world, 'U0ADAM', email);
  expect(linesOf(resent).find((line) => line.includes(email))).toContain('Waiting');
  expect(linesOf(resent).join()).not.toContain('Not delivered (1)');
});
