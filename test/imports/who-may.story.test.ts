import { buttonValue, personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addPerson, allRows, deliveriesAtRest, joinAs } from '../support/acts.ts';
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
import { forge, lastSent } from '../support/sent-payloads.ts';
import {
  insertOtherWorkspace,
  modalAfter,
  openHome,
  pressHome,
  removeMember,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  for (const id of [ann, rem, dora, hal]) addPerson(world, { id, isAdmin: true });
});
afterAll(() => world.stop());

const [adam, olga, mia] = ['U0ADAM', 'U0OLGA', 'U0MIA'];
/** Admins who are none for long. */
const [ann, rem, dora, hal] = ['U0ANN', 'U0REM', 'U0DORA', 'U0HAL'];
const notAnAdmin = 'Only admins can send invitations.';
const gone = 'This list is gone';

/** What a refused act must leave alone. */
async function rows(): Promise<string[]> {
  const all = await allRows(world);
  return all.filter((row) => !/^(home_tabs|import_views|seen_requests) /.test(row));
}

test('who is no Slack admin any more when they press Send is told so', async () => {
  const person = await lookAt(world.slack, ['demoted@example.com'], { user: ann });
  const id = await newestImport(world);
  await world.slack.changePerson(ann, { isAdmin: false });

  await person.submits();
  await person.waitsFor('modal', notAnAdmin);
  expect(await importOf(world, id)).toMatchObject({ state: 'draft' });
});

test('who was removed from the team meanwhile is told so', async () => {
  await joinAs(world, 'u0rem@people.example', { role: 'admin', displayName: 'Rem' });
  const person = await lookAt(world.slack, ['removed@example.com'], { user: rem });
  await removeMember(world, olga, 'Rem');

  await person.submits();
  await person.waitsFor('modal', notAnAdmin);
});

test('who was deactivated in Slack meanwhile sends nothing', async () => {
  const person = await lookAt(world.slack, ['deactivated@example.com'], { user: dora });
  const id = await newestImport(world);
  await world.slack.changePerson(dora, { deleted: true });

  const reply = await person.submits();
  expect(reply.body).toContain(notAnAdmin);
  expect(await importOf(world, id)).toMatchObject({ state: 'draft' });
});

test('when whoever began a list loses their rights while it waits, the rest is stopped', async () => {
  await joinAs(world, 'u0hal@people.example', { role: 'admin', displayName: 'Hal' });
  await leaveRoom(world, hal, 2);
  const { person, id } = await sendAll(world, manyAddresses(4, 'half'), { user: hal });
  await person.waitsFor('modal', 'Your daily limit is reached.');
  await removeMember(world, olga, 'Hal');

  world.clock.shiftMs += 24 * 3_600_000;
  await vi.waitFor(
    async () => expect(await importOf(world, id)).toMatchObject({ state: 'stopped' }),
    { timeout: 30_000, interval: 50 },
  );
  expect(await statesOf(world, id)).toEqual({ invited: 2, stopped: 2 });
  await person.waitsFor('messages', [
    'Your list was stopped. 2 people invited · 2 revoked · 2 not sent because it was stopped',
    "Whoever started it isn't an admin anymore",
  ]);
});

test('a draft is seen and sent only by whoever began it', async () => {
  const { person, id } = await sendAll(world, ['mine@example.com']);
  await person.waitsFor('modal', '1 person invited');
  const send = lastSent<{ view: object }>(world, 'view_submission');

  const other = await lookAt(world.slack, ['hers@example.com'], { user: olga });
  const hers = await newestImport(world);
  const before = await rows();
  const asAdam = { ...send, view: { ...send.view, id: 'V0FORGED' }, trigger_id: 'forged' };
  const reply = await forge(world, asAdam, { [id]: hers });
  expect(reply.body).toContain(gone);
  expect(reply.body).not.toContain('hers@');
  expect(await rows()).toEqual(before);

  await other.submits();
  await other.waitsFor('modal', '1 person invited');
});

