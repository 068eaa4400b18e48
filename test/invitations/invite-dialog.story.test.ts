import { fieldOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  allRows,
  deliveriesAtRest,
  deliveriesTo,
  invitationsOf,
  invite,
  joinAs,
  openDialog,
  sendDialog,
  wordsOf,
} from '../support/acts.ts';
import { sendPayload } from '../support/sent-payloads.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const adam = 'U0ADAM';
const day = 86_400_000;

test('asks for an address and a role, each role explained, Member chosen', async () => {
  const { view } = await openDialog(world);
  expect([view.title.text, view.submit?.text, view.close?.text]).toEqual([
    'Invite people',
    'Send invite',
    'Cancel',
  ]);
  expect(wordsOf(view.blocks)).toContain('Or paste a list, as it is.');
  const role = view.blocks.find((block) => wordsOf(block).includes('"Role"'));
  const words = wordsOf(role);
  expect(words).toContain('Can use all features but cannot manage team settings or invite others.');
  expect(words).toContain('Full access including team settings, user management, and billing.');
  expect(role).toMatchObject({
    element: { type: 'radio_buttons', initial_option: { text: { text: 'Member' } } },
  });
});

test.each([
  ['no top-level domain', 'ana@example.c'],
  ['an address with two dots', 'ana..b@example.com'],
  ['an IP address', 'ana@127.0.0.1'],
  ['a domain that starts with a hyphen', 'ana@-example.com'],
  ['a quoted name', '"ana maria"@example.com'],
  ['a name of 65 characters', `${'a'.repeat(65)}@example.com`],
])('refuses %s at the field, and writes nothing', async (_what, email) => {
  const { id } = await openDialog(world);
  const before = await allRows(world);
  await sendDialog(world, adam, { email });
  const modal = world.slack.modal(adam);
  expect(modal?.id).toBe(id);
  if (!modal) return;
  expect(Object.keys(modal.errors)).toEqual([fieldOf(modal, 'Email address')]);
  expect(wordsOf(modal.errors)).toMatch(/address/);
  expect(modal.view.submit?.text).toBe('Send invite');
  expect(await allRows(world)).toEqual(before);
});

test('goes on in the same dialog once the address is put right', async () => {
  await openDialog(world);
  await sendDialog(world, adam, { email: 'typo@example.c' });
  await sendDialog(world, adam, { email: 'typo@example.com' });
  expect(world.slack.modal(adam)?.view.submit?.text).toBe('Invite another');
  await world.letterTo('typo@example.com');
});

test('refuses an existing member at the field, however the address is written', async () => {
  await joinAs(world, 'mona@example.com');
  await openDialog(world);
  await sendDialog(world, adam, { email: ' MONA@Example.COM ' });
  const modal = world.slack.modal(adam);
  expect(wordsOf(modal?.errors)).toContain('Already a member.');
  expect(await invitationsOf(world, 'mona@example.com')).toHaveLength(1);
  expect(await deliveriesTo(world, 'MONA@Example.COM')).toEqual([]);
});

test('lists all that were sent, and brings back an empty form with the role kept', async () => {
  await openDialog(world);
  const sent: string[] = [];
  for (const email of ['one@example.com', 'two@example.com', 'three@example.com']) {
    await sendDialog(world, adam, { email, ...(sent.length === 0 && { role: 'admin' as const }) });
    sent.push(email);
    const shown = world.slack.modal(adam);
    expect(shown?.view.submit?.text).toBe('Invite another');
    for (const each of sent) expect(wordsOf(shown?.view.blocks)).toContain(each);

    await world.slack.submit({ user: adam });
    const form = world.slack.modal(adam);
    expect(form?.view.submit?.text).toBe('Send invite');
    expect(wordsOf(form?.view.blocks)).not.toContain(email);
    const state = Object.values(form?.state ?? {}).flatMap((block) => Object.values(block));
    expect(wordsOf(state)).not.toContain(email);
    expect(state).toContainEqual(
      expect.objectContaining({ selected_option: expect.objectContaining({ value: 'admin' }) }),
    );
  }
  for (const email of sent) {
    await world.letterTo(email);
    expect(await invitationsOf(world, email)).toMatchObject([{ role: 'admin', generation: 1 }]);
  }
});

