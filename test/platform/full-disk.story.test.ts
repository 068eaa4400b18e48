import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, joinAs, wordsOf } from '../support/acts.ts';
import { textOf, Visitor } from '../support/browser-acts.ts';
import { typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('while the disk of the database is full people are asked to come back, and the operator to make room', async () => {
  await joinAs(world, 'ana@example.com');
  const visitor = new Visitor(world);
  world.expectFaults();
  // As PostgreSQL says it (53100, disk_full).
  await world.database.query(
    `CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$`,
  );
  await world.database.query(
    'CREATE TRIGGER no_room BEFORE INSERT ON sessions EXECUTE FUNCTION no_room()',
  );

  for (let each = 0; each < 3; each += 1) {
    const answer = await visitor.signIn('ana@example.com', goodPassword);
    expect(answer.status).toBe(503);
    expect(await textOf(answer)).toContain('Back in a moment');
  }
  await world.database.query(
    'CREATE TRIGGER no_room BEFORE INSERT ON invitations EXECUTE FUNCTION no_room()',
  );
  await typeCommand(world, 'bo@example.com');
  await world.slack.until(() =>
    world.slack.ephemerals('U0ADAM').some((each) => wordsOf(each).includes("can't save anything")),
  );
  const told = world.logs.filter(({ msg }) => String(msg).includes('until there is room'));
  expect(told).toHaveLength(1);

  await world.database.query('DROP FUNCTION no_room CASCADE');
  expect((await visitor.signIn('ana@example.com', goodPassword)).status).toBe(303);
});
