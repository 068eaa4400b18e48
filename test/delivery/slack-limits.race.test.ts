import { slackTiers } from 'pretend-slack';
import { afterEach, expect, test, vi } from 'vitest';
import { addPerson } from '../support/acts.ts';
import { secrets } from '../support/credentials.ts';
import { secondProcess, workspaceIdOf } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Hundreds of direct messages wait, and Slack tells only so many times a minute who has an address.

let world: World | undefined;
afterEach(async () => await world?.stop());

const lookUp = 'users.lookupByEmail';

async function startWith(tiers: typeof slackTiers): Promise<World> {
  world = await startWorld({}, { ...secrets, tiers });
  return world;
}

/** So many people of the team are invited, and told so by whoever has their address. */
async function queue(of: World, count: number): Promise<void> {
  const { database, slack } = of;
  const emails = Array.from({ length: count }, (_, n) => `u0many${n}@people.example`);
  for (let n = 0; n < count; n += 1) addPerson(of, { id: `U0MANY${n}` });
  const workspaceId = await workspaceIdOf(of);
  await database.query(
    `WITH invited AS (
       INSERT INTO invitations (id, workspace_id, email, address, role, invited_by_slack_user, invited_by_name,
         created_at, sent_at, expires_at)
       SELECT gen_random_uuid(), $1::uuid, email, email, 'member', 'U0ADAM', 'Adam', now(), now(),
         now() + interval '7 days'
       FROM unnest($2::text[]) AS email RETURNING id, email)
     INSERT INTO deliveries (id, workspace_id, invitation_id, channel, notice, recipient, created_at, due_at, give_up_at)
     SELECT gen_random_uuid(), $1::uuid, id, 'slack_dm', 'invitations.invite_dm', email, now(), now(),
       now() + interval '1 day' FROM invited`,
    [workspaceId, emails],
  );
  slack.calls.length = 0;
}

async function count(of: World, which: string): Promise<number> {
  const [row] = await of.database.query(
    `SELECT count(*)::int AS n FROM deliveries WHERE state IN ('queued', 'retrying', 'sending') AND ${which}`,
  );
  return Number(row?.n);
}

/** Lets time pass until all is delivered, and each time what comes due be done; gives how many minutes it took. */
async function untilDelivered(of: World, minutesAtMost: number): Promise<number> {
  for (let thirds = 1; thirds <= minutesAtMost * 3; thirds += 1) {
    of.clock.shiftMs += 20_000;
    const isDue = `(state = 'sending' OR due_at <= now() + ${of.clock.shiftMs} * interval '1 millisecond')`;
    await vi.waitFor(async () => expect(await count(of, isDue)).toBe(0), {
      timeout: 30_000,
      interval: 20,
    });
    if ((await count(of, 'TRUE')) === 0) return thirds / 3;
  }
  throw new Error(`${await count(of, 'TRUE')} still wait`);
}

const refused = (of: World) => of.slack.calls.filter(({ status }) => status === 429);

test('by the pace of Slack’s own limits none is refused, in two processes', async () => {
  const started = await startWith(slackTiers);
  const stopSecond = await secondProcess(started);
  await queue(started, 100);

  const minutes = await untilDelivered(started, 8);

  await stopSecond();
  expect(refused(started)).toEqual([]);
  const asked = started.slack.calls.filter(({ method }) => method === lookUp);
  expect(asked).toHaveLength(100);
  expect(minutes).toBeGreaterThan(2);
  const failed = await started.database.query('SELECT id FROM deliveries WHERE attempts > 1');
  expect(failed).toEqual([]);
});

test('where Slack takes less, a few calls a minute are refused, in two processes', async () => {
  const started = await startWith({ ...slackTiers, [lookUp]: [{ calls: 12, perMs: 60_000 }] });
  const stopSecond = await secondProcess(started);
  await queue(started, 60);

  const minutes = await untilDelivered(started, 12);

  await stopSecond();
  // Those that were under way when the first one was refused: five in each process.
  expect(refused(started).length).toBeLessThanOrEqual(10 * minutes);
  expect(refused(started).length).toBeGreaterThan(0);
  const rows = await started.database.query(
    'SELECT DISTINCT method FROM slack_calls WHERE paused_until IS NOT NULL',
  );
  expect(rows).toEqual([{ method: lookUp }]);
});
