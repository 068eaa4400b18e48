import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliveriesAtRest } from '../support/acts.ts';
import {
  addMore,
  countOf,
  importsAtRest,
  lookAt,
  newestImport,
  statesOf,
} from '../support/import-acts.ts';
import { lines, numbered } from '../support/pasted-lines.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** So many lines are pasted at a time: Slack takes 3,000 signs. */
const linesAtOnce = 50;

test('lines of every kind are shown as the table has them, and nothing is sent but what was shown', async () => {
  const pasted = lines.map(([line], index) => numbered(line, index + 1));
  const rows = lines.flatMap(([, ...found], index) => found.map((row) => numbered(row, index + 1)));
  const wrong = rows.filter((row) => row.startsWith('? '));
  const people = rows.filter((row) => !row.startsWith('? ')).map((row) => row.split('|'));
  const admins = people.filter(([, , role]) => role === 'admin').length;
  expect(lines.length).toBeGreaterThanOrEqual(120);
  const counts = async () => [
    await countOf(world, 'invitations'),
    await countOf(world, 'deliveries'),
    world.mailbox.letters.length,
  ];
  const before = await counts();

  const person = await lookAt(world.slack, [pasted.slice(0, linesAtOnce).join('\n')]);
  for (let start = linesAtOnce; start < pasted.length; start += linesAtOnce) {
    await addMore(person, pasted.slice(start, start + linesAtOnce).join('\n'));
  }
  const look = await person.waitsFor('modal', [
    `*${people.length} people will be invited*`,
    `*${wrong.length} need a look*`,
    `Send ${people.length} invites`,
  ]);
  expect(look.join('\n')).toContain(`${people.length - admins} as Member, ${admins} as Admin`);
  const id = await newestImport(world);
  expect(await statesOf(world, id)).toEqual({ waiting: people.length, wrong: wrong.length });
  const kept = await world.database.query(
    "SELECT typed FROM import_rows WHERE import_id = $1 AND state = 'wrong' ORDER BY position",
    [id],
  );
  expect(kept.map(({ typed }) => `? ${typed}`)).toEqual(wrong);
  expect(await counts()).toEqual(before);

  await person.submits();
  await importsAtRest(world);
  await deliveriesAtRest(world);
  await person.waitsFor('modal', [
    `${people.length} people invited`,
    `${wrong.length} not invited`,
  ]);
  const invitations = await world.database.query(
    'SELECT email, suggested_name, role::text AS role FROM invitations',
  );
  const shown = invitations.map(({ email, suggested_name: name, role }) => [
    email,
    name ?? '',
    role,
  ]);
  const promised = people.map(([email, name = '', role]) => [email, name, role || 'member']);
  expect(shown.sort()).toEqual(promised.sort());
  const emails = people.map(([email = '']) => email).sort();
  const sent = await world.database.query(
    "SELECT recipient FROM deliveries WHERE channel = 'email' ORDER BY created_at",
  );
  expect(sent.map(({ recipient }) => String(recipient)).sort()).toEqual(emails);
  const isAscii = (text: string) => /^[ -~]*$/.test(text);
  // The mail server writes domains in small letters.
  const small = (texts: string[]) =>
    texts
      .filter(isAscii)
      .map((text) => text.toLowerCase())
      .sort();
  const got = world.mailbox.letters.slice(before[2]).map(({ to }) => to);
  expect(small(got)).toEqual(small(emails));
});
