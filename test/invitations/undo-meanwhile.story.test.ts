import { buttonsOf, linesOf } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { deliveriesAtRest, invitationsOf, invite, signUpForm } from '../support/acts.ts';
import { choose } from '../support/mend-acts.ts';
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
import { homeAfter, setSettings, typeCommand } from '../support/slack-acts.ts';
import { closeDialogs, hold, pressUndo, undo, undoValues } from '../support/undo-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// What others do while an invitation waits so that it can be undone counts, and is not undone with it.

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await letMiaJoin(world);
  await setSettings(world, { undo_sends: true });
});
afterEach(async () => {
  await closeDialogs(world);
  await world.database.query('DELETE FROM rate_limits');
});
afterAll(() => world.stop());

async function askedFor(email: string): Promise<void> {
  await ask(world, email);
  await messageAbout(world, email, adam, 'Approve');
  await messageAbout(world, email, olga, 'Approve');
}

const changedSince = "It has changed since, so there's nothing to undo.";
const lettersTo = (email: string) => world.mailbox.letters.filter(({ to }) => to === email);

test('a request that another admin approves meanwhile is approved, and the invitation goes out', async () => {
  const email = 'approved@example.com';
  await askedFor(email);
  await hold(world, email);
  await pressOn(world, email, { by: olga, label: 'Approve' });
  await messageAbout(world, email, mia, 'approved');

  expect(await undo(world)).toContain(changedSince);
  world.clock.shiftMs += 15_000;
  await deliveriesAtRest(world);
  expect(await requestsFor(world, email)).toMatchObject([{ state: 'approved' }]);
  expect(lettersTo(email)).toHaveLength(1);
  expect((await invitationsOf(world, email))[0]?.revoked_at).toBeNull();
});

test('a request that another admin denies meanwhile is denied', async () => {
  const email = 'denied@example.com';
  await askedFor(email);
  await hold(world, email);
  const person = await pressOn(world, email, { by: olga, label: 'Deny…' });
  await person.waitsFor('modal', email);
  await person.submits({});
  await messageAbout(world, email, mia, 'denied');

  expect(await undo(world)).toContain('Undone. Nothing was sent');
  expect(await requestsFor(world, email)).toMatchObject([{ state: 'denied' }]);
});

test('whoever asks meanwhile is heard once it is undone, and told where it is not', async () => {
  for (const email of ['asked-undone@example.com', 'asked-kept@example.com']) {
    await hold(world, email);
    await ask(world, email);
    expect(await requestsFor(world, email)).toMatchObject([{ state: 'open' }]);
    if (email.includes('undone')) await undo(world);
    world.clock.shiftMs += 11_000;
    await closeDialogs(world);
  }
  await messageAbout(world, 'asked-undone@example.com', adam, 'Approve');
  await messageAbout(world, 'asked-kept@example.com', mia, 'invited already');
  expect(messagesAbout(world, 'asked-kept@example.com', adam)).toEqual([]);
});

test('nobody hears that a request is closed while it can be undone, whatever the setting is now', async () => {
  const email = 'switched@example.com';
  await askedFor(email);
  await hold(world, email);
  await setSettings(world, { undo_sends: false });
  await world.database.query('UPDATE requests SET due_at = created_at WHERE address = $1', [email]);
  const looked = () =>
    world.database.query('SELECT 1 FROM requests WHERE address = $1 AND due_at > created_at', [
      email,
    ]);
  await expect.poll(looked, { timeout: 15_000 }).toHaveLength(1);
  expect(await undo(world)).toContain('Undone. Nothing was sent');
  await setSettings(world, { undo_sends: true });
  expect(await requestsFor(world, email)).toMatchObject([{ state: 'open' }]);
});

test('once the time is over it can be revoked only, though the email is still on its way', async () => {
  const email = 'slow@example.com';
  await askedFor(email);
  world.mailbox.refuseWith('451 later');
  await hold(world, email);
  world.clock.shiftMs += 11_000;
  await messageAbout(world, email, mia, 'invited already');
  expect(await undo(world)).toContain("It's already on its way. You can still revoke it.");
  expect((await invitationsOf(world, email))[0]?.revoked_at).toBeNull();
  world.mailbox.refuseWith(undefined);
});

