import { afterAll, beforeAll, expect, test } from 'vitest';
import { selectAccounts } from '../../src/members/store.ts';
import { beginning, containing } from '../../src/platform/database/keyset-list.ts';
import { Prisma } from '../../src/platform/database/prisma-client/client.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { realClock } from '../../src/shared/clock.ts';
import type { WorkspaceId } from '../../src/shared/ids.ts';
import { cleanPasted } from '../../src/shared/pasted-text.ts';
import { smallLetters } from '../../src/shared/small-letters.ts';
import { makeTestDatabase, type TestDatabase } from '../support/test-database.ts';

// What searches rest on in the database, on both.

let db: TestDatabase;
beforeAll(async () => {
  db = await makeTestDatabase(realClock(), createLogger({ level: 'silent' }));
});
afterAll(() => db.remove());

/** The blocks of Unicode with signs that word processors and keyboards put in the place of others, or unseen. */
const lookalikeBlocks = [
  [0xa0, 0xbb],
  [0x2b0, 0x2ff],
  [0x2000, 0x206f],
  [0x3000, 0x3002],
  [0xfe00, 0xfe0f],
  [0xfe50, 0xfe6b],
  [0xfeff, 0xff61],
] as const;

test('names are searched in with the same plain signs as stand in what is searched for', async () => {
  const signs = lookalikeBlocks.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => String.fromCharCode(first + index)),
  );
  const pairs = signs
    // Within a word, where a quote is an apostrophe.
    .map((sign) => ({ sign, plain: cleanPasted(`x${sign}`).slice(1).replace(/\s/gu, ' ') }))
    .filter(({ plain }) => plain.length <= 1);
  expect(pairs.length).toBeGreaterThan(200);

  const rows = await db.query(
    'SELECT searchable_name($1 || sign) AS name FROM unnest($2::text[]) WITH ORDINALITY AS s (sign, n) ORDER BY n',
    ['X', pairs.map(({ sign }) => sign)],
  );

  const names = rows.map(({ name }) => name);
  expect(names).toEqual(pairs.map(({ plain }) => `x${plain.toLowerCase()}`));
});

test('names are searched in with the same small letters as stand in what is searched for', async () => {
  const codes = Array.from({ length: 0x2fff }, (_, code) => code + 1);
  // What stands for another sign is looked at above.
  const letters = codes
    .map((code) => String.fromCodePoint(code))
    .filter((letter) => /[\p{L}\p{N}\p{M}]/u.test(letter) && cleanPasted(letter) === letter);
  expect(letters.length).toBeGreaterThan(5000);

  const rows = await db.query(
    'SELECT searchable_name(letter) AS name FROM unnest($1::text[]) WITH ORDINALITY AS s (letter, n) ORDER BY n',
    [letters],
  );

  expect(rows.map(({ name }) => name)).toEqual(letters.map(smallLetters));
});

test('names are searched in without the signs that nobody sees, as is what is searched for', async () => {
  const codes = Array.from({ length: 0x110000 }, (_, code) => code);
  const unseen = codes
    .map((code) => String.fromCodePoint(code))
    .filter((sign) => cleanPasted(`x${sign}y`) === 'xy');
  expect(unseen.length).toBeGreaterThan(4000);

  for (const around of ['Xy', 'Éı', '日Ж']) {
    const rows = await db.query(
      'SELECT DISTINCT searchable_name(left($1, 1) || sign || sign || right($1, 1)) AS name FROM unnest($2::text[]) AS sign',
      [around, unseen],
    );
    expect(rows).toEqual([{ name: smallLetters(around) }]);
  }
});

const manyMembers = (closed: string) =>
  `INSERT INTO members (id, workspace_id, email, address, display_name, role, password_hash, joined_at, closed_at)
   SELECT gen_random_uuid(), $1::uuid, i || '@example.com', i || '@example.com', 'Person ' || i, 'member', 'x', now(), ${closed}
   FROM generate_series(1, 5000) AS i`;
