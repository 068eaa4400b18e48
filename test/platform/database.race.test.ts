import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Tx, Writes } from '../../src/platform/database/database.ts';
import { Prisma } from '../../src/platform/database/prisma-client/client.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { realClock } from '../../src/shared/clock.ts';
import { rounds, roundsTimeout } from '../support/races.ts';
import { makeTestDatabase, type TestDatabase } from '../support/test-database.ts';

let made: TestDatabase;
beforeAll(async () => {
  const log = createLogger({ level: 'silent' });
  made = await makeTestDatabase(realClock(), log);
});
afterAll(async () => {
  await made.database.close();
  await made.remove();
});

const count = 'SELECT count(*)::int AS count FROM workspaces WHERE name = $1';

async function countOf(name: string): Promise<number | undefined> {
  const [row] = await made.database.statement<{ count: number }>(count, [name]);
  return row?.count;
}

/** Makes two workspaces of this name, in one piece or not at all. */
async function makeTwo(name: string, fails: boolean): Promise<void> {
  await made.database.transaction(async (tx) => {
    const create = (slackTeamId: string) =>
      tx.db.workspace.create({ data: { slackTeamId, name, createdAt: tx.now } });
    await create(`${name}-1`);
    // A moment in which others have their turn.
    await new Promise((resolve) => setImmediate(resolve));
    await create(fails ? `${name}-1` : `${name}-2`);
  });
}

test(
  'keeps the work of many at once apart, also when half of it fails',
  async () => {
    for (const round of rounds()) {
      const names = Array.from({ length: 12 }, (_, i) => `apart-${round}-${i}`);
      const done = await Promise.allSettled(
        names.flatMap((name, i) => [
          makeTwo(name, i % 2 === 1),
          countOf(name).then((found) => expect([0, 2]).toContain(found)),
          made.database.statement(`SELECT 1 / ($1::int - ${i})`, [i]),
        ]),
      );
      const refused = done.filter(({ status }) => status === 'rejected');
      // Every second pair, and every division by zero.
      expect(refused).toHaveLength(6 + 12);
      expect(await Promise.all(names.map(countOf))).toEqual(names.map((_, i) => [2, 0][i % 2]));
    }
  },
  roundsTimeout(),
);

const hold = Prisma.sql`SELECT FROM workspaces WHERE slack_team_id = 'claimed' FOR NO KEY UPDATE`;
const claim = () => Prisma.sql`
  UPDATE workspaces SET seat_limit = 1 WHERE slack_team_id = 'claimed' AND seat_limit IS NULL RETURNING 1`;

/** Makes a workspace of the name `claimer`, if this is the one that claims another. */
async function makeClaimer(index: number, held = hold): Promise<number | undefined> {
  const write = (tx: Writes) => {
    tx.defer(Prisma.sql`
      INSERT INTO workspaces (id, slack_team_id, name, created_at)
      VALUES (gen_random_uuid(), ${`claimer-${index}`}, 'claimer', ${tx.now}::timestamptz)`);
    return index;
  };
  // Two queues, as two processes have.
  return await made.database.writeAtOnce(write, { queue: `claim ${index % 2}`, hold: held, claim });
}

test('of many who write at once what one may claim, one does, and nothing is there of the others', async () => {
  await made.database.transaction((tx) =>
    tx.db.workspace.create({
      data: { slackTeamId: 'claimed', name: 'claimed', createdAt: tx.now },
    }),
  );
  const notHeld = Prisma.sql`SELECT ('not held ' || name)::int FROM workspaces`;

  await expect(makeClaimer(99, notHeld)).rejects.toThrow('not held');
  const written = await Promise.all(Array.from({ length: 8 }, (_, index) => makeClaimer(index)));

  const [only, ...more] = written.filter((index) => index !== undefined);
  expect(more).toEqual([]);
  expect(await countOf('claimer')).toBe(1);
  expect(
    await made.query('SELECT slack_team_id FROM workspaces WHERE name = $1', ['claimer']),
  ).toEqual([{ slack_team_id: `claimer-${only}` }]);
});

test('nothing is asked on the connection of a transaction that is over', async () => {
  const kept: Tx[] = [];
  await made.database.transaction(async (tx) => void kept.push(tx));
  await expect(
    made.database.transaction(async (tx) => {
      kept.push(tx);
      throw new Error('on purpose');
    }),
  ).rejects.toThrow('on purpose');
  // Others have the connections now.
  const other = made.database.transaction(async ({ query }) => {
    for (const tx of kept) {
      await expect(tx.query(Prisma.sql`SELECT 1`)).rejects.toThrow('the transaction is over');
    }
    return await query<{ one: number }>(Prisma.sql`SELECT 1 AS one`);
  });
  expect(await other).toEqual([{ one: 1 }]);
});

