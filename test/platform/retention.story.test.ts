import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { deliveriesAtRest, deliveriesTo, invite, joinAs } from '../support/acts.ts';
import {
  insertInvitations,
  openHome,
  pressHome,
  secondProcess,
  typeCommand,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const day = 86_400_000;
const tables = [
  'sessions',
  'seen_requests',
  'audit_entries',
  'deliveries',
  'link_sharings',
] as const;

async function counts(): Promise<Record<string, number>> {
  const entries = await Promise.all(
    tables.map(async (table) => {
      const [row] = await world.database.query(`SELECT count(*)::int AS count FROM ${table}`);
      return [table, Number(row?.count)] as const;
    }),
  );
  return Object.fromEntries(entries);
}

/** Another process starts, and tidies up: what comes last, a note of a message of long ago, is gone then. */
async function tidyUp(): Promise<void> {
  const note = "SELECT 1 FROM link_sharings WHERE message_ts = 'of long ago'";
  await world.database.query(
    `INSERT INTO link_sharings (workspace_id, channel, message_ts, invitation_id, at)
     SELECT workspace_id, 'C0GENERAL', 'of long ago', id, now() - interval '1 year'
     FROM invitations LIMIT 1`,
  );
  expect(await world.database.query(note)).toHaveLength(1);
  const stop = await secondProcess(world);
  try {
    await vi.waitFor(async () => expect(await world.database.query(note)).toEqual([]), {
      timeout: 15_000,
      interval: 50,
    });
  } finally {
    await stop();
  }
}

test('keeps what is young, and forgets what nobody needs any more', async () => {
  await joinAs(world, 'ana@example.com');
  const { path } = await invite(world, 'bo@example.com');
  await world.slack.post({
    user: 'U0ADAM',
    channel: 'C0GENERAL',
    text: `${world.config.publicUrl}${path}`,
  });
  world.clock.shiftMs += 10_000;
  await typeCommand(world, 'bo@example.com');
  await world.letterTo('bo@example.com');
  await deliveriesAtRest(world);
  await vi.waitFor(async () => expect((await counts()).link_sharings).toBe(1), {
    timeout: 15_000,
  });
  const fresh = await counts();
  expect(fresh).toMatchObject({ sessions: 1 });
  expect(await deliveriesTo(world, 'bo@example.com')).toHaveLength(2);

  world.clock.shiftMs += 2 * day;
  await tidyUp();
  expect(await counts()).toEqual(fresh);

  world.clock.shiftMs += 40 * day;
  await tidyUp();
  const later = await counts();
  expect(later).toMatchObject({ sessions: 0, seen_requests: 0, link_sharings: 0 });
  // Only that of this clean-up still counts.
  expect(await world.database.query('SELECT key FROM rate_limits')).toMatchObject([
    { key: expect.stringMatching(/^retention:/) },
  ]);
  expect(later.deliveries).toBe(fresh.deliveries);
  expect(later.audit_entries).toBe(fresh.audit_entries);

  // Its link expired 89 days ago, and so it is still listed.
  world.clock.shiftMs += 54 * day;
  await tidyUp();
  // How the email of an invitation fared is still in the list.
  expect(await deliveriesTo(world, 'bo@example.com')).toMatchObject([{ state: 'sent' }]);
  expect(await deliveriesTo(world, 'ana@example.com')).toMatchObject([{ state: 'sent' }]);
  await openHome(world, 'U0ADAM', 'Invite people');
  await pressHome(world, 'U0ADAM', 'home.filter', { value: 'all', words: 'bo@example.com' });
  expect((await counts()).audit_entries).toBe(fresh.audit_entries);

  world.clock.shiftMs += 300 * day;
  await tidyUp();
  expect((await counts()).audit_entries).toBe(0);
});

test('gets through more than one batch', async () => {
  await world.database.query(
    `INSERT INTO seen_requests (workspace_id, key, result, at)
     SELECT id, 'old ' || n, '{}', now() - interval '1 year'
     FROM workspaces, generate_series(1, 1203) AS n`,
  );
  world.clock.shiftMs += day;
  await tidyUp();
  expect((await counts()).seen_requests).toBe(0);
});

test('deletes what expired more than a year ago, and keeps the record of it', async () => {
  const year = 365 * day;
  const at = (ms: number) => ({ expiresAt: new Date(Date.now() + world.clock.shiftMs - ms) });
  await insertInvitations(world, ['long-ago@example.com'], at(year + day));
  await insertInvitations(world, ['lately@example.com'], at(year - day));
  await insertInvitations(world, ['in@example.com'], {
    ...at(year + day),
    acceptedAt: new Date(Date.now() - day),
  });
  world.clock.shiftMs += 2 * 3_600_000;
  await world.database.query('DELETE FROM rate_limits');
  await tidyUp();
  const left = await world.database.query(
    "SELECT address FROM invitations WHERE address IN ('long-ago@example.com', 'lately@example.com', 'in@example.com') ORDER BY 1",
  );
  expect(left.map(({ address }) => address)).toEqual(['in@example.com', 'lately@example.com']);
});