test("another workspace's lists and nonsense are gone for whoever asks", async () => {
  const { person, id } = await sendAll(world, ['one@example.com']);
  await person.waitsFor('modal', '1 person invited');
  const { workspaceId } = await insertOtherWorkspace(world);
  const theirs = '3f0e7c52-5a0f-4c37-9a55-0d7f5d0a4a11';
  const send = lastSent<{ view: object }>(world, 'view_submission');
  await deliveriesAtRest(world);
  const before = await rows();
  await world.database.query(
    `INSERT INTO imports (id, workspace_id, slack_user_id, role, state, created_at)
     VALUES ($1, $2, $3, 'member', 'draft', now())`,
    [theirs, workspaceId, adam],
  );
  for (const instead of [theirs, '1', '', "' OR 1=1 --", id.slice(1), 'x'.repeat(2000)]) {
    const reply = await forge(world, { ...send, trigger_id: 'forged' }, { [id]: instead });
    expect(reply.body, instead).toContain(gone);
  }
  await world.database.query("UPDATE imports SET state = 'done' WHERE id = $1", [theirs]);
  const reply = await forge(world, { ...send, trigger_id: 'forged' }, { [id]: theirs });
  expect(reply.body).toContain(gone);
  await world.database.query('DELETE FROM imports WHERE id = $1', [theirs]);
  expect(await rows()).toEqual(before);
});

test('who is no admin changes and sees nothing by any button', async () => {
  await leaveRoom(world, adam, 300);
  const { person, id } = await sendAll(world, ['kept@example.com', 'mia@example.com']);
  await person.waitsFor('modal', '2 people invited');
  await importsAtRest(world);
  await person.presses('Copy as CSV', { in: 'modal' });
  await deliveriesAtRest(world);
  const press = lastSent<{ actions: object[] }>(world, 'block_actions');
  await lookAt(world.slack, ['draft@example.com']);
  const draft = await newestImport(world);
  await world.slack.openHome(mia);
  const before = await rows();
  const calls = world.slack.calls.length;
  const asMia = { [`"id":"${adam}"`]: `"id":"${mia}"` };
  for (const name of ['stop', 'undo', 'fix', 'remind', 'copy_csv', 'open', 'use_likely']) {
    const value = name === 'use_likely' ? JSON.stringify({ id: draft, position: 0 }) : id;
    const [action] = press.actions;
    const actions = [{ ...action, action_id: `imports.${name}`, value }];
    world.slack.state.triggers[name] = { user: mia, issuedAt: Date.now() * 2, usedAt: null };
    const reply = await forge(world, { ...press, actions, trigger_id: name }, asMia);
    expect(reply.status, name).toBe(200);
  }
  const send = lastSent<{ view: object }>(world, 'view_submission');
  const reply = await forge(world, { ...send, trigger_id: 'forged' }, asMia);
  expect(reply.body).toContain(notAnAdmin);

  expect(await rows()).toEqual(before);
  // The admin's own Home may still come up to date.
  const others = world.slack.calls.slice(calls).filter(({ args }) => args.user_id !== adam);
  const shown = JSON.stringify(others);
  expect(shown).not.toMatch(/kept@|draft@/);
});

test('when whoever began a list loses their role between two turns, nothing goes out after', async () => {
  addPerson(world, { id: 'U0TIM', name: 'tim' });
  await joinAs(world, 'u0tim@people.example', { role: 'admin', displayName: 'Tim' });
  await openHome(world, olga, 'Invite people');
  const words = ['● Members', 'Tim'];
  const home = await pressHome(world, olga, 'home.tab_members', { words });
  const value = buttonValue(home, 'Change role…', 'Tim');
  const press = { user: olga, in: 'home', actionId: 'home.change_role', value };
  await modalAfter(world, olga, () => world.slack.press(press));
  await leaveRoom(world, 'U0TIM', 100_000);
  await leaveRoom(world, undefined, 100_000);
  const { person, id } = await sendAll(world, manyAddresses(1000, 'turn'), { user: 'U0TIM' });
  await vi.waitFor(async () => expect(await statesOf(world, id)).toHaveProperty('invited'), {
    timeout: 30_000,
    interval: 10,
  });
  await personIn(world.slack, olga).submits({ Role: 'Member' });
  await vi.waitFor(
    async () => expect(await importOf(world, id)).toMatchObject({ state: 'stopped', due_at: null }),
    { timeout: 30_000, interval: 50 },
  );
  const { invited = 0, stopped = 0 } = await statesOf(world, id);
  expect(invited % 25).toBe(0);
  expect(invited + stopped).toBe(1000);
  expect(stopped).toBeGreaterThan(0);
  await person.waitsFor('messages', "Whoever started it isn't an admin anymore");
  await deliveriesAtRest(world);
  const emails = "channel = 'email' AND recipient LIKE 'turn%'";
  expect(await countOf(world, 'deliveries', emails)).toBe(invited);
});
