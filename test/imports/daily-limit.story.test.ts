import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { deliveriesAtRest, invite } from '../support/acts.ts';
import {
  countOf,
  importOf,
  importsAtRest,
  leaveRoom,
  lookAt,
  manyAddresses,
  newestImport,
  statesOf,
} from '../support/import-acts.ts';
import { secondProcess } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const adam = 'U0ADAM';
const hour = 3_600_000;

/** Waits until the list waits for a limit. */
async function untilItWaits(id: string): Promise<void> {
  await vi.waitFor(
    async () => expect(await importOf(world, id)).toMatchObject({ state: 'sending', reason: /./ }),
    { timeout: 30_000, interval: 50 },
  );
}

test('an import waits for a limit of the day, and goes on by itself when it is over', async () => {
  await leaveRoom(world, adam, 27);
  const list = manyAddresses(30);
  const person = await lookAt(world.slack, list);
  await person.waitsFor('modal', [
    '*30 people will be invited*',
    '3 go out in 24 hours, because of your daily limit of 300',
  ]);
  const id = await newestImport(world);

  await person.submits();
  await person.waitsFor('modal', ['*Sending:* 27 of 30', 'Your daily limit is reached.']);
  await untilItWaits(id);
  await deliveriesAtRest(world);
  expect(await statesOf(world, id)).toEqual({ invited: 27, waiting: 3 });

  // Shortly before it may, also another process sends nothing.
  world.clock.shiftMs += 23 * hour;
  const stop = await secondProcess(world);
  await invite(world, 'between@example.com', { by: 'U0OLGA' });
  expect(await statesOf(world, id)).toEqual({ invited: 27, waiting: 3 });

  world.clock.shiftMs += hour;
  await importsAtRest(world);
  await vi.waitFor(async () => expect(await importOf(world, id)).toMatchObject({ state: 'done' }), {
    timeout: 30_000,
    interval: 50,
  });
  await stop();
  expect(await statesOf(world, id)).toEqual({ invited: 30 });
  await deliveriesAtRest(world);
  const got = world.mailbox.letters.map(({ to }) => to).filter((to) => list.includes(to));
  expect(got.sort()).toEqual([...list].sort());
  await person.waitsFor('messages', 'Your list has been sent. 30 people invited');
  expect(await countOf(world, 'deliveries', "notice = 'imports.ended_dm'")).toBe(1);
});

test("of the workspace's limit the same is said", async () => {
  await leaveRoom(world, adam, 300);
  await leaveRoom(world, undefined, 2);
  const person = await lookAt(world.slack, manyAddresses(5, 'w'));
  await person.waitsFor(
    'modal',
    "3 go out in 24 hours, because of your workspace's daily limit of 1,000",
  );
  const id = await newestImport(world);

  await person.submits();
  await person.waitsFor('modal', "Your workspace's daily limit is reached.");
  await untilItWaits(id);
  await person.presses('Stop…', { in: 'modal' });
  await person.waitsFor('modal', ['2 people invited', '3 not sent because it was stopped']);
  world.clock.shiftMs += 25 * hour;
  await importsAtRest(world);
  expect(await statesOf(world, id)).toEqual({ invited: 2, stopped: 3 });
});

test('who has sent nothing yet is told of the days that a long list takes', async () => {
  world.clock.shiftMs += 48 * hour;
  const person = await lookAt(world.slack, manyAddresses(605, 'd'));
  await person.waitsFor('modal', [
    '*605 people will be invited*',
    '305 go out over the next 2 days, because of your daily limit of 300',
  ]);
});

test('whoever waits for a limit needs a seat, too', async () => {
  await leaveRoom(world, adam, 1);
  const [used] = await world.database.query(
    `SELECT count(*)::int AS count FROM invitations
     WHERE accepted_at IS NULL AND revoked_at IS NULL AND expires_at > now() + $1 * interval '1 ms'`,
    [world.clock.shiftMs],
  );
  await world.database.query('UPDATE workspaces SET seat_limit = $1', [Number(used?.count) + 2]);
  const person = await lookAt(world.slack, manyAddresses(4, 's'));
  await person.waitsFor('modal', [
    '*2 people will be invited*',
    "2 seats left: 2 people don't fit",
    '1 goes out in 24 hours',
  ]);
});
