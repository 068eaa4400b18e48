import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { addPerson, joinAs } from '../support/acts.ts';
import { insertInvitations, openHome, removeMember } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const olga = 'U0OLGA';
/** More than one after the other could be replaced in the time that a transaction has. */
const count = inject('testDatabase') === 'postgres' ? 4000 : 200;

test('whoever was shown very many links can be removed, and every one of them ends', async () => {
  const sly = addPerson(world, { id: 'U0SLY', name: 'sly' });
  await joinAs(world, 'u0sly@people.example', { role: 'admin', displayName: 'Sly', by: olga });
  await openHome(world, sly);
  const emails = Array.from({ length: count }, (_, index) => `shown-${index}@example.com`);
  await insertInvitations(world, emails);
  await world.database.query(
    `INSERT INTO link_views (workspace_id, slack_user_id, invitation_id, generation, at)
     SELECT workspace_id, 'U0SLY', id, generation, now() FROM invitations
     WHERE address LIKE 'shown-%'`,
  );

  const links = `${count.toLocaleString('en')} invite links`;
  await removeMember(world, olga, 'Sly', `This replaced ${links} they saw.`);

  const [replaced] = await world.database.query(
    `SELECT count(*)::int AS count FROM invitations
     WHERE address LIKE 'shown-%' AND generation = 2 AND sent_at > now() - interval '1 hour'`,
  );
  expect(replaced).toEqual({ count });
  const told = await world.database.query(
    `SELECT channel::text, count(DISTINCT invitation_id)::int AS count FROM deliveries d
     WHERE recipient LIKE 'shown-%' GROUP BY channel ORDER BY 1`,
  );
  expect(told).toEqual([
    { channel: 'email', count },
    { channel: 'slack_dm', count },
  ]);
});
