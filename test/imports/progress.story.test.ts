import { type Person, personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addPerson, deliveriesAtRest } from '../support/acts.ts';
import {
  countOf,
  importOf,
  importsAtRest,
  leaveRoom,
  lookAt,
  manyAddresses,
  newestImport,
  sendAll,
  statesOf,
} from '../support/import-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const adam = 'U0ADAM';

/** How often the app has changed an open dialog by itself. */
function updates(): number {
  return world.slack.calls.filter(({ method }) => method === 'views.update').length;
}

test('the dialog shows how far it is every two seconds at most', async () => {
  await leaveRoom(world, adam, 100_000);
  const person = await lookAt(world.slack, manyAddresses(150));
  const id = await newestImport(world);
  const before = updates();
  const startedAt = performance.now();
  await person.submits();
  await importsAtRest(world);
  await person.waitsFor('modal', '150 people invited');
  const seconds = (performance.now() - startedAt) / 1000;

  expect(await statesOf(world, id)).toEqual({ invited: 150 });
  // One at once, then one in two seconds, and the end; once more when Slack has the answer to Send for certain.
  const afterAnswer = seconds >= 3 ? 1 : 0;
  expect(updates() - before).toBeLessThanOrEqual(2 + afterAnswer + seconds / 2);
});

test('a dialog that was closed is left alone; Home opens it again', async () => {
  await leaveRoom(world, adam, 2);
  const { person, id } = await sendAll(world, manyAddresses(5, 'later'));
  await person.waitsFor('modal', 'Your daily limit is reached.');
  await person.closes();

  world.clock.shiftMs += 24 * 3_600_000;
  await leaveRoom(world, adam, 1);
  await vi.waitFor(async () => expect((await statesOf(world, id)).invited).toBeGreaterThan(2), {
    timeout: 30_000,
  });
  const views = () => countOf(world, 'import_views', `import_id = '${id}'`);
  await vi.waitFor(async () => expect(await views()).toBe(0), { timeout: 30_000 });
  const asked = updates();

  await person.opensHome();
  await person.presses('Open', { in: 'home', of: 'List of 5' });
  await person.waitsFor('modal', ['of 5', 'Your daily limit is reached.']);
  expect(updates()).toBe(asked);
  world.clock.shiftMs += 24 * 3_600_000;
  await leaveRoom(world, adam, 300);
  // It is the one that is kept up to date now.
  await person.waitsFor('modal', '5 people invited');
});

test('with the mail server down everybody is invited and waits; nobody after Stop', async () => {
  await importsAtRest(world);
  await deliveriesAtRest(world);
  world.mailbox.refuseWith('451 try again later');
  await leaveRoom(world, adam, 30);
  const letters = world.mailbox.letters.length;
  const { person, id } = await sendAll(world, manyAddresses(40, 'down'));
  await person.waitsFor('modal', ['*Sending:* 30 of 40', 'Your daily limit is reached.']);

  await person.presses('Stop…', { in: 'modal' });
  await person.waitsFor('modal', ['30 people invited', '10 not sent because it was stopped']);
  const emails = "channel = 'email' AND recipient LIKE 'down%' AND state";
  expect(await countOf(world, 'deliveries', `${emails} IN ('queued', 'sending', 'retrying')`)).toBe(
    30,
  );
  world.mailbox.refuseWith(undefined);
  world.clock.shiftMs += 3_600_000;
  await vi.waitFor(
    async () => expect(await countOf(world, 'deliveries', `${emails} = 'sent'`)).toBe(30),
    { timeout: 30_000, interval: 50 },
  );
  world.clock.shiftMs += 23 * 3_600_000;
  await importsAtRest(world);
  expect(await statesOf(world, id)).toEqual({ invited: 30, stopped: 10 });
  expect(world.mailbox.letters.slice(letters)).toHaveLength(30);
});

test('each of the dialogs opened last is kept up to date, and one too many says that it is not', async () => {
  await importsAtRest(world);
  await leaveRoom(world, adam, 2);
  const { person, id } = await sendAll(world, manyAddresses(6, 'shown'));
  await person.waitsFor('modal', 'Your daily limit is reached.');
  const others: Person[] = [];
  for (const name of ['ola', 'pia', 'rui', 'sam', 'tom']) {
    const user = addPerson(world, { id: `U0${name}`.toUpperCase(), name, isAdmin: true });
    const other = personIn(world.slack, user);
    await other.opensHome();
    await other.presses('Open', { in: 'home', of: 'List of 6' });
    await other.waitsFor('modal', 'Your daily limit is reached.');
    others.push(other);
  }
  await person.waitsFor('modal', 'This list is open in newer dialogs.');

  await world.slack.changePerson('U0PIA', { isAdmin: false });
  const [first, noAdmin, ...more] = others;
  if (!first || !noAdmin) throw new Error('nobody looks');
  // Until Slack is asked anew its word of the last minute counts for looking.
  await noAdmin.presses('Stop…', { in: 'modal' });
  await noAdmin.waitsFor('modal', 'Only admins can send invitations.');
  expect(await importOf(world, id)).toMatchObject({ state: 'sending' });
  await first.presses('Stop…', { in: 'modal' });
  for (const other of [first, ...more]) {
    await other.waitsFor('modal', ['2 people invited', '4 not sent because it was stopped']);
  }
  expect(noAdmin.reads('modal').join('\n')).not.toContain('as it was stopped');
  expect(await countOf(world, 'import_views', `import_id = '${id}'`)).toBe(4);
});

test('a dialog in which the rest is mended shows the new list from then on', async () => {
  await leaveRoom(world, adam, 300);
  const { person, id } = await sendAll(world, ['mended@example.com', 'nobody@']);
  await person.waitsFor('modal', '1 person invited');
  await person.presses('Fix the rest', { in: 'modal' });
  await person.waitsFor('modal', '1 needs a look');
  expect(await countOf(world, 'import_views', `import_id = '${id}'`)).toBe(0);
});
