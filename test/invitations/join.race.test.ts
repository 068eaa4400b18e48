import { afterAll, beforeAll, expect, test } from 'vitest';
import { invite, sessionCookies, signUpForm } from '../support/acts.ts';
import { learnDialog, openInvitation, rounds, roundsTimeout } from '../support/races.ts';
import { forge, lastSent } from '../support/sent-payloads.ts';
import { chooseAndConfirm, openHome } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
});
afterAll(() => world.stop());

const adam = 'U0ADAM';

async function count(sql: string, email: string): Promise<number> {
  const [row] = await world.database.query(`SELECT count(*)::int AS n ${sql}`, [email]);
  return Number(row?.n);
}

let browsers = 0;

/** Sends the sign-up form from a browser somewhere else in the world. */
function join(path: string, displayName = 'Ana'): Promise<Response> {
  browsers += 1;
  const address = `10.0.${browsers >> 8}.${browsers & 255}`;
  return world.post(path, signUpForm({ displayName }), { 'x-forwarded-for': address });
}

test(
  'lets one of forty in who send the same link at once',
  async () => {
    for (const round of rounds()) {
      const email = `race-${round}@example.com`;
      const { path } = await openInvitation(world, email);
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, index) => join(path, `Racer ${index}`)),
      );
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).toEqual([303, ...Array.from({ length: 39 }, () => 410)]);
      for (const answer of answers) {
        expect(sessionCookies(answer)).toHaveLength(answer.status === 303 ? 1 : 0);
        if (answer.status === 410) expect(await answer.text()).toContain('has been used');
      }
      expect(await count('FROM members WHERE address = $1', email)).toBe(1);
      const sessions = 'FROM sessions s JOIN members m ON m.id = s.member_id WHERE m.address = $1';
      expect(await count(sessions, email)).toBe(1);
      expect(
        await count("FROM audit_entries WHERE act = 'member_joined' AND subject = $1", email),
      ).toBe(1);
    }
  },
  roundsTimeout(),
);

/** What an admin sends who revokes an invitation, or replaces its link; with the id that stands in it. */
async function learnEndings() {
  await invite(world, 'pattern@example.com');
  const [row] = await world.database.query(
    "SELECT id FROM invitations WHERE address = 'pattern@example.com'",
  );
  const id = String(row?.id);
  const about = { user: adam, of: 'pattern@example.com' };
  await chooseAndConfirm(world, { ...about, entry: 'Replace link…' }, 'A new one is on its way');
  const replace = lastSent<object>(world, 'view_submission');
  await chooseAndConfirm(world, { ...about, entry: 'Revoke…' }, 'is revoked');
  return { id, replace, revoke: lastSent<object>(world, 'view_submission') };
}

async function rowOf(email: string) {
  const [row] = await world.database.query(
    'SELECT accepted_at, revoked_at, generation FROM invitations WHERE address = $1',
    [email],
  );
  return row;
}

test(
  'never both accepts and revokes, replaces or lets expire',
  async () => {
    const { id, replace, revoke } = await learnEndings();
    const lapse = (email: string) =>
      world.database.query(
        'UPDATE invitations SET expires_at = now() WHERE address = $1 AND accepted_at IS NULL',
        [email],
      );
    for (const round of rounds()) {
      const ends = {
        revoked: (own: string) => forge(world, revoke, { [id]: own }),
        replaced: (own: string) => forge(world, replace, { [id]: own }),
        expired: () => lapse(`expired-${round}@example.com`),
      };
      for (const [how, end] of Object.entries(ends)) {
        const email = `${how}-${round}@example.com`;
        const invitation = await openInvitation(world, email);
        const [answer] = await Promise.all([join(invitation.path), end(invitation.id)]);
        const joined = answer.status === 303 ? 1 : 0;
        expect([303, 410], how).toContain(answer.status);
        expect(await count('FROM members WHERE address = $1', email)).toBe(joined);
        const row = await rowOf(email);
        expect(row?.accepted_at !== null, how).toBe(joined === 1);
        // The one who lost may still be at it, but changes nothing any more: see below.
        if (joined) expect(row).toMatchObject({ revoked_at: null, generation: 1 });
      }
    }
    await openHome(world, adam, 'Invitations (');
    const both = await world.database.query(
      'SELECT address FROM invitations WHERE accepted_at IS NOT NULL AND (revoked_at IS NOT NULL OR generation > 1)',
    );
    expect(both).toEqual([]);
  },
  roundsTimeout(),
);

test(
  'invites nobody anew who accepts at that moment',
  async () => {
    const send = await learnDialog(world);
    for (const round of rounds()) {
      const email = `again-${round}@example.com`;
      const { path } = await openInvitation(world, email);
      const invites = Array.from({ length: 6 }, (_, index) => send(email, `V0A${round}N${index}`));
      const [joined] = await Promise.all([join(path), ...invites]);
      expect(joined.status).toBe(303);
      expect(await count('FROM invitations WHERE address = $1', email)).toBe(1);
    }
  },
  roundsTimeout(),
);