test('what Prisma writes and what is written by hand are one transaction', async () => {
  const slackTeamId = 'T0JOINED';
  const works = made.database.transaction(async (tx) => {
    const { id } = await tx.db.workspace.create({
      data: { slackTeamId, name: 'Joined', createdAt: tx.now },
    });
    await tx.execute(Prisma.sql`UPDATE workspaces SET name = 'Renamed' WHERE id = ${id}::uuid`);
    const select = { name: true };
    // Asked at once, on the one connection.
    const found = await Promise.all([
      tx.db.workspace.findFirst({ where: { id }, select }),
      tx.db.workspace.findUnique({ where: { id }, select }),
      tx.db.member.count({ where: { workspaceId: id } }),
    ]);
    expect(found).toEqual([{ name: 'Renamed' }, { name: 'Renamed' }, 0]);
    throw new Error('on purpose');
  });

  await expect(works).rejects.toThrow('on purpose');
  expect(await countOf('Joined')).toBe(0);
  expect(await countOf('Renamed')).toBe(0);
});

test('Prisma does nothing any more in a transaction that is over, whether it had joined it or not', async () => {
  const kept: Tx[] = [];
  await made.database.transaction(async (tx) => void kept.push(tx));
  await made.database.transaction(async (tx) => {
    kept.push(tx);
    await tx.db.workspace.count();
  });
  for (const { db, now } of kept) {
    const data = { slackTeamId: 'T0LATE', name: 'Late', createdAt: now };
    await expect(db.workspace.create({ data })).rejects.toThrow();
  }
  expect(await countOf('Late')).toBe(0);
});

test('a statement that failed fails the transaction, also when its error is caught', async () => {
  const works = made.database.transaction(async (tx) => {
    const data = { slackTeamId: 'T0CAUGHT', name: 'Caught', createdAt: tx.now };
    await tx.db.workspace.create({ data });
    await tx.db.workspace.create({ data }).catch(() => undefined);
  });
  await expect(works).rejects.toThrow('rolled back');
  expect(await countOf('Caught')).toBe(0);
});

test('a transaction that never ends is ended, and gives its connection back', async () => {
  // All connections that there are, of either database.
  const held = Array.from({ length: 10 }, () =>
    made.database.transaction(() => new Promise(() => undefined)),
  );
  const refused = (await Promise.allSettled(held)).map((each) =>
    each.status === 'rejected' ? String(each.reason) : 'ended',
  );

  expect(new Set(refused)).toContain('Error: the transaction took too long');
  expect(refused).not.toContain('ended');
  expect(await countOf('nobody')).toBe(0);
}, 30_000);

test('hears its signals also after a statement that failed', async () => {
  const heard = vi.fn();
  const stop = await made.database.listen('bell', heard);
  const ring = () => made.database.statement("SELECT pg_notify('bell', $1)", ['']);

  await expect(made.database.statement('SELECT 1 / $1::int', [0])).rejects.toThrow(
    'division by zero',
  );
  await ring();
  await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1), { timeout: 10_000 });

  await made.database.listen('another bell', () => undefined);
  await stop();
  await ring();
  await made.database.statement('SELECT 1', []);
  expect(heard).toHaveBeenCalledTimes(1);
});

test('gives a large answer whole, and takes a large value', async () => {
  const large = 'ü'.repeat(3_000_000);
  const [row] = await made.database.statement<{ text: string }>("SELECT $1 || '!' AS text", [
    large,
  ]);
  expect(row?.text === `${large}!`).toBe(true);
});

test('leaves what else goes on its turn, however many statements wait', async () => {
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 0);
  const waiting = Array.from({ length: 3000 }, () => made.database.statement('SELECT 1', []));
  await Promise.all(waiting);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(5);
});

test('a statement is planned once in a transaction, and a search for what is searched for', async () => {
  const { database } = made;
  const modeIn = async (tx: Tx, where: string) => {
    const text = `SELECT current_setting('plan_cache_mode') AS mode WHERE ${where}`;
    const [row] = await tx.query<{ mode: string }>(Prisma.raw(text));
    return row?.mode;
  };
  const modeOf = (where: string) => database.run((tx) => modeIn(tx, where));

  expect(await database.transaction((tx) => modeIn(tx, "'one' = 'one'"))).toBe(
    'force_generic_plan',
  );
  expect(await modeOf("'one' = 'one'")).toBe('auto');
  expect(await modeOf("'one' LIKE 'o%'")).toBe('force_custom_plan');
  await expect(modeOf("1 / 0 = 1 AND 'one' LIKE 'o%'")).rejects.toThrow('division by zero');
  expect(await modeOf("'one' = 'one'")).toBe('auto');
});
