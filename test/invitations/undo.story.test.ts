import { buttonsOf, buttonValue, linesOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  deliveriesAtRest,
  deliveriesTo,
  invitationsOf,
  invite,
  openDialog,
  sendDialog,
} from '../support/acts.ts';
import { choose, typeAddress } from '../support/mend-acts.ts';
import { homeAfter, modalAfter, setSettings, typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await setSettings(world, { undo_sends: true });
});
afterAll(() => world.stop());

const [adam, olga] = ['U0ADAM', 'U0OLGA'];

/** Sends the dialog, which waits; gives how to press a button of what it shows, and what that shows then. */
async function send(email: string, role?: 'admin') {
  await openDialog(world);
  const sent = await modalAfter(world, adam, () => sendDialog(world, adam, { email, role }));
  const press = async (label: string, actionId: string) => {
    const now = world.slack.modal(adam) ?? sent;
    const value = buttonValue(now.view, label);
    const shown = await modalAfter(world, adam, () =>
      world.slack.press({ user: adam, in: 'modal', actionId, value }),
    );
    return linesOf(shown.view).join('\n');
  };
  return { sent, undo: () => press('Undo', 'invitations.undo'), press };
}

async function emailOf(email: string) {
  return (await deliveriesTo(world, email)).at(-1);
}

test('takes back what was just sent: nothing goes out, and the record says so', async () => {
  const { sent, undo } = await send('back@example.com');
  expect(linesOf(sent.view).join('\n')).toMatch(
    /back@example\.com gets an invitation at <!date\^\d+\^\{time_secs\}/,
  );
  const shown = await undo();
  expect(shown).toContain('Undone. Nothing was sent to back@example.com.');
  // Nor is anything said any more of what they'd get, or of how many.
  expect(shown).not.toMatch(/Sent so far|personal link|gets an invitation/);
  expect(buttonsOf(world.slack.modal(adam)?.view ?? { blocks: [] })).not.toContain('Undo');
  world.clock.shiftMs += 60_000;
  expect(await emailOf('back@example.com')).toMatchObject({
    state: 'cancelled',
    reason: 'it was undone first',
  });
  expect((await invitationsOf(world, 'back@example.com'))[0]?.revoked_at).not.toBeNull();
  const acts = await world.database.query(
    "SELECT act FROM audit_entries WHERE subject = 'back@example.com' ORDER BY at",
  );
  expect(acts.map(({ act }) => act)).toEqual(['invitation_sent', 'invitation_undone']);
});

test('sends when nobody undoes it, and says then that it is too late, with a way to revoke', async () => {
  const { sent, undo, press } = await send('gone@example.com');
  // Whoever still looks at it later reads until when it could be undone.
  const [, until = ''] = /at <!date\^(\d+)\^/.exec(linesOf(sent.view).join('\n')) ?? [];
  const [row] = await invitationsOf(world, 'gone@example.com');
  const sentAt = new Date(String(row?.sent_at)).getTime();
  expect(Number(until)).toBe(Math.floor((sentAt + 10_000) / 1000));
  expect((await emailOf('gone@example.com'))?.state).toBe('queued');
  world.clock.shiftMs += 11_000;
  await world.letterTo('gone@example.com');
  await deliveriesAtRest(world);
  const shown = await undo();
  expect(shown).toContain("It's already on its way. You can still revoke it.");
  expect(shown).toContain('gone@example.com gets an invitation at');
  expect(shown).not.toContain('Until then');
  expect((await invitationsOf(world, 'gone@example.com'))[0]?.revoked_at).toBeNull();
  // Whoever sent to several hears, and is asked, whose it is.
  const late = JSON.stringify(world.slack.modal(adam)?.view);
  expect(late).toContain('"accessibility_label":"Revoke gone@example.com\'s invitation"');
  expect(late).toContain("gone@example.com's link stops working right away.");
  expect(await press('Revoke…', 'invitations.revoke_sent')).toContain('is revoked');
  expect((await invitationsOf(world, 'gone@example.com'))[0]?.revoked_at).not.toBeNull();
});

test('revokes nobody else when the invitation has gone to another address meanwhile', async () => {
  const { undo, press } = await send('first@example.com');
  world.clock.shiftMs += 11_000;
  await world.letterTo('first@example.com');
  await deliveriesAtRest(world);
  await undo();
  await choose(world, 'first@example.com', 'Change address…', olga);
  const type = () => typeAddress(world, 'second@example.com', olga);
  await homeAfter(world, olga, type, 'now goes to');

  const shown = await press('Revoke…', 'invitations.revoke_sent');
  expect(shown).toContain('This screen was out of date, so nothing happened.');
  expect((await invitationsOf(world, 'second@example.com'))[0]?.revoked_at).toBeNull();
});

test('puts an invitation that was sent again back as it was', async () => {
  await setSettings(world, { undo_sends: false });
  const { path } = await invite(world, 'twice@example.com');
  await deliveriesAtRest(world);
  await setSettings(world, { undo_sends: true });
  const [before] = await invitationsOf(world, 'twice@example.com');
  world.clock.shiftMs += 60_000;
  const { undo } = await send('twice@example.com', 'admin');
  expect((await invitationsOf(world, 'twice@example.com'))[0]).toMatchObject({ role: 'admin' });
  await undo();
  expect(await invitationsOf(world, 'twice@example.com')).toEqual([before]);
  expect((await world.get(path)).status).toBe(200);
});

test('still sends the email that waited before, when the one in its place is undone', async () => {
  world.mailbox.refuseWith('451 later');
  await setSettings(world, { undo_sends: false });
  await openDialog(world);
  await sendDialog(world, adam, { email: 'waiting@example.com' });
  await vi.waitFor(
    async () => expect((await emailOf('waiting@example.com'))?.state).toBe('retrying'),
    { timeout: 15_000 },
  );
  world.mailbox.refuseWith(undefined);
  await setSettings(world, { undo_sends: true });
  world.clock.shiftMs += 15_000;
  const { undo } = await send('waiting@example.com');
  await undo();
  await world.letterTo('waiting@example.com');
});

test('has nothing to undo once somebody has sent it again', async () => {
  const { undo } = await send('changed@example.com');
  await world.database.query(
    "UPDATE invitations SET sent_at = sent_at + interval '1 second' WHERE address = 'changed@example.com'",
  );
  expect(await undo()).toContain("It has changed since, so there's nothing to undo.");
  expect((await invitationsOf(world, 'changed@example.com'))[0]?.revoked_at).toBeNull();
});

test('waits for nothing that the command sends, nor where the team does not want it', async () => {
  await typeCommand(world, 'typed@example.com');
  await world.letterTo('typed@example.com');
  await setSettings(world, { undo_sends: false });
  const { sent } = await send('at-once@example.com');
  expect(buttonsOf(sent.view)).not.toContain('Undo');
  await world.letterTo('at-once@example.com');
});
