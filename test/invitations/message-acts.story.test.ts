import { buttonsOf, buttonValue, fieldOf, rowOf } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  deliveriesAtRest,
  invitationsOf,
  invite,
  linkIn,
  openDialog,
  sendDialog,
} from '../support/acts.ts';
import { dmAfter, livelyIn, modalAfter, openHome, pressHome } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.mailbox.refuseWith(undefined));
afterAll(() => world.stop());

const [adam, olga] = ['U0ADAM', 'U0OLGA'];

type Dm = Awaited<ReturnType<typeof dmAfter>>;

/** Somebody whose link is dead asks for a new one; gives the message to Adam. */
async function asks(email: string, death: string): Promise<Dm & { path: string }> {
  const { path } = await invite(world, email);
  await deliveriesAtRest(world);
  // Sent a while ago, or it would count as sent a moment ago.
  await world.database.query(
    `UPDATE invitations SET sent_at = sent_at - interval '1 hour', ${death} WHERE address = $1`,
    [email],
  );
  const dm = await dmAfter(world, adam, () => world.post(`${path}/again`, new FormData()));
  return { ...dm, path };
}

async function press(dm: Dm, label: string, actionId: string, user = adam) {
  const value = buttonValue({ blocks: dm.blocks ?? [] }, label);
  return await world.slack.press({ user, in: { channel: dm.channel, ts: dm.ts }, actionId, value });
}

/** Waits until the message says something else. */
async function becomes(dm: Dm, words: string) {
  return await world.slack.until(() => {
    const now = world.slack.dms(adam).find(({ ts }) => ts === dm.ts);
    return now?.text.includes(words) && now;
  }, 15_000);
}

async function actsOn(email: string) {
  const rows = await world.database.query(
    "SELECT act FROM audit_entries WHERE subject = $1 AND act <> 'invitation_sent' ORDER BY at",
    [email],
  );
  return rows.map(({ act }) => act);
}

test.each([
  ['expired', "expires_at = now() - interval '1 second'", 'invitation_resent'],
  ['revoked', 'revoked_at = now()', 'invitation_sent_anew'],
  ['declined', 'revoked_at = now(), declined_at = now()', 'invitation_sent_anew'],
  ['replaced', 'generation = generation + 1', 'invitation_resent'],
])('sends a new invitation to whoever asks by a link that was %s', async (state, death, act) => {
  const email = `${state}@example.com`;
  const dm = await asks(email, death);
  expect(buttonsOf({ blocks: dm.blocks ?? [] })).toEqual(['Send again', 'Ignore']);
  await press(dm, 'Send again', 'invitations.send_asked');
  const answered = await becomes(dm, 'sent');
  expect(answered.text).toBe(`✅ Adam Admin sent ${email} a new invitation.`);
  expect(buttonsOf({ blocks: answered.blocks ?? [] })).toEqual([]);
  expect(await actsOn(email)).toEqual(['invitation_asked_for', act]);
  const letter = await world.letterTo(email);
  expect((await world.get(linkIn(letter.parsed.text ?? '').path)).status).toBe(200);
});

test('ignores it when that is wanted, and says so to whoever presses later', async () => {
  const dm = await asks('ignored@example.com', 'revoked_at = now()');
  await press(dm, 'Ignore', 'invitations.ignore_ask');
  await becomes(dm, "Adam Admin ignored ignored@example.com's request");
  expect(await actsOn('ignored@example.com')).toEqual(['invitation_asked_for', 'ask_ignored']);
  const [row] = await invitationsOf(world, 'ignored@example.com');
  expect(row?.ask_ignored_at).not.toBeNull();
  expect(await invitationsOf(world, 'ignored@example.com')).toHaveLength(1);
});

test('says who was first, and changes nothing twice', async () => {
  const dm = await asks('first@example.com', 'revoked_at = now()');
  await openDialog(world, olga);
  await sendDialog(world, olga, { email: 'first@example.com' });
  await press(dm, 'Ignore', 'invitations.ignore_ask');
  await becomes(dm, 'Olga Owner sent first@example.com a new invitation.');
  expect(await actsOn('first@example.com')).toEqual(['invitation_asked_for']);
});

test('mends the address below the message that an email failed', async () => {
  world.mailbox.refuseWith('550 nobody here');
  const dm = await dmAfter(world, adam, async () => {
    await openDialog(world);
    await sendDialog(world, adam, { email: 'failed@example.com' });
  });
  world.mailbox.refuseWith(undefined);
  expect(buttonsOf({ blocks: dm.blocks ?? [] })).toEqual([
    'Change address…',
    'Copy link',
    'Revoke…',
  ]);
  const modal = await modalAfter(world, adam, () =>
    press(dm, 'Change address…', 'invitations.change_address'),
  );
  const values = { [fieldOf(modal, 'Email address')]: 'mended@example.com' };
  await world.slack.submit({ user: adam, values });
  const now = await becomes(dm, 'The invitation now goes to mended@example.com.');
  expect(livelyIn(now)).toEqual([]);
  await world.letterTo('mended@example.com');
});

test('revokes below it', async () => {
  world.mailbox.refuseWith('550 nobody here');
  const dm = await dmAfter(world, adam, async () => {
    await openDialog(world);
    await sendDialog(world, adam, { email: 'revoke-me@example.com' });
  });
  world.mailbox.refuseWith(undefined);
  await press(dm, 'Revoke…', 'invitations.revoke_undelivered');
  await becomes(dm, "revoke-me@example.com's invitation is revoked.");
  expect((await invitationsOf(world, 'revoke-me@example.com'))[0]?.revoked_at).not.toBeNull();
  await openHome(world, adam, 'Invitations (');
  const home = await pressHome(world, adam, 'home.filter', {
    value: 'revoked',
    words: 'revoke-me@example.com',
  });
  expect(rowOf(home, '*revoke-me@')).toContain('Revoked');
});