test('another admin’s own invitation goes out at once, and stays', async () => {
  const email = 'both@example.com';
  await hold(world, email);
  const said = await typeCommand(world, email, { user: olga });
  expect(linesOf(said.blocks).join('\n')).not.toContain('nothing more was sent');
  await world.letterTo(email);
  expect(await undo(world)).toContain(changedSince);
  world.clock.shiftMs += 15_000;
  await deliveriesAtRest(world);
  expect(lettersTo(email)).toHaveLength(1);
  expect((await invitationsOf(world, email))[0]?.revoked_at).toBeNull();
});

test('a role that another admin changes meanwhile is not put back', async () => {
  const email = 'demoted@example.com';
  await setSettings(world, { undo_sends: false });
  await invite(world, email, { role: 'admin' });
  await deliveriesAtRest(world);
  await setSettings(world, { undo_sends: true });
  world.clock.shiftMs += 60_000;
  await hold(world, email, { role: 'admin' });
  await choose(world, email, 'Change role…', olga);
  const submit = () => world.slack.submit({ user: olga, values: { role: 'member' } });
  await homeAfter(world, olga, submit, email);
  expect(await invitationsOf(world, email)).toMatchObject([{ role: 'member' }]);

  expect(await undo(world)).toContain(changedSince);
  expect(await invitationsOf(world, email)).toMatchObject([{ role: 'member' }]);
});

test('of whoever joins meanwhile by an earlier email, nothing is said to be on its way', async () => {
  const email = 'joins@example.com';
  await setSettings(world, { undo_sends: false });
  const { path } = await invite(world, email);
  await deliveriesAtRest(world);
  await setSettings(world, { undo_sends: true });
  world.clock.shiftMs += 60_000;
  await hold(world, email);
  expect((await world.post(path, signUpForm({ displayName: 'Joan' }))).status).toBe(303);

  const shown = await undo(world);
  expect(shown).toContain('has just been accepted');
  expect(shown).not.toMatch(/personal link|gets it again/);
});

test('what a member asks for neither brings back nor changes what an admin gave', async () => {
  const email = 'lapsed@acme.example';
  await setSettings(world, { undo_sends: false });
  await invite(world, email, { role: 'admin' });
  await deliveriesAtRest(world);
  await world.database.query(
    `UPDATE invitations SET expires_at = now() - interval '40 days',
       tool_ids = ARRAY['11111111-1111-4111-8111-111111111111']::uuid[] WHERE address = $1`,
    [email],
  );
  const before = await invitationsOf(world, email);
  await setSettings(world, { approved_domains: ['acme.example'], undo_sends: true });
  await ask(world, email);
  await messageAbout(world, email, adam, 'Approve');
  expect(await invitationsOf(world, email)).toEqual(before);
  await setSettings(world, { approved_domains: [] });
});

test('two that are undone from one screen are both shown as undone', async () => {
  await hold(world, 'one@two.example, two@two.example');
  const values = undoValues(world);
  expect(values).toHaveLength(2);
  await Promise.all(values.map((value) => pressUndo(world, value)));
  const shown = () => linesOf(world.slack.modal(adam)?.view).join('\n');
  await expect.poll(() => shown().match(/Undone/g), { timeout: 15_000 }).toHaveLength(2);
  await expect
    .poll(shown, { timeout: 15_000 })
    .not.toMatch(/Sent so far|personal link|gets an invitation/);
  expect(buttonsOf(world.slack.modal(adam)?.view ?? { blocks: [] })).not.toContain('Undo');
});

test('undone twice by an impatient press, it is undone once, and said so', async () => {
  const email = 'impatient@example.com';
  await hold(world, email);
  const [value] = undoValues(world);
  await Promise.all([pressUndo(world, value), pressUndo(world, value), pressUndo(world, value)]);
  const shown = () => linesOf(world.slack.modal(adam)?.view).join('\n');
  await expect.poll(shown, { timeout: 15_000 }).toContain(`Undone. Nothing was sent to ${email}.`);
  await deliveriesAtRest(world);
  expect(shown()).not.toMatch(/revoked|Sent so far|personal link/);
  const record = await recordOf(world, email);
  expect(record.filter((each) => each.includes('undone'))).toHaveLength(1);
});
