import { fieldOf, linesOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, deliveriesAtRest, invitationsOf, joinAs, openDialog } from '../support/acts.ts';
import { forge } from '../support/sent-payloads.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  addPerson(world, { id: 'U0PIA', name: 'pia', email: 'pia@people.example' });
  addPerson(world, { id: 'U0TOM', name: 'tom', email: 'tom@people.example' });
  const bot = { id: 'U0HAL', name: 'hal', realName: 'Hal', isBot: true, tz: 'Etc/UTC' };
  world.slack.state.users.push(bot);
});
afterAll(() => world.stop());

const adam = 'U0ADAM';
const peopleLabel = 'People in your Slack';

/** Fills the dialog in, and gives what it shows then. */
async function send(fields: { email?: string; people?: string[]; role?: 'admin' | 'member' }) {
  const dialog = await openDialog(world);
  const values = {
    ...(fields.email && { [fieldOf(dialog, 'Email address')]: fields.email }),
    ...(fields.people && { [fieldOf(dialog, peopleLabel)]: fields.people }),
    ...(fields.role && { [fieldOf(dialog, 'Role')]: fields.role }),
  };
  await world.slack.submit({ user: adam, values });
  const now = world.slack.modal(adam);
  if (!now) throw new Error('the dialog is gone');
  return { ...now, dialog };
}

test('invites everybody who was picked, with the role', async () => {
  const { view } = await send({ people: ['U0PIA', 'U0TOM'], role: 'admin' });
  expect(view.submit?.text).toBe('Invite another');
  for (const email of ['pia@people.example', 'tom@people.example']) {
    await world.letterTo(email);
    expect(linesOf(view.blocks).join('\n')).toContain(email);
    expect(await invitationsOf(world, email)).toMatchObject([{ role: 'admin' }]);
  }
});

test('invites the address and the people together', async () => {
  await send({ email: 'ana@example.com', people: ['U0MIA'] });
  await world.letterTo('ana@example.com');
  await world.letterTo('mia@example.com');
});

test('invites a pasted list, and tells of each address that is none', async () => {
  const { view } = await send({
    email: 'Lee, Ana <paste-ana@example.com>; \u200bpaste-bo@example.com, zoe@example,com',
  });
  await world.letterTo('paste-ana@example.com');
  await world.letterTo('paste-bo@example.com');
  expect(linesOf(view.blocks).join('\n')).toMatch(/zoe@example,com: .*Not a valid email address/);
});

test('invites by a spreadsheet, and tells what in it is not clear', async () => {
  const { view } = await send({
    email:
      'Email\tRole\nsheet-ana@example.com\tAdmin\nn/a\nbo sheet@example.com\nsheet-cy@example.com',
  });
  await world.letterTo('sheet-ana@example.com');
  await world.letterTo('sheet-cy@example.com');
  const lines = linesOf(view.blocks).join('\n');
  expect(lines).toContain(
    "⚠️ Admin: This isn't an email address. Everyone gets the role chosen in the dialog.",
  );
  expect(lines).toContain("⚠️ n/a: This isn't an email address.");
  expect(lines).toContain('⚠️ bo sheet@example.com: Is this one address?');
  expect(await invitationsOf(world, 'sheet@example.com')).toEqual([]);
  const [{ role } = {}] = await invitationsOf(world, 'sheet-ana@example.com');
  expect(role).toBe('member');
});

test('invites nobody when a word beside the address may be part of it', async () => {
  const { errors } = await send({ email: 'an a@example.com' });
  expect(Object.values(errors).join()).toMatch(/Not a valid email address/);
  expect(await invitationsOf(world, 'a@example.com')).toEqual([]);
});

test('shows what will happen to a long list before anything is sent', async () => {
  const list = Array.from({ length: 11 }, (_, index) => `many-${index}@example.com`);
  const { view } = await send({ email: list.join(', '), role: 'admin' });
  expect(linesOf(view.blocks).join('\n')).toContain('11 people will be invited* as Admin');
  expect(await invitationsOf(world, 'many-0@example.com')).toEqual([]);
});

test('brings the form back empty, without those who were picked', async () => {
  await send({ people: ['U0GUS'] });
  await world.slack.submit({ user: adam });
  const form = world.slack.modal(adam);
  expect(JSON.stringify(form?.state)).not.toContain('U0GUS');
  expect(form?.view.submit?.text).toBe('Send invite');
});

test('asks for somebody when nobody was named', async () => {
  const { errors, dialog } = await send({});
  expect(Object.keys(errors)).toEqual([fieldOf(dialog, 'Email address')]);
  expect(Object.values(errors).join()).toMatch(/address.*or choose people/);
});

test('says of each who could not be invited why, at the field', async () => {
  await joinAs(world, 'ben@people.example', { displayName: 'Ben' });
  addPerson(world, { id: 'U0BEN', name: 'ben', email: 'ben@people.example' });
  const { errors, dialog } = await send({ people: ['U0BEN', 'U0HAL'] });
  expect(Object.keys(errors)).toEqual([fieldOf(dialog, peopleLabel)]);
  expect(Object.values(errors).join()).toMatch(/ben.*Already a member/);
  expect(Object.values(errors).join()).toMatch(/hal: That's an app or a bot/i);
});

test('sends nothing to whom Slack has deactivated meanwhile, and says so', async () => {
  addPerson(world, { id: 'U0LEFT', name: 'left', email: 'left@people.example', deleted: true });
  const { errors } = await send({ people: ['U0LEFT'] });
  expect(Object.values(errors).join()).toMatch(/left: Deactivated in Slack/i);
  expect(await invitationsOf(world, 'left@people.example')).toEqual([]);
});

test('invites whom it can, and names the others with the reason', async () => {
  const { view } = await send({ email: 'typo@example.c', people: ['U0BEN', 'U0PIA'] });
  const words = linesOf(view.blocks).join('\n');
  expect(words).toMatch(/pia \(pia@people\.example\) already had an invitation/);
  expect(words).toMatch(/ben: .*Already a member/);
  expect(words).toMatch(/typo@example\.c: .*Not a valid email address/);
});

test('invites nobody twice when the dialog is sent twice', async () => {
  addPerson(world, { id: 'U0TWO', name: 'two', email: 'two@people.example' });
  await send({ people: ['U0TWO'] });
  await forge(world, 'view_submission', {});
  await world.letterTo('two@people.example');
  await deliveriesAtRest(world);
  const letters = world.mailbox.letters.filter(({ to }) => to === 'two@people.example');
  expect(letters).toHaveLength(1);
});
