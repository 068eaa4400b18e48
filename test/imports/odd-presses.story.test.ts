import { personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { joinAs } from '../support/acts.ts';
import {
  addMore,
  countOf,
  importOf,
  importsAtRest,
  lookAt,
  newestImport,
  sendAll,
  statesOf,
} from '../support/import-acts.ts';
import { forge, lastSent } from '../support/sent-payloads.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const adam = 'U0ADAM';
const field = 'Names and email addresses';

/** What Slack sends when a page is submitted. */
interface Submitted {
  readonly view: { readonly private_metadata: string };
}

function closeAll(): Promise<unknown> {
  return world.slack.close({ user: adam, all: true });
}

test('a page on which something was mended sends nothing when it is submitted twice', async () => {
  const person = await lookAt(world.slack, ['aa@example.com', 'zoe@example,com']);
  const id = await newestImport(world);
  await person.submits({ 'Line 2': 'zoe@example.com' });
  const again = lastSent<Submitted>(world, 'view_submission');

  const reply = await forge(world, { ...again, trigger_id: 'again' }, {});
  expect(reply.body).toContain('*2 people will be invited*');
  expect(await importOf(world, id)).toMatchObject({ state: 'draft' });

  await person.submits();
  await person.waitsFor('modal', '2 people invited');
});

test('a page sends nothing once the list is another than it shows', async () => {
  const person = await lookAt(world.slack, ['one@example.com']);
  const id = await newestImport(world);
  const shown = world.slack.modal(adam)?.view.private_metadata ?? '';
  await addMore(person, 'two@example.com\nthree@example.com');
  const form = lastSent<Submitted>(world, 'view_submission');

  const view = { ...form.view, callback_id: 'imports.preview', private_metadata: shown };
  const old = { ...form, trigger_id: 'old', view: { ...view, state: { values: {} } } };
  const reply = await forge(world, old, {});
  expect(reply.body).toContain('*3 people will be invited*');
  expect(await importOf(world, id)).toMatchObject({ state: 'draft' });
  await closeAll();
});

test('nobody is left out when what was probably meant is taken twice', async () => {
  const person = await lookAt(world.slack, ['ana@exampel.com']);
  const id = await newestImport(world);
  await person.presses('Add more people', { in: 'modal' });
  const press = lastSent<{ actions: object[] }>(world, 'block_actions');
  const value = JSON.stringify({ id, position: 0, email: 'ana@example.com' });
  const actions = [{ ...press.actions[0], action_id: 'imports.use_likely', value }];
  for (const time of ['first', 'second']) {
    await forge(world, { ...press, actions, trigger_id: time }, {});
    await person.waitsFor('modal', '*1 person will be invited*');
  }

  const rows = `import_id = '${id}' AND address = 'ana@example.com'`;
  expect(await countOf(world, 'import_rows', rows)).toBe(1);
  await closeAll();
});

test('a dialog that is closed while something is done in it is no fault', async () => {
  const person = personIn(world.slack, adam);
  const isAnswered = async (before: number) => {
    const answered = () =>
      world.slack.calls.filter(({ method }) => method === 'views.update').length;
    await vi.waitFor(() => expect(answered()).toBe(before + 1), { timeout: 10_000 });
    return answered();
  };
  await lookAt(world.slack, ['closed@example.com']);
  let count = world.slack.calls.filter(({ method }) => method === 'views.update').length;
  for (const button of ['Add more people', 'Discard this list']) {
    world.slack.fail('views.update', { error: 'not_found' });
    await person.presses(button, { in: 'modal' });
    count = await isAnswered(count);
  }
  await closeAll();

  await person.opensHome();
  await person.presses('Invite many', { in: 'home' });
  await person.waitsFor('modal', field);
  world.slack.fail('views.update', { error: 'not_found' });
  await person.submits({ 'People in your Slack': ['Mia Member'] });
  await isAnswered(count);
  await closeAll();
});

test('who may be a member already has nothing to be fixed', async () => {
  await joinAs(world, 'mia@example.com', { displayName: 'Mia' });
  const { person } = await sendAll(world, ['new@example.com', 'mia@example.com']);
  await person.waitsFor('modal', ['1 person invited', '1 is a member already']);
  await importsAtRest(world);
  expect(person.reads('modal')).not.toContain('Fix the rest');
  await closeAll();
});

test('a list in which nobody has an address yet is counted in Home', async () => {
  const person = await lookAt(world.slack, ['zoe@example,com', 'bo@example,com']);
  await closeAll();
  await person.opensHome();
  await person.waitsFor('home', 'List of 2: not sent yet');
});

test('the Home behind the dialog shows a list that was begun, and no longer one that was discarded', async () => {
  const person = personIn(world.slack, adam);
  await person.opensHome();
  await lookAt(world.slack, ['ada@example.com', 'bea@example.com', 'cid@example.com']);
  await person.waitsFor('home', 'List of 3: not sent yet');
  await person.presses('Discard this list', { in: 'modal' });
  await person.waitsFor('modal', 'Discarded. Nothing was sent.');
  await world.slack.until(() => !person.reads('home').join('\n').includes('List of 3'), 15_000);
  await closeAll();
});

test('a list out of which everybody was taken does not stand in Home', async () => {
  const person = await lookAt(world.slack, ['zelda@']);
  await person.submits({ 'Line 1': '' });
  await person.waitsFor('modal', 'Nobody will be invited');
  const id = await newestImport(world);
  expect(await statesOf(world, id)).toEqual({});
  await person.closes();
  await person.opensHome();
  expect(person.reads('home').join('\n')).not.toContain('List of 0');
});
