import { linesOf, menuOf } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import {
  deliveriesAtRest,
  deliveriesTo,
  invitationsOf,
  invite,
  joinAs,
  linkIn,
  openDialog,
  sendDialog,
  signUpForm,
} from '../support/acts.ts';
import { choose, recorded, typeAddress } from '../support/mend-acts.ts';
import {
  homeAfter,
  insertInvitations,
  livelyIn,
  modalAfter,
  openHome,
  setSettings,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => {
  world.slack.heal();
  world.mailbox.refuseWith(undefined);
});
afterAll(() => world.stop());

const [adam, olga, _mia] = ['U0ADAM', 'U0OLGA', 'U0MIA'];

async function errorsAfter(email: string) {
  await typeAddress(world, email);
  return Object.values(world.slack.modal(adam)?.errors ?? {}).join();
}

test('sends the invitation to another address: a new link, and the old one is dead', async () => {
  const old = await invite(world, 'wrong@example.com', { role: 'admin' });
  const modal = await choose(world, 'wrong@example.com', 'Change address…');
  expect(JSON.stringify(modal.view)).toContain('"initial_value":"wrong@example.com"');
  const words = 'The invitation now goes to right@example.com.';
  await homeAfter(world, adam, () => typeAddress(world, ' right@example.com '), words);
  const letter = await world.letterTo('right@example.com');
  const { path } = linkIn(letter.parsed.text ?? '');
  expect((await world.get(old.path)).status).toBe(410);
  expect(await (await world.get(path)).text()).toContain('right@example.com');
  expect(await recorded(world, 'right@example.com')).toMatchObject([
    { act: 'invited_address_changed', detail: { was: 'wrong@example.com' } },
  ]);
  expect(await invitationsOf(world, 'wrong@example.com')).toEqual([]);
  expect(await invitationsOf(world, 'right@example.com')).toMatchObject([
    { role: 'admin', generation: 2 },
  ]);
  const home = await openHome(world, adam, 'right@example.com');
  expect(livelyIn(home)).toEqual([]);
});

test('lets whoever holds a link to the former address ask for nothing in the name of the other one', async () => {
  const old = await invite(world, 'mistyped@example.com');
  await choose(world, 'mistyped@example.com', 'Change address…');
  await homeAfter(world, adam, () => typeAddress(world, 'meant@example.com'), 'now goes to');
  const { path } = linkIn((await world.letterTo('meant@example.com')).parsed.text ?? '');
  const told = async () => {
    const page = await world.get(old.path);
    expect(page.status).toBe(410);
    const html = await page.text();
    expect(html).toContain('<h1>This link was replaced</h1>');
    expect(html).not.toMatch(/meant@|<form|has been used/);
  };
  await told();

  const asked = await world.post(`${old.path}/again`, new FormData());
  expect(asked.headers.get('location')).toBe(old.path);
  await deliveriesAtRest(world);
  expect(world.slack.dms(adam).filter(({ text }) => text?.includes('asks for a new'))).toEqual([]);
  expect(await recorded(world, 'meant@example.com')).toMatchObject([
    { act: 'invited_address_changed' },
  ]);

  expect((await world.post(path, signUpForm())).status).toBe(303);
  await told();
});

test('tells an admin who would send their own as a Member what to do first', async () => {
  await invite(world, 'not-adam@example.com');
  await choose(world, 'not-adam@example.com', 'Change address…', olga);
  await typeAddress(world, 'olga@example.com', olga);
  expect(Object.values(world.slack.modal(olga)?.errors ?? {}).join()).toBe(
    "That's you. As a Member you couldn't manage your team any more, so change the role to Admin first.",
  );
});

test('takes an address as Slack writes it in a message', async () => {
  await invite(world, 'before@example.com');
  await choose(world, 'before@example.com', 'Change address…');
  const typed = '<mailto:after@example.com|after@example.com>';
  await homeAfter(world, adam, () => typeAddress(world, typed), 'now goes to after@example.com');
});

test('does not send what still waits for the old address', async () => {
  world.mailbox.refuseWith('451 later');
  await openDialog(world);
  await sendDialog(world, adam, { email: 'waits@example.com' });
  await vi.waitFor(
    async () => expect((await deliveriesTo(world, 'waits@example.com'))[0]?.state).toBe('retrying'),
    { timeout: 15_000 },
  );
  world.mailbox.refuseWith(undefined);
  await choose(world, 'waits@example.com', 'Change address…');
  await homeAfter(world, adam, () => typeAddress(world, 'goes@example.com'), 'now goes to');
  expect(await deliveriesTo(world, 'waits@example.com')).toMatchObject([
    { state: 'cancelled', reason: 'the address was changed first' },
  ]);
  const waiting = await world.database.query(
    "SELECT id FROM deliveries WHERE recipient = 'waits@example.com' AND state IN ('queued', 'retrying')",
  );
  expect(waiting).toEqual([]);
});

