import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { signUpForm } from '../support/acts.ts';
import {
  countOf,
  importOf,
  importsAtRest,
  leaveRoom,
  lookAt,
  manyAddresses,
  newestImport,
  statesOf,
} from '../support/import-acts.ts';
import { forgetLimits, openInvitation, rounds, roundsTimeout } from '../support/races.ts';
import { forge, lastSent } from '../support/sent-payloads.ts';
import { secondProcess, setSettings } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let stopSecond: () => Promise<void>;
const [adam, olga] = ['U0ADAM', 'U0OLGA'];
beforeAll(async () => {
  world = await startWorld();
  // All of them are sent by two processes, which take turns.
  stopSecond = await secondProcess(world);
});
beforeEach(makeRoom);
afterAll(async () => {
  await stopSecond();
  await world.stop();
});

/** A hundred rounds are more than the limits of an hour and of a day allow. */
async function makeRoom(): Promise<void> {
  await forgetLimits(world);
  for (const who of [adam, olga, undefined]) await leaveRoom(world, who, 100_000);
}

/** Everything that may happen once for an address only, of those whose addresses begin so. */
async function expectOnceEach(name: string, expected: number): Promise<void> {
  const twice = await world.database.query(
    `SELECT address FROM invitations
     WHERE address LIKE $1 AND accepted_at IS NULL AND revoked_at IS NULL
     GROUP BY address HAVING count(*) > 1
     UNION ALL
     SELECT recipient FROM deliveries WHERE channel = 'email' AND recipient LIKE $1 AND state <> 'cancelled'
     GROUP BY recipient HAVING count(*) > 1`,
    [`${name}%`],
  );
  expect(twice).toEqual([]);
  const emails = `channel = 'email' AND recipient LIKE '${name}%' AND state <> 'cancelled'`;
  expect(await countOf(world, 'deliveries', emails)).toBe(expected);
}

/** Sends two lists at the same time; gives their ids. */
async function sendBoth(first: readonly string[], second: readonly string[]): Promise<string[]> {
  const adams = await lookAt(world.slack, first);
  const adamsId = await newestImport(world);
  const olgas = await lookAt(world.slack, second, { user: olga });
  const olgasId = await newestImport(world);
  await Promise.all([adams.submits(), olgas.submits()]);
  await importsAtRest(world, 120_000);
  return [adamsId, olgasId];
}

function sum(states: Record<string, number>): number {
  return Object.values(states).reduce((all, count) => all + count, 0);
}

test('overlapping lists of two admins give each address one invitation and one email', async () => {
  const all = manyAddresses(750, 'over');
  const ids = await sendBoth(all.slice(0, 500), all.slice(250));

  for (const id of ids) {
    const states = await statesOf(world, id);
    expect(states).not.toHaveProperty('waiting');
    expect(sum(states)).toBe(500);
  }
  // On a slow machine the other list may come to somebody more than a moment later, who then gets it again.
  const again = await countOf(world, 'import_rows', "state = 'invited_again'");
  expect(await countOf(world, 'invitations', "address LIKE 'over%'")).toBe(750);
  const emails = "channel = 'email' AND recipient LIKE 'over%'";
  expect(await countOf(world, 'deliveries', emails)).toBe(750 + again);
}, 240_000);

test('two processes that have the same list at once send each row once', async () => {
  const person = await lookAt(world.slack, manyAddresses(125, 'same'));
  const id = await newestImport(world);
  await person.submits();
  // As if leases ended at once: whoever looks for work finds this list, also while it is being sent.
  let isSending = true;
  while (isSending) {
    const due =
      "UPDATE imports SET due_at = now() WHERE id = $1 AND state = 'sending' RETURNING id";
    isSending = (await world.database.query(due, [id])).length > 0;
    await world.database.query("SELECT pg_notify('imports', '')");
  }

  expect(await statesOf(world, id)).toEqual({ invited: 125 });
  await expectOnceEach('same', 125);
  expect(await countOf(world, 'audit_entries', "subject LIKE 'same%'")).toBe(125);
});

test(
  'two lists never take more seats than there are',
  async () => {
    for (const round of rounds()) {
      const limit = 40 + Number(await countOf(world, 'invitations', 'revoked_at IS NULL'));
      await setSettings(world, { seat_limit: limit });
      const names = [`a${round}seat`, `b${round}seat`];
      const [one = [], two = []] = names.map((name) => manyAddresses(30, name));
      const ids = await sendBoth(one, two);
      const states = await Promise.all(ids.map((id) => statesOf(world, id)));
      const invited = states.reduce((all, { invited: count = 0 }) => all + count, 0);
      expect(invited).toBe(40);
      expect(states.reduce((all, { refused: count = 0 }) => all + count, 0)).toBe(20);
      await setSettings(world, { seat_limit: null });
    }
  },
  roundsTimeout(),
);

test(
  'Send pressed ten times at once sends once',
  async () => {
    for (const round of rounds()) {
      const person = await lookAt(world.slack, manyAddresses(30, `ten${round}x`));
      const id = await newestImport(world);
      await person.submits();
      const send = lastSent<object>(world, 'view_submission');
      await Promise.all(
        Array.from({ length: 9 }, (_, index) =>
          forge(world, { ...send, trigger_id: `again${round}-${index}` }, {}),
        ),
      );
      await importsAtRest(world);
      expect(await statesOf(world, id)).toEqual({ invited: 30 });
      await expectOnceEach(`ten${round}x`, 30);
    }
  },
  roundsTimeout(),
);

test(
  'Stop while it is being sent leaves every row sent or stopped',
  async () => {
    for (const round of rounds()) {
      const name = `stop${round}x`;
      const person = await lookAt(world.slack, manyAddresses(150, name));
      const id = await newestImport(world);
      await person.submits();
      await vi.waitFor(async () => expect((await statesOf(world, id)).waiting).toBeLessThan(150), {
        timeout: 20_000,
        interval: 5,
      });
      await person.presses('Stop…', { in: 'modal' });
      await importsAtRest(world);
      const { invited = 0, stopped = 0 } = await statesOf(world, id);
      expect(invited + stopped).toBe(150);
      expect(await importOf(world, id)).toMatchObject({ state: stopped > 0 ? 'stopped' : 'done' });
      await expectOnceEach(name, invited);
    }
  },
  roundsTimeout(),
);

test(
  'who joins while the list that they are on is being sent is a member once',
  async () => {
    for (const round of rounds()) {
      await makeRoom();
      const name = `join${round}x`;
      const list = manyAddresses(20, name);
      const links = await Promise.all(list.slice(0, 4).map((each) => openInvitation(world, each)));
      const person = await lookAt(world.slack, list);
      const id = await newestImport(world);
      const [, ...joined] = await Promise.all([
        person.submits(),
        ...links.map(({ path }) => world.post(path, signUpForm())),
      ]);
      expect(joined.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
      await importsAtRest(world);
      const { invited, invited_again: again = 0, refused = 0 } = await statesOf(world, id);
      expect(invited).toBe(16);
      expect(again + refused).toBe(4);
      expect(await countOf(world, 'members', `address LIKE '${name}%'`)).toBe(4);
      expect(await countOf(world, 'invitations', `address LIKE '${name}%'`)).toBe(20);
    }
  },
  roundsTimeout(),
);
