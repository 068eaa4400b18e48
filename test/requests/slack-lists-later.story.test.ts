import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliveriesAtRest } from '../support/acts.ts';
import {
  adam,
  ask,
  letMiaJoin,
  messageAbout,
  messagesAbout,
  olga,
} from '../support/request-acts.ts';
import { whileMinutesPass } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// The app has just started (an update, a crash), and Slack doesn't list its admins when it is asked for the first time.

let world: World;
beforeEach(async () => {
  world = await startWorld();
  await letMiaJoin(world);
});
afterEach(() => world.stop());

/** How often Slack was asked for the list. */
function timesAsked(): number {
  return world.slack.calls.filter(({ method }) => method === 'users.list').length;
}

/** Waits until every admin has heard of each; nobody may have heard twice. */
async function expectAllHear(...emails: string[]): Promise<void> {
  await whileMinutesPass(world, async () => {
    for (const email of emails) {
      for (const admin of [adam, olga]) await messageAbout(world, email, admin, 'Approve');
    }
  });
  await deliveriesAtRest(world);
  for (const email of emails) {
    for (const admin of [adam, olga]) {
      expect(messagesAbout(world, email, admin), `${admin} about ${email}`).toHaveLength(1);
    }
  }
}

test.each([
  ['500', { status: 500 }],
  ['429', { retryAfter: 30 }],
  ['an error of its own', { error: 'internal_error' }],
])('all admins hear of each request once Slack lists them, after %s', async (_name, fault) => {
  world.slack.fail('users.list', { ...fault, times: 1 });
  await ask(world, 'one@example.com');
  await world.slack.until(() => timesAsked() > 0);
  // Slack isn't asked again at once, so this one waits, too.
  await ask(world, 'two@example.com');
  await expectAllHear('one@example.com', 'two@example.com');
  expect(timesAsked()).toBe(2);
});

test('as long as it takes, Slack is asked once a minute at most, however many requests wait', async () => {
  world.slack.fail('users.list', { status: 500, times: 4 });
  for (const name of ['one', 'two', 'three']) await ask(world, `${name}@example.com`);
  await expectAllHear('one@example.com', 'two@example.com', 'three@example.com');
  expect(timesAsked()).toBe(5);
});

test('all admins are reminded once Slack lists them', async () => {
  world.slack.fail('users.list', { status: 500, times: 2 });
  await world.database.query(
    `WITH asked AS (
       INSERT INTO requests (id, workspace_id, email, address, created_at, due_at, told_at)
       SELECT gen_random_uuid(), workspace_id, 'old@example.com', 'old@example.com',
         now() - interval '3 days', now() - interval '1 day', now() - interval '3 days'
       FROM members WHERE address = 'mia@example.com' RETURNING *)
     INSERT INTO request_askers (request_id, workspace_id, member_id, slack_user_id, name, at)
     SELECT r.id, r.workspace_id, m.id, 'U0MIA', 'Mia', r.created_at
     FROM asked r JOIN members m ON m.workspace_id = r.workspace_id AND m.address = 'mia@example.com'`,
  );
  await expectAllHear('old@example.com');
  const [row] = await world.database.query('SELECT reminded_at FROM requests');
  expect(row?.reminded_at).not.toBeNull();
});

test('a channel hears at once: it takes no list', async () => {
  world.slack.fail('users.list', { status: 500, times: 100 });
  await world.database.query(
    "UPDATE workspaces SET requests_to = 'channel', requests_channel = 'C0GENERAL'",
  );
  await ask(world, 'one@example.com');
  await messageAbout(world, 'one@example.com', 'C0GENERAL', 'Approve');
  world.slack.heal();
});

test('where Slack never lists them, whoever is known hears at once', async () => {
  world.slack.fail('users.list', { error: 'missing_scope', times: 100 });
  await ask(world, 'one@example.com');
  await messageAbout(world, 'one@example.com', adam, 'Approve');
  world.slack.heal();
});

test('after a day in which Slack lists nobody, whoever is known hears', async () => {
  world.slack.fail('users.list', { status: 500, times: 1000 });
  await ask(world, 'one@example.com');
  // Longer than it is ours while it is tried.
  const putOff = "SELECT id FROM requests WHERE due_at > now() + interval '40 seconds'";
  await expect.poll(() => world.database.query(putOff), { timeout: 15_000 }).toHaveLength(1);
  world.clock.shiftMs += 23 * 3_600_000;
  await world.slack.until(() => timesAsked() > 1, 15_000);
  expect(messagesAbout(world, 'one@example.com', adam)).toEqual([]);
  world.clock.shiftMs += 2 * 3_600_000;
  await whileMinutesPass(world, () => messageAbout(world, 'one@example.com', adam, 'Approve'));
  world.slack.heal();
});