test('does not bring the new link to the old address by a reminder that was written meanwhile', async () => {
  await invite(world, 'reminded@example.com');
  await choose(world, 'reminded@example.com', 'Change address…');
  await homeAfter(world, adam, () => typeAddress(world, 'other@example.com'), 'now goes to');
  await world.letterTo('other@example.com');
  // As by a transaction that began while the change waited for its turn.
  await world.database.query(
    `INSERT INTO deliveries (id, workspace_id, invitation_id, channel, notice, recipient, state, due_at, give_up_at, created_at)
     SELECT gen_random_uuid(), workspace_id, id, new.channel::delivery_channel, new.notice, 'reminded@example.com',
       'queued', now(), expires_at, sent_at + interval '1 second'
     FROM invitations, (VALUES ('email', 'invitations.reminder_email'), ('slack_dm', 'invitations.reminder_dm')) AS new (channel, notice)
     WHERE address = 'other@example.com'`,
  );
  await invite(world, 'next@example.com');
  await deliveriesAtRest(world);
  const reminders = await world.database.query(
    "SELECT state::text, reason FROM deliveries WHERE recipient = 'reminded@example.com' AND notice LIKE '%reminder%'",
  );
  const reason = 'the address was changed first';
  expect(reminders).toEqual([1, 2].map(() => ({ state: 'cancelled', reason })));
});

test('checks another address as one that is invited', async () => {
  await insertInvitations(world, ['taken@example.com']);
  await joinAs(world, 'joined@example.com');
  await invite(world, 'check@example.com');
  const before = await invitationsOf(world, 'check@example.com');
  await choose(world, 'check@example.com', 'Change address…');
  expect(await errorsAfter('nonsense')).toContain('Not a valid email address');
  expect(await errorsAfter('taken@example.com')).toBe('This address already has an invitation.');
  expect(await errorsAfter('joined@example.com')).toBe('Already a member.');
  expect(await errorsAfter('CHECK@example.com')).toContain("That's the address it went to.");
  await setSettings(world, { allowed_domains: ['example.com'] });
  expect(await errorsAfter('ana@other.example')).toContain("doesn't allow");
  await setSettings(world, { allowed_domains: [] });
  expect(await invitationsOf(world, 'check@example.com')).toEqual(before);
  await world.slack.close({ user: adam });
});

test('asks about an address that looks like a slip, and takes it when it is sent once more', async () => {
  await invite(world, 'slip@example.com');
  await choose(world, 'slip@example.com', 'Change address…');
  const asked = await modalAfter(world, adam, () => typeAddress(world, 'slip@gmial.com'));
  expect(linesOf(asked.view).join()).toContain('Did you mean slip@gmail.com?');
  await homeAfter(
    world,
    adam,
    () => typeAddress(world, 'slip@gmial.com'),
    'now goes to slip@gmial.com',
  );
});

test('does nothing by a dialog that another admin has overtaken', async () => {
  await invite(world, 'both@example.com');
  await choose(world, 'both@example.com', 'Change address…');
  await choose(world, 'both@example.com', 'Change address…', olga);
  await homeAfter(world, olga, () => typeAddress(world, 'first@example.com', olga), 'now goes to');
  expect(await errorsAfter('second@example.com')).toContain('out of date');
  expect(await invitationsOf(world, 'first@example.com')).toHaveLength(1);
  expect(await invitationsOf(world, 'second@example.com')).toEqual([]);
  await world.slack.close({ user: adam });
});

test('offers on an expired one to resend, to change the address and to revoke', async () => {
  await invite(world, 'over@example.com');
  await world.database.query(
    "UPDATE invitations SET expires_at = now() WHERE address = 'over@example.com'",
  );
  const menu = menuOf(await openHome(world, adam, 'over@example.com'), 'over@example.com');
  expect(Object.keys(menu)).toEqual(['Change address…', 'Revoke…']);
  await choose(world, 'over@example.com', 'Change address…');
  await homeAfter(world, adam, () => typeAddress(world, 'fresh@example.com'), 'now goes to');
  const letter = await world.letterTo('fresh@example.com');
  expect((await world.get(linkIn(letter.parsed.text ?? '').path)).status).toBe(200);
});
