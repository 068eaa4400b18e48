import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import {
  countOf,
  importOf,
  importsAtRest,
  leaveRoom,
  manyAddresses,
  sendAll,
  statesOf,
} from '../support/import-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(() => leaveRoom(world, 'U0ADAM', 100_000));
afterAll(() => world.stop());

const total = 120;

/** In how many transactions something was done with those whose addresses begin so. */
async function turnsOf(act: string, name: string): Promise<number> {
  const [row] = await world.database.query(
    `SELECT count(DISTINCT at)::int AS turns, count(*)::int AS count FROM audit_entries
     WHERE act = $1 AND subject LIKE $2`,
    [act, `${name}%`],
  );
  expect(row?.count).toBe(total);
  return Number(row?.turns);
}

/** How many invitations of those are open. */
function openOf(name: string): Promise<number> {
  const open = 'accepted_at IS NULL AND revoked_at IS NULL';
  return countOf(world, 'invitations', `address LIKE '${name}%' AND ${open}`);
}

/** What a process leaves that dies while it does something with a list. */
async function leaveTask(id: string, by: string): Promise<void> {
  await world.database.query(
    "UPDATE imports SET task = 'undo', task_by = $2, due_at = now() WHERE id = $1",
    [id, by],
  );
  await world.database.query("SELECT pg_notify('imports', '')");
}

/** Waits until nothing is being done with a list. */
async function untilNoTask(id: string): Promise<void> {
  await vi.waitFor(
    async () => expect(await importOf(world, id)).toMatchObject({ task: null, due_at: null }),
    { timeout: 30_000, interval: 50 },
  );
}

test('a long list is taken back some at a time, and the dialog tells of all of it', async () => {
  const { person, id } = await sendAll(world, manyAddresses(total, 'back'));
  await importsAtRest(world);
  await person.waitsFor('modal', `${total} people invited`);
  await person.presses('Undo…', { in: 'modal' });
  await vi.waitFor(async () => expect(await openOf('back')).toBe(0), { timeout: 30_000 });
  await untilNoTask(id);
  const said = await person.waitsFor('modal', `${total} invitations revoked.`);
  expect(said).not.toContain('Undo…');
  expect(await openOf('back')).toBe(0);
  expect(await turnsOf('invitation_revoked', 'back')).toBe(3);
  expect(await statesOf(world, id)).toEqual({ invited: total });
});

test('whoever of a long list has not joined is reminded some at a time, each once', async () => {
  const { person, id } = await sendAll(world, manyAddresses(total, 'slow'));
  await importsAtRest(world);
  await person.waitsFor('modal', `${total} people invited`);
  world.clock.shiftMs += 60_000;
  await person.presses("Remind those who haven't joined…", { in: 'modal' });
  const resent = "act = 'invitation_resent' AND subject LIKE 'slow%'";
  await vi.waitFor(async () => expect(await countOf(world, 'audit_entries', resent)).toBe(total), {
    timeout: 30_000,
  });
  await untilNoTask(id);
  await person.waitsFor('modal', `${total} people reminded.`);
  expect(await turnsOf('invitation_resent', 'slow')).toBe(3);
  expect(await countOf(world, 'invitations', `sent_at > created_at AND address LIKE 'slow%'`)).toBe(
    total,
  );
});

test('what a process that died has begun is gone on with, unless who asked for it is no admin', async () => {
  const { person, id } = await sendAll(world, manyAddresses(total, 'died'));
  await importsAtRest(world);
  await person.waitsFor('modal', `${total} people invited`);
  await leaveTask(id, 'U0MIA');
  await untilNoTask(id);
  expect(await openOf('died')).toBe(total);

  await leaveTask(id, 'U0OLGA');
  await untilNoTask(id);
  expect(await openOf('died')).toBe(0);
  await person.waitsFor('modal', `${total} invitations revoked.`);
});
