import { linesOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  deliveriesAtRest,
  invitationsOf,
  invite,
  openDialog,
  sendDialog,
  wordsOf,
} from '../support/acts.ts';
import { importOf, lookAt, newestImport, sendAll, statesOf } from '../support/import-acts.ts';
import { secondApp, secondProcess, typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// The daily limits are the operator's: what counts, what is said and what waits go by the numbers that they set.

let world: World;
beforeAll(async () => {
  world = await startWorld({
    INVITES_PER_ADMIN_PER_DAY: '2',
    INVITES_PER_WORKSPACE_PER_DAY: '3',
  });
});
afterAll(() => world.stop());

const adam = 'U0ADAM';
const day = 24 * 3_600_000;

test('the third of the day is refused with the number that was set, and sent the next day', async () => {
  await invite(world, 'one@example.com');
  await invite(world, 'two@example.com');

  await openDialog(world, adam);
  await sendDialog(world, adam, { email: 'three@example.com' });

  const errors = wordsOf(world.slack.modal(adam)?.errors);
  expect(errors).toContain(
    "You've reached your daily limit of 2 invitations. Try again in 24 hours.",
  );
  expect(await invitationsOf(world, 'three@example.com')).toEqual([]);

  world.clock.shiftMs += day;
  await sendDialog(world, adam, { email: 'three@example.com' });
  await world.letterTo('three@example.com');
});

test("the workspace's number is for all of its admins together", async () => {
  world.clock.shiftMs += day;
  await invite(world, 'first@example.com');
  await invite(world, 'second@example.com');
  await invite(world, 'third@example.com', { by: 'U0OLGA' });

  const answer = await typeCommand(world, 'fourth@example.com', { user: 'U0OLGA' });

  expect(linesOf(answer.blocks).join('\n')).toContain(
    'Your workspace has reached its daily limit of 3 invitations. Try again in 24 hours.',
  );
  expect(await invitationsOf(world, 'fourth@example.com')).toEqual([]);
});

test('a list says how many wait for that limit, and as many do', async () => {
  world.clock.shiftMs += day;
  const list = ['l1', 'l2', 'l3', 'l4'].map((name) => `${name}@example.com`);
  const person = await lookAt(world.slack, list);
  await person.waitsFor('modal', [
    '*4 people will be invited*',
    '2 go out in 24 hours, because of your daily limit of 2',
  ]);
  const id = await newestImport(world);

  await person.submits();
  await person.waitsFor('modal', ['*Sending:* 2 of 4', 'Your daily limit is reached.']);
  await deliveriesAtRest(world);
  expect(await statesOf(world, id)).toEqual({ invited: 2, waiting: 2 });
  expect(lettersTo(list)).toEqual(['l1@example.com', 'l2@example.com']);

  world.clock.shiftMs += day;
  await untilDone(id);
  await deliveriesAtRest(world);
  expect(lettersTo(list)).toEqual(list);
});

test('with a limit that was raised, what waits goes on from the start, and what was sent before counts', async () => {
  world.clock.shiftMs += day;
  const list = ['r1', 'r2', 'r3'].map((name) => `${name}@example.com`);
  const { person, id } = await sendAll(world, list);
  await person.waitsFor('modal', ['*Sending:* 2 of 3', 'Your daily limit is reached.']);
  const stopUnchanged = await secondProcess(world);
  await untilItWaitsAnew(id);
  await stopUnchanged();
  expect(await statesOf(world, id)).toEqual({ invited: 2, waiting: 1 });
  const raised = { ...world.config.inviteLimits, perAdmin: 3 };

  const { stop } = await secondApp(world, { ...world.config, inviteLimits: raised });

  await untilDone(id);
  await deliveriesAtRest(world);
  expect(lettersTo(list)).toEqual(list);
  const answer = await typeCommand(world, 'fourth@example.com');
  expect(linesOf(answer.blocks).join('\n')).toContain(
    "You've reached your daily limit of 3 invitations.",
  );
  await stop();
});

/** Waits until a process that was started has seen that the limit is still reached. */
async function untilItWaitsAnew(id: string): Promise<void> {
  const inAnHour = Date.now() + world.clock.shiftMs + day / 24;
  await vi.waitFor(
    async () => expect(Number((await importOf(world, id)).due_at)).toBeGreaterThan(inAnHour),
    { timeout: 30_000, interval: 50 },
  );
}

async function untilDone(id: string): Promise<void> {
  await vi.waitFor(async () => expect(await importOf(world, id)).toMatchObject({ state: 'done' }), {
    timeout: 30_000,
    interval: 50,
  });
}

/** Whom of a list emails have come to, in its order. */
function lettersTo(list: readonly string[]): string[] {
  const got = world.mailbox.letters.map(({ to }) => to);
  return list.flatMap((address) => got.filter((to) => to === address));
}
