import { buttonsOf, buttonValue, linesOf } from 'pretend-slack/driver';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import {
  deliveriesAtRest,
  deliveriesTo,
  openDialog,
  sendDialog,
  wordsOf,
} from '../support/acts.ts';
import {
  chooseAndConfirm,
  dmAfter,
  homeCatchesUp,
  homeShows,
  livelyIn,
  modalAfter,
  openHome,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => {
  world.mailbox.refuseWith(undefined);
  world.slack.heal();
});
afterAll(() => world.stop());

const adam = 'U0ADAM';
const minute = 60_000;
const day = 24 * 60 * minute;

async function send(email: string, by = adam): Promise<void> {
  await openDialog(world, by);
  await sendDialog(world, by, { email });
}

async function emailBecomes(email: string, state: string): Promise<void> {
  await vi.waitFor(
    async () => expect((await deliveriesTo(world, email)).at(-1)?.state).toBe(state),
    { timeout: 15_000, interval: 50 },
  );
}

/** The notices to inviters about an address, oldest first. */
async function noticesAbout(email: string) {
  return await world.database.query(
    `SELECT d.state::text, d.reason, d.recipient FROM deliveries d
     JOIN invitations i ON i.id = d.invitation_id
     WHERE d.notice = 'invitations.undelivered_dm' AND i.email = $1 ORDER BY d.created_at`,
    [email],
  );
}

async function noticeBecomes(email: string, state: string): Promise<void> {
  await vi.waitFor(async () => expect(await noticesAbout(email)).toMatchObject([{ state }]), {
    timeout: 15_000,
    interval: 50,
  });
}

test('says why in the words of Home, then in those of the mail server', async () => {
  world.mailbox.refuseWith('550 5.1.1 The email account does not exist');
  const dm = await dmAfter(world, adam, () => send('never@example.com'));
  expect(linesOf(dm.blocks).slice(1, 3)).toEqual([
    "Why: the address doesn't exist (5.1.1)",
    "The mail server's words: 550 5.1.1 The email account does not exist",
  ]);
});

test('tells the inviter who can not be reached and why, with the link at hand', async () => {
  world.mailbox.refuseWith('550 no <!channel> *such* person <http://evil.example|here>');
  const dm = await dmAfter(world, adam, () => send('nobody@example.com'));
  const [what, why, advice] = linesOf(dm.blocks);
  expect(what).toBe("⚠️ Your invitation to nobody@example.com couldn't be delivered.");
  expect(why).toBe('Why: 550 no <!channel> *such* person <http://evil.example|here>');
  expect(advice).toContain('Check the address.');
  expect(livelyIn(dm)).toEqual([]);
  expect(wordsOf(dm)).not.toContain('"mrkdwn"');
  expect(buttonsOf({ blocks: dm.blocks ?? [] })).toEqual([
    'Change address…',
    'Copy link',
    'Revoke…',
  ]);

  const value = buttonValue({ blocks: dm.blocks ?? [] }, 'Copy link');
  const modal = await modalAfter(world, adam, () =>
    world.slack.press({ user: adam, actionId: 'invitations.copy_link', value }),
  );
  expect(wordsOf(modal)).toContain('/join/');
  await deliveriesAtRest(world);
  expect(await noticesAbout('nobody@example.com')).toMatchObject([
    { state: 'sent', recipient: adam },
  ]);
});

test('shows it on a Home tab that is open', async () => {
  world.mailbox.refuseWith('451 come back later');
  await openHome(world, adam);
  await send('moved@example.com');
  await emailBecomes('moved@example.com', 'retrying');
  await homeShows(world, adam, 'retrying: 451 come back later');
  world.mailbox.refuseWith('550 moved away');
  world.clock.shiftMs += 2 * minute;
  await homeCatchesUp(world, adam, 'Not delivered: 550 moved away');
});

test('tells them after a day of trying, and not before', async () => {
  world.mailbox.refuseWith('451 come back later');
  await send('patience@example.com');
  await emailBecomes('patience@example.com', 'retrying');
  expect(await noticesAbout('patience@example.com')).toEqual([]);
  const dm = await dmAfter(world, adam, async () => {
    world.clock.shiftMs += day;
  });
  expect(wordsOf(dm)).toContain('patience@example.com');
  expect(wordsOf(dm)).toContain('451 come back later');
});

test('writes nothing about what was revoked before it could', async () => {
  world.mailbox.refuseWith('550 nobody');
  world.slack.fail('chat.postMessage', { status: 503 });
  await send('revoked@example.com');
  await noticeBecomes('revoked@example.com', 'retrying');
  await world.database.query(
    "UPDATE invitations SET revoked_at = now() WHERE address = 'revoked@example.com'",
  );
  world.clock.shiftMs += minute;
  await noticeBecomes('revoked@example.com', 'cancelled');
  expect(wordsOf(world.slack.dms(adam))).not.toContain('revoked@example.com');
});

test('writes nothing about an email in whose place another was sent', async () => {
  world.mailbox.refuseWith('550 nobody');
  world.slack.fail('chat.postMessage', { status: 503 });
  await send('replaced@example.com');
  await noticeBecomes('replaced@example.com', 'retrying');
  world.mailbox.refuseWith(undefined);
  const replace = { user: adam, of: 'replaced@example.com', entry: 'Replace link…' } as const;
  await chooseAndConfirm(world, replace);
  await world.letterTo('replaced@example.com');
  world.clock.shiftMs += minute;
  await noticeBecomes('replaced@example.com', 'cancelled');
  expect(wordsOf(world.slack.dms(adam))).not.toContain('replaced@example.com');
});

test('writes nothing about a message to Slack that failed', async () => {
  world.mailbox.refuseWith('550 nobody');
  world.slack.fail('chat.postMessage', { error: 'user_disabled' });
  await send('unlucky@example.com');
  await noticeBecomes('unlucky@example.com', 'failed');
  await deliveriesAtRest(world);
  expect(await noticesAbout('unlucky@example.com')).toHaveLength(1);
});
