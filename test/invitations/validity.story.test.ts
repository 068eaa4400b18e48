import { fieldOf, menuOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliveriesAtRest, linkIn, openDialog } from '../support/acts.ts';
import { textOf } from '../support/browser-acts.ts';
import { modalAfter, openHome, pressHome, typeCommand, wordsIn } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ INVITE_TTL: '12h' });
});
afterAll(() => world.stop());

const [adam, day] = ['U0ADAM', 86_400_000];

/** Opens the dialog with all of its fields. */
async function openMore() {
  await openDialog(world);
  return await showMore();
}

/** Has the dialog show all of its fields. */
async function showMore() {
  return await modalAfter(world, adam, () =>
    world.slack.press({ user: adam, in: 'modal', actionId: 'invitations.more' }),
  );
}

async function inviteWith(email: string, days: string, message = '') {
  const modal = await openMore();
  const values = {
    [fieldOf(modal, 'Email address')]: email,
    [fieldOf(modal, 'The link works for')]: days,
    ...(message && { [fieldOf(modal, 'Personal message')]: message }),
  };
  const reply = await world.slack.submit({ user: adam, values });
  expect(world.slack.modal(adam)?.errors, reply.body).toEqual({});
  return await world.letterTo(email);
}

/** For how long the link of an address works since it was sent last, and what was said. */
async function termsOf(email: string) {
  const [row] = await world.database.query(
    `SELECT extract(epoch FROM expires_at - sent_at)::int / 3600 AS hours, message, valid_days AS days
     FROM invitations WHERE address = $1`,
    [email],
  );
  return row;
}

test('the dialog offers it behind a button, begins with what is usual, and keeps what was typed', async () => {
  const before = await openDialog(world);
  expect(wordsIn(before.view)).not.toContain('Personal message');
  const after = await showMore();
  expect(fieldOf(after, 'Email address')).toBe(fieldOf(before, 'Email address'));
  expect(JSON.stringify(after.view)).toContain(
    '"initial_option":{"text":{"type":"plain_text","text":"12 hours"',
  );
});

test('a link works for as long as was chosen, also after it was sent again or replaced', async () => {
  const letter = await inviteWith('month@example.com', '30', 'See you in <!channel> & soon');
  expect(letter.parsed.text).toContain('Adam Admin writes:\n> See you in <!channel> & soon');
  const { path } = linkIn(letter.parsed.text ?? '');
  expect(await textOf(await world.get(path))).toContain('See you in <!channel> & soon');
  expect(await termsOf('month@example.com')).toMatchObject({ hours: 720, days: 30 });

  world.clock.shiftMs += day;
  const value = menuOf(
    await openHome(world, adam, 'month@example.com'),
    'month@example.com',
  ).Resend;
  await pressHome(world, adam, 'home.invitation_menu', { value: value ?? '', words: 'Resent to' });
  expect(await termsOf('month@example.com')).toMatchObject({
    hours: 720,
    message: 'See you in <!channel> & soon',
  });
  await deliveriesAtRest(world);
  const again = await world.letterTo('month@example.com');
  expect(linkIn(again.parsed.text ?? '').path).toBe(path);
});

test('what is usual is as configured, and whoever invites anew says what holds', async () => {
  await inviteWith('usual@example.com', 'usual');
  expect(await termsOf('usual@example.com')).toEqual({ hours: 12, message: null, days: null });
  await inviteWith('changed@example.com', '3', 'Hello');
  world.clock.shiftMs += day;
  await typeCommand(world, 'changed@example.com');
  expect(await termsOf('changed@example.com')).toEqual({ hours: 12, message: null, days: null });
});

test('answers go to the inviter, as their account or Slack knows them', async () => {
  const letter = await inviteWith('reply@example.com', '1');
  expect(letter.parsed.replyTo?.text).toBe('adam@example.com');
});

test('whatever is not offered counts as not chosen', async () => {
  const modal = await openMore();
  const values = { [fieldOf(modal, 'Email address')]: 'odd@example.com' };
  await world.slack.submit({ user: adam, values });
  await world.letterTo('odd@example.com');
  expect(await termsOf('odd@example.com')).toMatchObject({ hours: 12 });
});