test('says when it was sent already, and renews the one invitation there is', async () => {
  const first = await invite(world, 'Rita@example.com', { role: 'member' });
  const [before] = await invitationsOf(world, 'rita@example.com');
  world.clock.shiftMs += 2 * day;

  const second = await invite(world, 'rita@Example.com', { role: 'admin', by: 'U0OLGA' });
  expect(wordsOf(world.slack.modal('U0OLGA')?.view)).toContain('We changed its role and resent it');
  const rows = await invitationsOf(world, 'rita@example.com');
  expect(rows).toMatchObject([{ id: before?.id, role: 'admin', invited_by_slack_user: 'U0OLGA' }]);
  const gained = Number(rows[0]?.expires_at) - Number(before?.expires_at);
  expect(gained).toBeGreaterThan(1.9 * day);
  expect(second.path).toBe(first.path);
  expect((await world.get(first.path)).status).toBe(200);
});

test('sends nothing twice to an address that another admin invited a moment ago, unless the role changes', async () => {
  const email = 'popular@example.com';
  await invite(world, email);
  await openDialog(world, 'U0OLGA');
  await sendDialog(world, 'U0OLGA', { email });
  expect(wordsOf(world.slack.modal('U0OLGA')?.view)).toContain(
    `✅ ${email} was just invited, so nothing more was sent`,
  );
  await deliveriesAtRest(world);
  expect(await deliveriesTo(world, email)).toHaveLength(1);

  await invite(world, email, { by: 'U0OLGA', role: 'admin' });
  expect(await invitationsOf(world, email)).toMatchObject([{ role: 'admin' }]);
  await deliveriesAtRest(world);
  expect(await deliveriesTo(world, email)).toHaveLength(2);
});

test('makes an expired invitation work again', async () => {
  const { path } = await invite(world, 'late@example.com');
  world.clock.shiftMs += 8 * day;
  expect((await world.get(path)).status).toBe(410);

  const again = await invite(world, 'late@example.com');
  expect(wordsOf(world.slack.modal(adam)?.view)).toContain('so we resent it');
  expect(await invitationsOf(world, 'late@example.com')).toHaveLength(1);
  expect((await world.get(again.path)).status).toBe(200);
});

test('sends one email when the button is pressed twice', async () => {
  const dialog = await openDialog(world);
  const values = { [fieldOf(dialog, 'Email address')]: 'twice@example.com' };
  const replies = await Promise.all([
    world.slack.submit({ user: adam, values }),
    world.slack.submit({ user: adam, values }),
  ]);
  expect(replies.map(({ status }) => status)).toEqual([200, 200]);
  expect(world.slack.modal(adam)?.view.submit?.text).toBe('Invite another');

  // And again, long after, as when Slack's network repeats it.
  const payload = Object(world.slack.requests.at(-1)?.payload);
  expect((await sendPayload(world, 'interactive', payload)).status).toBe(200);

  await world.letterTo('twice@example.com');
  await deliveriesAtRest(world);
  expect(await deliveriesTo(world, 'twice@example.com')).toMatchObject([{ state: 'sent' }]);
  expect(world.mailbox.letters.filter(({ to }) => to === 'twice@example.com')).toHaveLength(1);
});

test('invites the address that stands there after a renamed second press', async () => {
  const dialog = await openDialog(world);
  const field = fieldOf(dialog, 'Email address');
  await Promise.all([
    world.slack.submit({ user: adam, values: { [field]: 'left@example.com' } }),
    world.slack.submit({ user: adam, values: { [field]: 'right@example.com' } }),
  ]);
  await world.letterTo('left@example.com');
  await world.letterTo('right@example.com');
  expect(await invitationsOf(world, 'left@example.com')).toHaveLength(1);
  expect(await invitationsOf(world, 'right@example.com')).toHaveLength(1);
});

test('starts afresh when what the dialog remembered is not what was written', async () => {
  await openDialog(world);
  await sendDialog(world, adam, { email: 'meta@example.com' });
  const payload = world.slack.requests.at(-1)?.payload as { view: object };
  for (const private_metadata of ['', '{', '[]', '{"form":"x","role":9,"sent":[1]}', 'null']) {
    const view = { ...payload.view, id: 'V0OTHER', private_metadata };
    const reply = await sendPayload(world, 'interactive', { ...payload, view });
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.body)).toMatchObject({ response_action: 'update' });
  }
  await world.letterTo('meta@example.com');
  await deliveriesAtRest(world);
});