const addresses = 'searchable_address(address, searchable_name(email))';
const names = 'searchable_name(display_name)';

test.each([
  [
    'invitations',
    'invitations_search',
    `INSERT INTO invitations (id, workspace_id, email, address, role, invited_by_slack_user, invited_by_name,
       created_at, sent_at, expires_at)
     SELECT gen_random_uuid(), $1::uuid, 'Person' || i || '@example.com', 'person' || i || '@example.com', 'member',
       'U1', 'Ada', now(), now(), now() FROM generate_series(1, 5000) AS i`,
    'TRUE',
    [addresses],
    ['on4711', 'ON4711@', 'on4711@exam', 'person4711@example.com'],
  ],
  [
    'members',
    'members_search',
    manyMembers('NULL'),
    'closed_at IS NULL',
    [addresses, names],
    ['son 4711', '4711 son', '4711@exam', '4711@example.com'],
  ],
  [
    'members',
    'members_removed_search',
    manyMembers('now()'),
    'closed_at IS NOT NULL',
    [names],
    ['son 4711', '4711 son'],
  ],
])(
  'a part in the middle is found among many %s by %s, without reading them all',
  async (table, index, insert, condition, columns, texts) => {
    await db.query('DELETE FROM workspaces');
    const [workspace] = await db.query(
      `INSERT INTO workspaces (id, slack_team_id, name, created_at)
     VALUES (gen_random_uuid(), 'T1', 'One', now()) RETURNING id`,
    );
    await db.query(insert, [workspace?.id]);
    await db.query(`ANALYZE ${table}`);

    for (const typed of texts) {
      const matching = containing(columns.map(Prisma.raw), typed);
      const { text, values } = Prisma.sql`SELECT id FROM ${Prisma.raw(table)}
        WHERE workspace_id = ${workspace?.id}::uuid AND ${Prisma.raw(condition)} AND ${matching}`;
      const plan = JSON.stringify(await db.query(`EXPLAIN ${text}`, values));
      expect(plan).toContain(`Bitmap Index Scan on ${index}`);
      // Each part of what all addresses have would make it read the index through.
      expect(plan).not.toMatch(/Index Cond[^"]*@exam/);
      expect(await db.query(text, values)).toHaveLength(1);
    }
    const short = Prisma.sql`SELECT id FROM ${Prisma.raw(table)} WHERE ${Prisma.raw(condition)}
      AND ${beginning(columns.map(Prisma.raw), 'qz')}`;
    const plan = JSON.stringify(await db.query(`EXPLAIN ${short.text}`, short.values));
    expect(plan).toContain(`Bitmap Index Scan on ${index}`);
  },
);

test('who asks is found among many members, removed ones, too, without reading them all', async () => {
  await db.query('DELETE FROM workspaces');
  const [workspace] = await db.query(
    `INSERT INTO workspaces (id, slack_team_id, name, created_at)
     VALUES (gen_random_uuid(), 'T1', 'One', now()) RETURNING id`,
  );
  await db.query(
    `INSERT INTO members (id, workspace_id, email, address, display_name, role, password_hash, joined_at, slack_user_id, closed_at)
     SELECT gen_random_uuid(), $1::uuid, i || '@example.com', i || '@example.com', 'Person', 'member', 'x', now(),
       CASE WHEN i % 2 = 0 THEN 'U' || i END, CASE WHEN i % 3 = 0 THEN now() END
     FROM generate_series(1, 20000) AS i`,
    [workspace?.id],
  );
  await db.query('ANALYZE members');
  const person = { userId: 'U4710', address: '4711@example.com' };
  const { text, values } = selectAccounts(String(workspace?.id) as WorkspaceId, person);

  const plan = JSON.stringify(await db.query(`EXPLAIN ${text}`, [...values]));
  expect(plan).toContain('members_workspace_id_slack_user_id_idx');
  expect(plan).toContain('members_by_address_alone');
  const [row] = await db.query(text, [...values]);
  expect(row?.accounts).toHaveLength(2);
});
