import { linesOf, menuOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
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
import { Visitor } from '../support/browser-acts.ts';
import { sendPayload } from '../support/sent-payloads.ts';
import {
  chooseAndConfirm,
  insertInvitations,
  openHome,
  pressHome,
  typeCommand,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(() => world.database.query('DELETE FROM rate_limits'));
afterAll(() => world.stop());

const adam = 'U0ADAM';
const hour = 3_600_000;
const reached = {
  invites_by_admin: "You've reached your daily limit of 300 invitations.",
  invites_by_workspace: 'Your workspace has reached its daily limit of 1,000 invitations.',
  emails: 'This address has been sent as many emails as it can get in a day.',
} as const;
type Limit = keyof typeof reached;

/** As if nearly all, or all, that a limit allows had been done already. */
async function used(limit: Limit, acts: number): Promise<void> {
  await world.database.query('UPDATE rate_limits SET acts = $1 WHERE key LIKE $2', [
    acts,
    `${limit}:%`,
  ]);
}

/** What has been counted, by limit. */
async function counts(): Promise<string[]> {
  const rows = await world.database.query('SELECT key, acts FROM rate_limits ORDER BY key');
  return rows.map(({ key, acts }) => `${String(key).split(':')[0]} ${String(acts)}`);
}

/** All rows that an invitation would change. */
async function invitationRows(): Promise<string[]> {
  await deliveriesAtRest(world);
  return (await allRows(world)).filter((row) => /^(invitations|deliveries|audit)/.test(row));
}

const dialogLimits: [Limit, number][] = [
  ['invites_by_admin', 300],
  ['invites_by_workspace', 1000],
];

test.each(dialogLimits)('refuses in the dialog what is over %s (%i)', async (limit, max) => {
  await invite(world, `first.${limit.replaceAll('_', '')}@example.com`);
  await used(limit, max - 1);
  await invite(world, `last.${limit.replaceAll('_', '')}@example.com`);
  const [rows, counted] = [await invitationRows(), await counts()];

  await openDialog(world, adam);
  await sendDialog(world, adam, { email: 'over@example.com' });
  const errors = wordsOf(world.slack.modal(adam)?.errors);
  expect(errors).toContain(reached[limit]);
  expect(errors).toContain('Try again in 24 hours.');
  expect(await invitationsOf(world, 'over@example.com')).toEqual([]);
  expect(await invitationRows()).toEqual(rows);
  // What was refused uses up nothing of any limit; the address's own count was begun for it.
  expect((await counts()).filter((each) => each !== 'emails 0')).toEqual(counted);

  // The same dialog, still open the next day.
  world.clock.shiftMs += 24 * hour;
  await sendDialog(world, adam, { email: 'over@example.com' });
  await world.letterTo('over@example.com');
  await world.database.query("DELETE FROM invitations WHERE email = 'over@example.com'");
});

test('says how much longer in the command’s answer, for each address', async () => {
  await typeCommand(world, 'one@example.com');
  world.clock.shiftMs += 21.5 * hour;
  await used('invites_by_admin', 298);
  const answer = await typeCommand(world, 'two@example.com three@example.com four@example.com');
  const lines = linesOf(answer.blocks);
  expect(lines.filter((line) => line.startsWith('✅'))).toHaveLength(2);
  expect(lines.find((line) => line.includes('four@'))).toBe(
    `⚠️ four@example.com: ${reached.invites_by_admin} Try again in 3 hours.`,
  );
  expect(await invitationsOf(world, 'four@example.com')).toEqual([]);
});

test('sends one address no more than twenty emails a day, however it is written', async () => {
  for (let times = 0; times < 20; times += 1) {
    await typeCommand(world, times % 2 === 0 ? 'target@example.com' : 'Target@Example.com');
    world.clock.shiftMs += 10_000;
  }
  const answer = await typeCommand(world, 'TARGET@example.com other@example.com');
  const [first, second] = linesOf(answer.blocks);
  expect(first).toContain(reached.emails);
  expect(second).toContain('Invitation sent to other@example.com');
  const rows = await world.database.query(
    "SELECT id FROM deliveries WHERE channel = 'email' AND lower(recipient) = 'target@example.com'",
  );
  expect(rows).toHaveLength(20);
});

test.each(['Resend', 'Replace link…'])('refuses %s in Home, and the link stays', async (label) => {
  const email = `${label.split(' ')[0]?.toLowerCase()}@example.com`;
  const { path } = await invite(world, email);
  world.clock.shiftMs += 60_000;
  await used('emails', 20);
  const home = await openHome(world, adam, email);
  const before = await invitationRows();
  const value = menuOf(home, email)[label] ?? '';
  const shown =
    label === 'Replace link…'
      ? await chooseAndConfirm(world, { user: adam, of: email, entry: label }, reached.emails)
      : await pressHome(world, adam, 'home.invitation_menu', { value, words: reached.emails });
  expect(linesOf(shown).join('\n')).toContain('Try again in 24 hours.');
  expect(await invitationRows()).toEqual(before);
  expect((await world.get(path)).status).toBe(200);
});

test('sends as many of the expired again as the limit allows', async () => {
  await typeCommand(world, 'counted@example.com');
  await used('invites_by_admin', 297);
  const names = ['e1', 'e2', 'e3', 'e4', 'e5'].map((name) => `${name}@expired.example`);
  await insertInvitations(world, names, { expiresAt: new Date(Date.now() - hour) });
  await openHome(world, adam, 'Resend all expired');
  const home = await pressHome(world, adam, 'home.resend_all', { words: 'Resent' });
  expect(linesOf(home).find((line) => line.includes('Resent'))).toBe(
    `✅ Resent 3 invitations. 2 couldn't be resent. ${reached.invites_by_admin} Try again in 24 hours.`,
  );
  const sent = await Promise.all(names.map((name) => deliveriesTo(world, name)));
  expect(sent.flat()).toHaveLength(3);
});

test('counts a double click once', async () => {
  await openDialog(world, adam);
  await sendDialog(world, adam, { email: 'double@example.com' });
  const once = await counts();
  const request = world.slack.requests.findLast(({ kind }) => kind === 'view_submission');
  await sendPayload(world, 'interactive', Object(request?.payload));
  expect(await counts()).toEqual(once);
});

test('tells the inviter in Slack when their mailbox has had enough of those who ask again', async () => {
  const inviter = await joinAs(world, 'adam@example.com', { role: 'admin' });
  expect(inviter.email).toBe('adam@example.com');
  const first = await invite(world, 'first.asking@example.com');
  const { path } = await invite(world, 'asking@example.com');
  await world.database.query(
    "UPDATE invitations SET expires_at = now() - interval '1 day' WHERE email LIKE '%asking@example.com'",
  );
  await new Visitor(world).post(`${first.path}/again`, {});
  await world.letterTo('adam@example.com');
  await used('emails', 20);
  await new Visitor(world).post(`${path}/again`, {});
  const asked = () =>
    world.slack
      .dms(adam)
      .map(wordsOf)
      .filter((words) => /needs a new invitation/.test(words));
  await world.slack.until(() => asked().length > 0, 15_000);
  expect(asked()).toEqual([expect.stringContaining('asking@example.com')]);
});
