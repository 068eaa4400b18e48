import { slackTiers } from 'pretend-slack';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addPerson } from '../support/acts.ts';
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

const members = 60;
const patience = { timeout: 30_000, interval: 400 };

test('two processes share a backlog of looks: each member once, and no call over Slack’s limit', async () => {
  const workspaceId = await workspaceIdOf(world);
  const ids = Array.from({ length: members }, (_, n) => addPerson(world, { id: `U0LOOK${n}` }));
  world.slack.calls.length = 0;
  await world.database.query(
    `INSERT INTO members (id, workspace_id, email, address, display_name, role, password_hash, slack_user_id, joined_at)
     SELECT gen_random_uuid(), $1::uuid, id || '@x.example', id || '@x.example', id, 'member', 'none', id,
       now() - interval '2 days'
     FROM unnest($2::text[]) AS id`,
    [workspaceId, ids],
  );

  const asked = () => world.slack.calls.filter(({ method }) => method === 'users.info');
  const lookedAt = () => new Set(asked().map(({ args }) => args.user));
  /** Nobody is due, and whoever was looked at is done with, for a while. */
  const settled = async () => {
    let before = -1;
    await vi.waitFor(async () => {
      const same = asked().length === before;
      before = asked().length;
      expect(same).toBe(true);
      const [looks] = await world.database.query(
        `SELECT count(*) FILTER (WHERE due_at <= now)::int AS due,
           count(*) FILTER (WHERE due_at > now + interval '12 hours')::int AS noted
         FROM member_looks, (SELECT now() + ${world.clock.shiftMs} * interval '1 millisecond') AS clock (now)`,
      );
      expect(looks).toEqual({ due: 0, noted: asked().length });
    }, patience);
  };
  await vi.waitFor(() => expect(lookedAt().size).toBeGreaterThan(0), patience);
  await settled();
  expect(lookedAt().size).toBeLessThan(members);
  for (let minutes = 0; lookedAt().size < members; minutes += 9) {
    if (minutes > 300) throw new Error(`only ${lookedAt().size} were looked at`);
    // Less than what is in hand is held on to.
    world.clock.shiftMs += 9 * 60_000;
    await settled();
  }

  expect(asked()).toHaveLength(members);
  expect(world.slack.calls.filter(({ status }) => status === 429)).toEqual([]);
});
