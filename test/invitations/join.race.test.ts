import { afterAll, beforeAll, expect, test } from 'vitest';
import { invite, sessionCookies, signUpForm } from '../support/acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

async function count(sql: string, email: string): Promise<number> {
  const [row] = await world.database.query(`SELECT count(*)::int AS n ${sql}`, [email]);
  return Number(row?.n);
}

test('lets one of twenty in who send the same link at once', async () => {
  for (const email of ['race-1@example.com', 'race-2@example.com']) {
    const { path } = await invite(world, email);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        world.post(path, signUpForm({ displayName: `Racer ${index}` })),
      ),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([303, ...Array.from({ length: 19 }, () => 410)]);
    for (const answer of answers) {
      expect(sessionCookies(answer)).toHaveLength(answer.status === 303 ? 1 : 0);
      if (answer.status === 410) expect(await answer.text()).toContain('already used');
    }
    expect(await count('FROM members WHERE address = $1', email)).toBe(1);
    const sessions = 'FROM sessions s JOIN members m ON m.id = s.member_id WHERE m.address = $1';
    expect(await count(sessions, email)).toBe(1);
    expect(
      await count("FROM audit_entries WHERE act = 'member_joined' AND subject = $1", email),
    ).toBe(1);
  }
}, 60_000);

test('never both accepts and revokes, replaces or lets expire', async () => {
  const ends = {
    'revoked@example.com': 'revoked_at = now()',
    'replaced@example.com': 'generation = generation + 1',
    'expired@example.com': 'expires_at = now()',
  };
  for (const [email, end] of Object.entries(ends)) {
    const { path } = await invite(world, email);
    const open = `UPDATE invitations SET ${end} WHERE address = $1 AND accepted_at IS NULL RETURNING id`;
    const [answer, ended] = await Promise.all([
      world.post(path, signUpForm()),
      world.database.query(open, [email]),
    ]);
    expect([303, 410]).toContain(answer.status);
    const joined = answer.status === 303 ? 1 : 0;
    expect(joined + ended.length).toBe(1);
    expect(await count('FROM members WHERE address = $1', email)).toBe(joined);
    const accepted = 'FROM invitations WHERE address = $1 AND accepted_at IS NOT NULL';
    expect(await count(accepted, email)).toBe(joined);
  }
});
