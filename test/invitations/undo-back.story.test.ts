import { linesOf } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { addPerson, deliveriesAtRest, invitationsOf, invite, joinAs } from '../support/acts.ts';
import { secrets } from '../support/credentials.ts';
import {
  adam,
  ask,
  letMiaJoin,
  messageAbout,
  mia,
  olga,
  pressOn,
} from '../support/request-acts.ts';
import { openHome, removeMember, setSettings } from '../support/slack-acts.ts';
import { closeDialogs, hold, undo } from '../support/undo-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Until it can't be undone any more, nothing counts as sent; and what is undone leaves everything as it was.

let world: World;
beforeAll(async () => {
  world = await startWorld({}, { ...secrets, isReminding: true });
  await letMiaJoin(world);
});
afterEach(async () => {
  world.mailbox.refuseWith(undefined);
  for (const user of [adam, olga]) await closeDialogs(world, user);
  await world.database.query('DELETE FROM rate_limits');
});
afterAll(() => world.stop());

/** Olga has sent it for real; then sending can be undone. */
async function sentByOlga(email: string): Promise<void> {
  await setSettings(world, { undo_sends: false });
  await invite(world, email, { by: olga });
  await closeDialogs(world, olga);
  await deliveriesAtRest(world);
  await setSettings(world, { undo_sends: true });
  world.clock.shiftMs += 60_000;
}

async function letAdamJoin(): Promise<void> {
  await setSettings(world, { undo_sends: false });
  const adams = { role: 'admin', by: olga, displayName: 'Adam Member' } as const;
  await joinAs(world, 'adam@example.com', adams);
  await closeDialogs(world, olga);
}

/** The deliveries of a kind about somebody. */
async function deliveries(email: string, notice: string) {
  return await world.database.query(
    `SELECT d.state::text AS state, d.due_at FROM deliveries d JOIN invitations i ON i.id = d.invitation_id
     WHERE d.notice = $2 AND i.address = $1 ORDER BY d.created_at`,
    [email, notice],
  );
}

/** Waits until one is tried again, and goes on until shortly before that. */
async function untilBeforeRetry(email: string, notice: string): Promise<void> {
  await vi.waitFor(
    async () => expect(await deliveries(email, notice)).toMatchObject([{ state: 'retrying' }]),
    20_000,
  );
  const [row] = await deliveries(email, notice);
  const [clock] = await world.database.query('SELECT now() AS now');
  const waitMs = new Date(String(row?.due_at)).getTime() - new Date(String(clock?.now)).getTime();
  world.clock.shiftMs += waitMs - world.clock.shiftMs - 3000;
}

/** Waits until it has been looked at during the time in which another sending can be undone. */
async function putOff(email: string, notice: string): Promise<void> {
  world.clock.shiftMs += 3500;
  await vi.waitFor(async () => {
    const [row] = await world.database.query(
      `SELECT d.reason, d.state::text AS state FROM deliveries d JOIN invitations i ON i.id = d.invitation_id
       WHERE d.notice = $2 AND i.address = $1`,
      [email, notice],
    );
    expect(row?.reason).toContain('can still be undone');
  }, 20_000);
}

test('what another admin sent is theirs again, with what they said', async () => {
  const email = 'olgas@example.com';
  await sentByOlga(email);
  await world.database.query(
    "UPDATE invitations SET message = 'Hello from Olga' WHERE address = $1",
    [email],
  );
  const [before] = await invitationsOf(world, email);
  expect(before).toMatchObject({ invited_by_slack_user: olga });
  await hold(world, email);
  expect((await invitationsOf(world, email))[0]).toMatchObject({ invited_by_slack_user: adam });
  expect(await undo(world)).toContain('is as it was before');
  expect(await invitationsOf(world, email)).toEqual([before]);
});

