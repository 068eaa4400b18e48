import { afterAll, beforeAll, expect, test } from 'vitest';
import { invitationsOf, joinAs } from '../support/acts.ts';
import { openListForm } from '../support/list-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('asks about a slip in a domain, also in one that only this team uses, and mends it when told to', async () => {
  await joinAs(world, 'mia@juniper-studio.example', { displayName: 'Mia' });
  const person = await openListForm(world);
  await person.submits({
    'Names and email addresses':
      'Bo <bo@gmial.com>\nana@juniper-studoi.example\nmail@elsewhere.example',
  });
  const lines = await person.waitsFor('modal', [
    '3 people will be invited',
    'Line 1: bo@gmial.com. Did you mean bo@gmail.com?',
    'Line 2: ana@juniper-studoi.example. Did you mean ana@juniper-studio.example?',
  ]);
  expect(lines.filter((line) => line.includes('Did you mean'))).toHaveLength(2);

  await person.presses('Use this', { of: 'bo@gmial.com' });
  await world.slack.until(() => !person.reads('modal').join('\n').includes('bo@gmial.com'), 10_000);
  expect(person.reads('modal').join('\n')).toContain('Did you mean ana@juniper-studio.example?');

  // Whoever knows better sends it as it is.
  await person.submits();
  await person.waitsFor('modal', '3 people invited');
  expect(await invitationsOf(world, 'bo@gmail.com')).toMatchObject([{ suggested_name: 'Bo' }]);
  expect(await invitationsOf(world, 'ana@juniper-studoi.example')).toHaveLength(1);
  expect(await invitationsOf(world, 'bo@gmial.com')).toEqual([]);
});
