import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliveriesAtRest, invitationsOf, joinAs } from '../support/acts.ts';
import { forgetLimits, rounds, roundsTimeout } from '../support/races.ts';
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
import { forge, lastSent } from '../support/sent-payloads.ts';
import { secondProcess } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let stopSecond: () => Promise<void>;
beforeAll(async () => {
  world = await startWorld();
  await letMiaJoin(world);
  // So that somebody is an admin whatever becomes of Adam.
  await joinAs(world, 'olga@example.com', { displayName: 'Olga Owner', role: 'admin', by: olga });
  // Both tell admins and edit messages.
  stopSecond = await secondProcess(world);
  await learnPresses();
});
afterAll(async () => {
  await stopSecond();
  await world.stop();
});

/** What Slack sends for each button, of one request, for making others of it. */
const presses: Record<string, object> = {};
const pattern = 'pattern@example.com';
let patternId: string;

async function learnPresses(): Promise<void> {
  await ask(world, pattern);
  for (const admin of [adam, olga]) await messageAbout(world, pattern, admin, 'Approve');
  patternId = (await requestsFor(world, pattern))[0]?.id ?? '';
  const question = await pressOn(world, pattern, { by: adam, label: 'Deny…' });
  await question.waitsFor('modal', 'The person who asked will see it.');
  await question.submits({ Reason: 'No' });
  presses.deny = lastSent<object>(world, 'view_submission');
  await pressOn(world, pattern, { by: adam, label: 'Approve' }).catch(() => undefined);
}

/** A new request of Mia's, of which both admins have been told. */
async function asked(email: string): Promise<string> {
  await forgetLimits(world);
  await ask(world, email);
  for (const admin of [adam, olga]) await messageAbout(world, email, admin, 'Approve');
  return (await requestsFor(world, email))[0]?.id ?? '';
}

/** The same press or submission by somebody, about this request. */
async function approves(email: string, by: string): Promise<void> {
  await pressOn(world, email, { by, label: 'Approve' });
}

async function denies(id: string, by: string): Promise<void> {
  await forge(world, presses.deny ?? {}, { [patternId]: id, [adam]: by });
}

async function closeOpen(): Promise<void> {
  await world.database.query("UPDATE requests SET state = 'closed' WHERE state = 'open'");
}

/** Everything happened once, and every message says the same. */
async function expectOneEnd(email: string, state: 'approved' | 'denied'): Promise<void> {
  const isApproved = state === 'approved';
  await messageAbout(world, email, mia, `${state} your request`);
  for (const admin of [adam, olga]) {
    const lines = await messageAbout(world, email, admin, `${state} this`);
    expect(lines).not.toContain('Approve');
  }
  await deliveriesAtRest(world);
  expect(messagesAbout(world, email, mia)).toHaveLength(1);
  expect(await requestsFor(world, email)).toMatchObject([{ state }]);
  expect(await invitationsOf(world, email)).toHaveLength(isApproved ? 1 : 0);
  const ends = (await recordOf(world, email)).filter((act) => /request_(appr|den|cl)/.test(act));
  expect(ends).toEqual([expect.stringContaining(`request_${state}`)]);
  const emails = await world.database.query(
    "SELECT id FROM deliveries WHERE channel = 'email' AND recipient = $1 AND state <> 'cancelled'",
    [email],
  );
  expect(emails).toHaveLength(isApproved ? 1 : 0);
}

test(
  'two admins who approve at once invite once',
  async () => {
    for (const round of rounds()) {
      const email = `both${round}@example.com`;
      await asked(email);
      await Promise.all([adam, olga].map((by) => approves(email, by)));
      await expectOneEnd(email, 'approved');
    }
  },
  roundsTimeout(),
);

test(
  'of approving and denying at once one counts',
  async () => {
    for (const round of rounds()) {
      const email = `either${round}@example.com`;
      const id = await asked(email);
      await Promise.all([approves(email, olga), denies(id, adam)]);
      const [{ state } = { state: '' }] = await requestsFor(world, email);
      expect(['approved', 'denied']).toContain(state);
      await expectOneEnd(email, state === 'approved' ? 'approved' : 'denied');
    }
  },
  roundsTimeout(),
);

test(
  'who is demoted while they approve has approved before, or is refused',
  async () => {
    await joinAs(world, 'adam@example.com', { displayName: 'Adam Admin', role: 'admin', by: olga });
    const setRole = async (role: 'admin' | 'member') =>
      await world.database.query(
        `WITH held AS (SELECT id FROM workspaces WHERE slack_team_id = 'T0SANDBOX' FOR NO KEY UPDATE)
         UPDATE members SET role = $1::role FROM held
         WHERE members.workspace_id = held.id AND address = 'adam@example.com'`,
        [role],
      );
    for (const round of rounds()) {
      const email = `demoted${round}@example.com`;
      await asked(email);
      const answers = () => world.slack.ephemerals(adam).map(({ text }) => text);
      const before = answers().length;
      await Promise.all([approves(email, adam), setRole('member')]);
      const isRefused = () => answers().length > before;
      const isDone = async () => (await requestsFor(world, email))[0]?.state === 'approved';
      await expect
        .poll(async () => (await isDone()) || isRefused(), { timeout: 15_000 })
        .toBe(true);
      if (await isDone()) await expectOneEnd(email, 'approved');
      else {
        expect(answers().at(-1)).toBe('Only admins can decide about requests.');
        expect(await invitationsOf(world, email)).toEqual([]);
      }
      await setRole('admin');
      // Those that were refused stay open, and Mia may have ten.
      await closeOpen();
    }
  },
  roundsTimeout(),
);

test(
  'the same asked three times at once is one request',
  async () => {
    for (const round of rounds()) {
      const email = `same${round}@example.com`;
      await forgetLimits(world);
      await ask(world, `before${round}@example.com`);
      const sent = lastSent<object>(world, 'view_submission');
      const again = (id: string) =>
        forge(world, sent, { [`before${round}@example.com`]: email, '"id":"V': `"id":"${id}V` });
      await Promise.all([again('A'), again('B'), again('C')]);
      expect(await requestsFor(world, email)).toHaveLength(1);
      const askers = await world.database.query(
        `SELECT a.name FROM request_askers a JOIN requests r ON r.id = a.request_id WHERE r.address = $1`,
        [email],
      );
      expect(askers).toHaveLength(1);
      await closeOpen();
    }
  },
  roundsTimeout(),
);
