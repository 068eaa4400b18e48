import { slackTiers } from 'pretend-slack';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addPerson, deliveriesAtRest, joinAs } from '../support/acts.ts';
import { secrets } from '../support/credentials.ts';
import { secondProcess, workspaceIdOf } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let stopSecond: () => Promise<void>;
beforeAll(async () => {
  world = await startWorld({}, { ...secrets, tiers: slackTiers });
  stopSecond = await secondProcess(world);
});
afterAll(async () => {
  await stopSecond();
  await world.stop();
});

const adam = 'U0ADAM';

test('of many messages to one person two processes send one a second; others don’t wait', async () => {
  addPerson(world, { id: 'U0PIA', email: 'pia@people.example' });
  const { email } = await joinAs(world, 'ana@example.com');
  await deliveriesAtRest(world);
  const before = world.slack.dms(adam).length;
  const calls = world.slack.calls.length;
  // The notice that Ana joined, five times to one and once to another.
  await world.database.query(
    `INSERT INTO deliveries (id, workspace_id, invitation_id, channel, notice, recipient,
       created_at, due_at, give_up_at)
     SELECT gen_random_uuid(), $1::uuid, i.id, 'slack_dm', 'invitations.joined_dm', who, at, at,
       at + interval '1 day'
     FROM invitations i, (SELECT now() AS at) AS moment,
       unnest(ARRAY['U0ADAM', 'U0ADAM', 'U0ADAM', 'U0ADAM', 'U0PIA']) AS who
     WHERE i.email = $2`,
    [await workspaceIdOf(world), email],
  );
  await vi.waitFor(() => expect(world.slack.dms(adam)).toHaveLength(before + 4), {
    timeout: 20_000,
    interval: 20,
  });
  await deliveriesAtRest(world);
  const sent = await world.database.query(
    `SELECT recipient, extract(epoch FROM sent_at)::float8 AS at FROM deliveries
     WHERE notice = 'invitations.joined_dm' ORDER BY sent_at`,
  );
  const times = sent.filter(({ recipient }) => recipient === adam).map(({ at }) => Number(at));
  const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0));
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(1);
  const pia = sent.find(({ recipient }) => recipient === 'U0PIA');
  // Hers came before all but perhaps the first of the other's.
  expect(Number(pia?.at)).toBeLessThan(Number(times.at(-2)));
  const posts = world.slack.calls
    .slice(calls)
    .filter(({ method }) => method === 'chat.postMessage');
  expect(posts).toHaveLength(5);
});
