import { afterAll, beforeAll, expect, test } from 'vitest';
import { signUpForm } from '../support/acts.ts';
import { openInvitation, rounds, roundsTimeout } from '../support/races.ts';
import { setSettings } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
});
afterAll(() => world.stop());

let networks = 0;

/** Many sign up at once, so that most wait for their hash; gives each one's answer as it comes. */
async function manySignUps(round: string): Promise<Promise<Response>[]> {
  const paths: string[] = [];
  for (let number = 1; number <= 8; number += 1) {
    paths.push((await openInvitation(world, `${round}-${number}@old.example`)).path);
  }
  return paths.map((path) => {
    networks += 1;
    const address = `10.3.${networks >> 8}.${networks & 255}`;
    return world.post(path, signUpForm(), { 'x-forwarded-for': address });
  });
}

/** The moment by the database's clock. */
async function moment(): Promise<unknown> {
  return (await world.database.query('SELECT clock_timestamp()::text AS now'))[0]?.now;
}

const open = { allowed_domains: [], seat_limit: null };

test.each([
  [
    'a domain that is not allowed any more',
    { allowed_domains: ['new.example'] },
    'only accepts email addresses at certain domains',
  ],
  ['a team that has no seat any more', { seat_limit: 1 }, 'No seats left right now'],
])(
  'lets nobody into %s once that is saved, however long their hash takes',
  async (what, settings, words) => {
    for (const round of rounds()) {
      await world.database.query('UPDATE members SET closed_at = now()');
      await setSettings(world, open);
      const answers = await manySignUps(`${what.slice(2, 4)}${round}`);
      await Promise.race(answers);
      await setSettings(world, settings);
      const saved = await moment();
      const all = await Promise.all(answers);

      const late = await world.database.query(
        'SELECT address FROM members WHERE closed_at IS NULL AND joined_at > $1::timestamptz',
        [saved],
      );
      expect(late).toEqual([]);
      const refused = all.filter(({ status }) => status === 403);
      expect(refused.length).toBeGreaterThan(0);
      expect(await refused[0]?.text()).toContain(words);
      expect(all.filter(({ status }) => status === 303)).toHaveLength(8 - refused.length);
    }
  },
  roundsTimeout(),
);