test('a reminder that comes due meanwhile is sent after all', async () => {
  const email = 'remind@example.com';
  const notice = 'invitations.reminder_email';
  await sentByOlga(email);
  world.mailbox.refuseWith('451 later');
  world.clock.shiftMs += 5 * 86_400_000 + 60_000;
  await untilBeforeRetry(email, notice);
  await hold(world, email);
  await putOff(email, notice);
  world.mailbox.refuseWith(undefined);
  expect(await undo(world)).toContain('is as it was before');
  world.clock.shiftMs += 60_000;
  await vi.waitFor(
    async () => expect(await deliveries(email, notice)).toMatchObject([{ state: 'sent' }]),
    20_000,
  );
});

test('whoever sent it hears that the email failed, though that came due meanwhile', async () => {
  const email = 'bounced@example.com';
  const notice = 'invitations.undelivered_dm';
  await setSettings(world, { undo_sends: false });
  world.mailbox.refuseWith('550 5.1.1 nobody here');
  world.slack.fail('chat.postMessage', { error: 'internal_error', times: 1 });
  await hold(world, email);
  await closeDialogs(world);
  await setSettings(world, { undo_sends: true });
  await untilBeforeRetry(email, notice);
  await hold(world, email);
  await putOff(email, notice);
  expect(await undo(world)).toContain('is as it was before');
  world.clock.shiftMs += 60_000;
  await messageAbout(world, email, adam, 'nobody here');
});

test('an invitee who is in Slack sees none that is new and can still be undone', async () => {
  await setSettings(world, { undo_sends: true });
  addPerson(world, { id: 'U0PIA', name: 'pia', email: 'pia@people.example' });
  await hold(world, 'pia@people.example');
  await openHome(world, 'U0PIA');
  expect(linesOf(world.slack.home('U0PIA')).join()).not.toContain('Join');
  world.clock.shiftMs += 11_000;
  await world.letterTo('pia@people.example');
  await openHome(world, 'U0PIA', 'Join');
});

test('who is held as Admin stays that when a request for them is approved, and is invited once', async () => {
  const email = 'boss@example.com';
  await setSettings(world, { undo_sends: true });
  await ask(world, email);
  await messageAbout(world, email, olga, 'Approve');
  await hold(world, email, { role: 'admin' });
  await pressOn(world, email, { by: olga, label: 'Approve' });
  await messageAbout(world, email, mia, 'as an Admin');
  expect(await invitationsOf(world, email)).toMatchObject([{ role: 'admin' }]);
  expect(await undo(world)).toContain('changed since');
  world.clock.shiftMs += 11_000;
  const letter = await world.letterTo(email);
  expect(letter.parsed.text).toContain('Your role: Admin');
  await deliveriesAtRest(world);
  expect(world.mailbox.letters.filter(({ to }) => to === email)).toHaveLength(1);
});

test('it does not come back to somebody who is no admin any more', async () => {
  const email = 'demoted-since@example.com';
  await letAdamJoin();
  await invite(world, email, { role: 'admin' });
  await closeDialogs(world);
  await deliveriesAtRest(world);
  await setSettings(world, { undo_sends: true });
  world.clock.shiftMs += 60_000;
  await hold(world, email, { by: olga });
  await world.database.query(
    "UPDATE members SET role = 'member' WHERE address = 'adam@example.com'",
  );
  expect(await undo(world, olga)).toContain('is as it was before');
  expect(await invitationsOf(world, email)).toMatchObject([
    { invited_by_slack_user: olga, role: 'admin', revoked_at: null },
  ]);
});

test('it ends with the rights of whoever sent it, and not of whoever undid a repetition', async () => {
  await world.database.query(
    "UPDATE members SET role = 'admin' WHERE address = 'adam@example.com'",
  );
  await sentByOlga('kept@example.com');
  await hold(world, 'kept@example.com');
  await undo(world);
  await closeDialogs(world);
  await removeMember(world, olga, 'Adam Member');
  expect(await invitationsOf(world, 'kept@example.com')).toMatchObject([{ revoked_at: null }]);
});
