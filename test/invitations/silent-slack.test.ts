import { fieldOf, linesOf } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { addPerson, invitationsOf, openDialog } from '../support/acts.ts';
import { forge } from '../support/sent-payloads.ts';
import { openHome, typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// What Slack doesn't tell, or tells late, costs nobody else anything, and nobody what they typed.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.slack.heal());
afterAll(() => world.stop());

const [adam, mia] = ['U0ADAM', 'U0MIA'];
const peopleLabel = 'People in your Slack';

/** Longer than any answer may take. */
const never = { delayMs: 12_000, times: 1 };

/** Slack is asked anew about whoever sends a form, too. */
const about = (user: string) => ({ args: { user } });

/** Somebody whom Slack knows, and one whom it will be asked about next. */
async function twoPeople(name: string): Promise<readonly [string, string]> {
  const known = addPerson(world, { id: `U0${name}KNOWN` });
  await typeCommand(world, `<@${known}>`);
  return [known, addPerson(world, { id: `U0${name}HIDDEN` })];
}

async function submitDialog(fields: { email?: string; people?: readonly string[] }) {
  const dialog = await openDialog(world);
  const values = {
    ...(fields.email && { [fieldOf(dialog, 'Email address')]: fields.email }),
    ...(fields.people && { [fieldOf(dialog, peopleLabel)]: fields.people }),
  };
  await world.slack.submit({ user: adam, values });
  const now = world.slack.modal(adam);
  if (!now) throw new Error('the dialog is gone');
  return { ...now, dialog, values };
}

const silences = [
  ['GONE', { error: 'user_not_found' }, "Slack doesn't show us this person"],
  ['VEILED', { error: 'user_not_visible' }, "Slack doesn't show us this person"],
  ['BUSY', { retryAfter: 30 }, "Slack didn't tell us about this person in time"],
  ['SLOW', never, "Slack didn't tell us about this person in time"],
] as const;

test.each(silences)('%s: one refusal in the dialog, and the others are invited', async (...row) => {
  const [name, fault, words] = row;
  const [known, hidden] = await twoPeople(name);
  world.slack.fail('users.info', { ...fault, ...about(hidden) });
  const typed = `${name.toLowerCase()}@example.com`;
  const start = performance.now();
  const { view } = await submitDialog({ email: typed, people: [known, hidden] });
  expect(performance.now() - start).toBeLessThan(never.delayMs - 2000);
  const shown = linesOf(view.blocks).join('\n');
  expect(shown).toContain(`⚠️ <@${hidden}>: ${words}`);
  expect(shown).toContain(`${known.toLowerCase()}@people.example`);
  expect(await invitationsOf(world, typed)).toHaveLength(1);
});

test.each(silences)('%s alone: said at the field, with the form as it was', async (...row) => {
  const [name, fault, words] = row;
  const hidden = addPerson(world, { id: `U0${name}ALONE` });
  world.slack.fail('users.info', { ...fault, ...about(hidden) });
  const { errors, dialog, view } = await submitDialog({ people: [hidden] });
  expect(view.submit?.text).toBe('Send invite');
  expect(errors[fieldOf(dialog, peopleLabel)]).toContain(words);
});

test('one refusal in the answer to the command', async () => {
  const hidden = addPerson(world, { id: 'U0TYPED' });
  world.slack.fail('users.info', { error: 'user_not_visible', ...about(hidden) });
  const answer = await typeCommand(world, `typed@example.com <@${hidden}>`);
  expect(answer.text).toBe('1 of 2 invitations sent');
  expect(linesOf(answer.blocks).join('\n')).toContain(`⚠️ <@${hidden}>: Slack doesn't show us`);
});

test('keeps what was typed when Slack doesn’t even tell in time who sends it', async () => {
  world.expectFaults();
  const dialog = await openDialog(world);
  await world.slack.event({ type: 'user_change', user: { id: adam } });
  world.slack.fail('users.info', { ...never, ...about(adam) });
  const email = fieldOf(dialog, 'Email address');
  await world.slack.submit({ user: adam, values: { [email]: 'kept@example.com' } });
  const now = world.slack.modal(adam);
  expect(now?.view.submit?.text).toBe('Send invite');
  expect(now?.errors[email]).toMatch(/Slack isn't responding right now \(ref \w+\)/);
  expect(JSON.stringify(now?.state)).toContain('kept@example.com');
  world.slack.heal();
  await world.slack.event({ type: 'user_change', user: { id: adam } });
  await world.slack.submit({ user: adam });
  expect(await invitationsOf(world, 'kept@example.com')).toHaveLength(1);
});

test('shows first what will happen to more people than the dialog sends to at once', async () => {
  const people = Array.from({ length: 11 }, (_, n) => addPerson(world, { id: `U0CROWD${n}` }));
  const { dialog } = await submitDialog({ email: 'crowd@example.com', people: people.slice(0, 1) });
  const before = await invitationsOf(world, 'u0crowd0@people.example');
  const reply = await forge(world, 'view_submission', {
    '["U0CROWD0"]': JSON.stringify(people),
    [dialog.id]: 'V0CROWDED',
  });
  expect(reply.body).toContain('Reading your list');
  expect(await invitationsOf(world, 'u0crowd1@people.example')).toEqual([]);
  expect(await invitationsOf(world, 'u0crowd0@people.example')).toEqual(before);
});

test('names whoever is known rather than let anybody wait for names', async () => {
  world.slack.fail('users.list', { retryAfter: 60 });
  await openHome(world, mia, 'Ask <@U0ADAM>.');
  // Nor asks again and again.
  await openHome(world, mia, 'Ask <@U0ADAM>.');
  const asked = world.slack.calls.filter(({ method }) => method === 'users.list');
  expect(asked).toHaveLength(1);
  const words = (await typeCommand(world, '', { user: mia })).text;
  expect(words).toBe('Only admins can send invitations. Please ask <@U0ADAM>.');
  expect(world.logs).toContainEqual(
    expect.objectContaining({ msg: expect.stringContaining('nobody is named') }),
  );
});
