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
  const ready = await world.get('/readyz');
  expect([ready.status, await ready.json()]).toEqual([
    503,
    expect.objectContaining({ ready: false, database: true, changes: false }),
  ]);
  // Whoever is refused leaves a line with the reference that they were shown, and no stack.
  expect(world.logs.filter(({ err }) => err !== undefined)).toEqual([]);

  await world.database.query('DROP FUNCTION no_room CASCADE');
  expect((await visitor.signIn('ana@example.com', goodPassword)).status).toBe(303);
});

test('whom the database had no memory for is asked to come again', async () => {
  await joinAs(world, 'cem@example.com');
  await world.database.query(
    `CREATE FUNCTION no_memory() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN RAISE EXCEPTION 'out of memory' USING ERRCODE = '53200'; END $$`,
  );
  await world.database.query(
    'CREATE TRIGGER no_memory BEFORE INSERT ON sessions EXECUTE FUNCTION no_memory()',
  );

  const answer = await new Visitor(world).signIn('cem@example.com', goodPassword);

  await world.database.query('DROP FUNCTION no_memory CASCADE');
  expect(answer.status).toBe(503);
  expect(world.logs.map(({ msg }) => msg)).toContainEqual(
    expect.stringContaining('has no memory left'),
  );
});
