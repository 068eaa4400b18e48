import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addPerson, invite, joinAs, signUpForm } from '../support/acts.ts';
import { forge, lastSent } from '../support/sent-payloads.ts';
import { askToRemove, openHome } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const adam = 'U0ADAM';

test('leaves one of two Admins who remove each other at the same moment', async () => {
  for (const name of ['ann', 'ben']) {
    addPerson(world, { id: `U0${name.toUpperCase()}`, name });
    await joinAs(world, `u0${name}@people.example`, { role: 'admin', displayName: name });
  }
  const clicks = [
    { user: 'U0ANN', of: 'ben' },
    { user: 'U0BEN', of: 'ann' },
  ];
  for (const { user, of } of clicks) await askToRemove(world, user, of);
  await Promise.all(clicks.map(({ user }) => world.slack.submit({ user })));
  await vi.waitFor(async () => {
    const closed = await world.database.query('SELECT id FROM members WHERE closed_at IS NOT NULL');
    expect(closed).toHaveLength(1);
  }, 15_000);
  await openHome(world, adam, 'Members (1)');
  const open = await world.database.query('SELECT role::text FROM members WHERE closed_at IS NULL');
  expect(open).toEqual([{ role: 'admin' }]);
});

test('leaves no session behind when somebody is removed while they sign in elsewhere', async () => {
  addPerson(world, { id: 'U0CAT', name: 'cat' });
  await joinAs(world, 'u0cat@people.example', { displayName: 'cat' });
  await askToRemove(world, adam, 'cat');
  const form = () => {
    const fields = new FormData();
    fields.set('email', 'u0cat@people.example');
    fields.set('password', 'correct horse battery staple');
    return fields;
  };
  await Promise.all([
    ...Array.from({ length: 4 }, () => world.post('/sign-in', form())),
    world.slack.submit({ user: adam }),
  ]);
  await vi.waitFor(async () => {
    const rows = await world.database.query(
      "SELECT closed_at FROM members WHERE address = 'u0cat@people.example'",
    );
    expect(rows[0]?.closed_at).not.toBeNull();
  }, 15_000);
  const sessions = await world.database.query(
    `SELECT s.id FROM sessions s JOIN members m ON m.id = s.member_id
     WHERE m.address = 'u0cat@people.example'`,
  );
  expect(sessions).toEqual([]);
});

test('lets nobody in by an invitation of somebody who is removed at that moment', async () => {
  const dan = addPerson(world, { id: 'U0DAN', name: 'dan' });
  await joinAs(world, 'u0dan@people.example', { role: 'admin', displayName: 'dan' });
  const { path } = await invite(world, 'dans-friend@example.com', { by: dan });
  await askToRemove(world, adam, 'dan');
  const [joined] = await Promise.all([
    world.post(path, signUpForm()),
    world.slack.submit({ user: adam }),
  ]);
  // Either it was accepted before, or it is revoked; never both, and twice is once.
  await forge(world, lastSent<object>(world, 'view_submission'), {});
  await openHome(world, adam, 'Invitations (');
  const [row] = await world.database.query(
    "SELECT accepted_at, revoked_at FROM invitations WHERE address = 'dans-friend@example.com'",
  );
  expect([303, 410]).toContain(joined.status);
  expect(row?.accepted_at !== null).toBe(joined.status === 303);
  await vi.waitFor(async () => {
    const rows = await world.database.query(
      "SELECT act FROM audit_entries WHERE act = 'member_removed' AND subject = 'dan'",
    );
    expect(rows).toHaveLength(1);
  }, 15_000);
  const [after] = await world.database.query(
    "SELECT accepted_at, revoked_at FROM invitations WHERE address = 'dans-friend@example.com'",
  );
  expect(after?.accepted_at === null).toBe(after?.revoked_at !== null);
});
