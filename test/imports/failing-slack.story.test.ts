import { personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { importOf, lookAt, newestImport, statesOf } from '../support/import-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('what was begun by somebody whom Slack knows no more is stopped', async () => {
  const person = await lookAt(world.slack, ['left@example.com']);
  const id = await newestImport(world);
  await person.closes();
  await world.database.query(
    `UPDATE imports SET slack_user_id = 'U0GONE', state = 'sending', sent_at = now(), due_at = now()
     WHERE id = $1`,
    [id],
  );

  await vi.waitFor(
    async () => expect(await importOf(world, id)).toMatchObject({ state: 'stopped' }),
    { timeout: 30_000, interval: 50 },
  );
  expect(await statesOf(world, id)).toEqual({ stopped: 1 });
  expect(await importOf(world, id)).toMatchObject({ reason: 'not_an_admin' });
});

test('when Slack fails to show what was read, it is shown once more', async () => {
  const person = personIn(world.slack, 'U0ADAM');
  await person.opensHome();
  await person.presses('Invite many', { in: 'home' });
  await person.waitsFor('modal', 'People in your Slack');
  world.slack.fail('views.update', { error: 'fatal_error' });

  await person.submits({ 'People in your Slack': ['Mia Member'] });
  await person.waitsFor('modal', '1 person will be invited');
});
