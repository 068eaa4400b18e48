import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { deliveriesAtRest, invitationsOf } from '../support/acts.ts';
import { countOf, importsAtRest, lookAt, newestImport, sendAll } from '../support/import-acts.ts';
import { secondProcess } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const day = 86_400_000;

/** Another process starts and tidies up, until there are as many lists as expected. */
async function tidiedUpTo(lists: number): Promise<void> {
  const stop = await secondProcess(world);
  try {
    await vi.waitFor(async () => expect(await countOf(world, 'imports')).toBe(lists), {
      timeout: 15_000,
      interval: 50,
    });
  } finally {
    await stop();
  }
}

test('a draft is kept for a day, what was sent for 90 days, and its invitations for longer', async () => {
  const { person } = await sendAll(world, ['sent@example.com']);
  await person.waitsFor('modal', '1 person invited');
  await importsAtRest(world);
  await deliveriesAtRest(world);
  const draft = await lookAt(world.slack, ['draft@example.com']);
  const id = await newestImport(world);
  expect(await countOf(world, 'imports')).toBe(2);

  world.clock.shiftMs += day - 60_000;
  await lookAt(world.slack, ['younger@example.com'], { user: 'U0OLGA' });
  world.clock.shiftMs += 2 * 60_000;
  await tidiedUpTo(2);
  expect(await countOf(world, 'imports', `id = '${id}'`)).toBe(0);
  await draft.submits();
  await draft.waitsFor(
    'modal',
    "This list is gone: it was discarded, or wasn't sent within a day.",
  );

  world.clock.shiftMs += 88 * day;
  await tidiedUpTo(1);
  world.clock.shiftMs += 2 * day;
  await tidiedUpTo(0);
  expect(await countOf(world, 'import_rows')).toBe(0);
  expect(await invitationsOf(world, 'sent@example.com')).toHaveLength(1);
  expect(await invitationsOf(world, 'draft@example.com')).toEqual([]);
});
