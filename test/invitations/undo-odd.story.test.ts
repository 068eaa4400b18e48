import { buttonValue, linesOf } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { deliveriesAtRest, invitationsOf, linkIn, sendDialog } from '../support/acts.ts';
import { adam, olga } from '../support/request-acts.ts';
import { modalAfter, openHome, setSettings, typeCommand } from '../support/slack-acts.ts';
import { closeDialogs, hold, pressUndo, undo, undoValues } from '../support/undo-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// What is undone is as if it had never been sent, on every screen, and what had been sent before it stays so.

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await setSettings(world, { undo_sends: true });
});
afterEach(async () => {
  world.mailbox.refuseWith(undefined);
  for (const user of [adam, olga]) await closeDialogs(world, user);
  await world.database.query('DELETE FROM rate_limits');
});
afterAll(() => world.stop());

/** Sent for real, some time ago. */
async function sentBefore(email: string): Promise<void> {
  await typeCommand(world, email);
  await deliveriesAtRest(world);
  world.clock.shiftMs += 60_000;
}

/** The same from the dialog, which stays open. */
async function sentFromDialog(email: string): Promise<void> {
  await hold(world, email);
  world.clock.shiftMs += 11_000;
  await world.letterTo(email);
  await deliveriesAtRest(world);
  world.clock.shiftMs += 60_000;
}

const lettersTo = (email: string) => world.mailbox.letters.filter(({ to }) => to === email);

test('an old screen does not take another admin’s undone sending for its own', async () => {
  const email = 'old-screen@example.com';
  await sentFromDialog(email);
  await hold(world, email, { by: olga });
  expect(await undo(world, olga)).toContain(`Undone. ${email}'s invitation is as it was before.`);
  const shown = await undo(world);
  expect(shown).not.toContain('Undone');
  expect(shown).toContain('still revoke it');
});

test('of two who hold one address, each undoes their own, and nothing goes out', async () => {
  const email = 'twice-held@example.com';
  await hold(world, email);
  await hold(world, email, { by: olga, role: 'admin' });
  expect(await undo(world, olga)).toContain('is as it was before');
  expect(await invitationsOf(world, email)).toMatchObject([{ role: 'member', revoked_at: null }]);
  expect(await undo(world)).toContain('Undone. Nothing was sent');
  world.clock.shiftMs += 60_000;
  await deliveriesAtRest(world);
  expect(lettersTo(email)).toEqual([]);
});

test('what was held before what is undone goes out when its own time is over', async () => {
  const email = 'first-held@example.com';
  await hold(world, email);
  await hold(world, email, { by: olga, role: 'admin' });
  await undo(world, olga);
  const [row] = await world.database.query(
    "SELECT due_at = i.sent_at + interval '10 seconds' AS \"isHeld\" FROM deliveries d JOIN invitations i ON i.id = d.invitation_id WHERE i.address = $1 AND d.channel = 'email'",
    [email],
  );
  expect(row).toEqual({ isHeld: true });
  world.clock.shiftMs += 11_000;
  const letter = await world.letterTo(email);
  expect(letter.parsed.text).toContain('Your role: Member');
  await deliveriesAtRest(world);
  expect(lettersTo(email)).toHaveLength(1);
});

test('whoever asked for a new link still gets one, when an answer was undone', async () => {
  const email = 'asks-again@example.com';
  await sentBefore(email);
  const { path } = linkIn((await world.letterTo(email)).parsed.text ?? '');
  await world.database.query(
    "UPDATE invitations SET expires_at = sent_at + interval '1 second' WHERE address = $1",
    [email],
  );
  const before = world.slack.dms(adam).length;
  await world.post(`${path}/again`, new FormData());
  const dm = await world.slack.until(() => world.slack.dms(adam)[before], 15_000);
  await hold(world, email, { by: olga });
  await undo(world, olga);
  const value = buttonValue({ blocks: dm.blocks ?? [] }, 'Send again');
  const place = { channel: dm.channel, ts: dm.ts };
  await world.slack.press({ user: adam, in: place, actionId: 'invitations.send_asked', value });
  await vi.waitFor(() => expect(lettersTo(email)).toHaveLength(2), 15_000);
});

test('Home says of a working invitation what it said before another sending was undone', async () => {
  await sentBefore('delivered@example.com');
  world.mailbox.refuseWith('550 5.1.1 nobody here');
  await sentBefore('bounced@example.com');
  for (const email of ['delivered@example.com', 'bounced@example.com']) {
    await hold(world, email);
    await undo(world);
    await world.slack.close({ user: adam, all: true });
  }
  const home = linesOf(await openHome(world, adam, 'bounced@example.com')).join('\n');
  expect(home).not.toContain('undone');
  expect(home).toMatch(/bounced@example\.com\* · Member · ⚠️ Not delivered/);
  expect(home).toMatch(/delivered@example\.com\* · Member · Waiting/);
});

test('whoever has gone on to the next form keeps it, however late Slack shows that one was undone', async () => {
  await hold(world, 'slow@example.com');
  const [value] = undoValues(world);
  world.slack.fail('views.update', { delayMs: 1500 });
  await pressUndo(world, value);
  await world.slack.submit({ user: adam });
  await vi.waitFor(
    async () =>
      expect((await invitationsOf(world, 'slow@example.com'))[0]?.revoked_at).not.toBeNull(),
    15_000,
  );
  await vi.waitFor(() => {
    const answered = world.slack.calls.filter(({ method }) => method === 'views.update').at(-1);
    expect(JSON.stringify(answered)).toContain('slow@example.com');
  }, 15_000);
  expect(JSON.stringify(world.slack.modal(adam)?.view)).toContain('Email address');
});

test('a double click right after a held email has left sends nothing more', async () => {
  const email = 'just-left@example.com';
  await hold(world, email);
  world.clock.shiftMs += 10_000;
  await world.letterTo(email);
  const said = await typeCommand(world, email, { user: olga });
  expect(linesOf(said.blocks).join()).toContain('was just invited, so nothing more was sent');
});

test('what was really sent stays among what was sent, when it was sent again and that undone', async () => {
  const email = 'really-sent@example.com';
  await sentFromDialog(email);
  await world.slack.submit({ user: adam });
  await modalAfter(world, adam, () => sendDialog(world, adam, { email }));

  const shown = await undo(world);
  expect(shown).toContain(`Undone. ${email}'s invitation is as it was before.`);
  expect(shown).toMatch(new RegExp(`Sent so far \\(1\\)[^]*${email} · Member`));
});

test('whoever undoes again and again can still invite', async () => {
  const email = 'undecided@example.com';
  for (let times = 0; times < 7; times += 1) {
    await hold(world, email);
    expect(await undo(world)).toContain('Undone. Nothing was sent');
    await closeDialogs(world);
  }
  const counts = await world.database.query('SELECT sum(acts)::int AS acts FROM rate_limits');
  expect(counts).toEqual([{ acts: 0 }]);
});
