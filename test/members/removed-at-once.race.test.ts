import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addPerson, goodPassword, joinAs, signUpForm } from '../support/acts.ts';
import { learnDialog, openInvitation, rounds, roundsTimeout } from '../support/races.ts';
import { forge, lastSent } from '../support/sent-payloads.ts';
import { removeMember } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

const adam = 'U0ADAM';

let world: World;
/** Somebody removes a member. */
let remove: (memberId: string, user?: string) => Promise<unknown>;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
  await joinAs(world, 'pattern@example.com', { displayName: 'pattern' });
  await removeMember(world, adam, 'pattern');
  const sent = lastSent<{ trigger_id: string }>(world, 'view_submission');
  const [pattern] = await world.database.query('SELECT id FROM members');
  remove = (memberId, user = adam) =>
    forge(world, sent, {
      [String(pattern?.id)]: memberId,
      [adam]: user,
      // Every submission has one of its own.
      [sent.trigger_id]: randomUUID(),
    });
});
afterAll(() => world.stop());

let networks = 0;
function elsewhere(): Record<string, string> {
  networks += 1;
  return { 'x-forwarded-for': `10.2.${networks >> 8}.${networks & 255}` };
}

/** A new member; the Slack user with the same name is theirs. */
async function newMember(name: string, role = 'member') {
  const email = `${name}@people.example`;
  const { path } = await openInvitation(world, email, role);
  const joined = await world.post(path, signUpForm({ displayName: name }), elsewhere());
  expect(joined.status).toBe(303);
  const [row] = await world.database.query('SELECT id FROM members WHERE address = $1', [email]);
  const user = addPerson(world, { id: name.toUpperCase(), name });
  return { id: String(row?.id), email, user };
}

async function untilClosed(memberId: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const [row] = await world.database.query('SELECT closed_at FROM members WHERE id = $1', [
        memberId,
      ]);
      expect(row?.closed_at).not.toBeNull();
    },
    { timeout: 15_000, interval: 20 },
  );
}

test(
  'leaves no session behind when somebody is removed while they sign in',
  async () => {
    for (const round of rounds()) {
      const { id, email } = await newMember(`u0cat${round}`);
      const signIn = () => {
        const form = new FormData();
        form.set('email', email);
        form.set('password', goodPassword);
        return world.post('/sign-in', form, elsewhere());
      };
      await Promise.all([signIn(), signIn(), remove(id), signIn(), signIn()]);
      await untilClosed(id);
      const sessions = await world.database.query('SELECT id FROM sessions WHERE member_id = $1', [
        id,
      ]);
      expect(sessions).toEqual([]);
    }
  },
  roundsTimeout(),
);

test(
  'leaves no open invitation of somebody who is removed while they invite',
  async () => {
    const send = await learnDialog(world);
    // The last Admin can't be removed.
    await newMember('u0boss', 'admin');
    for (const round of rounds()) {
      const { id, user } = await newMember(`u0dan${round}`, 'admin');
      const invite = (friend: number) =>
        send(`friend-${round}-${friend}@example.com`, `V0F${round}N${friend}`, user);
      const replies = await Promise.all([invite(1), remove(id), invite(2), invite(3)]);
      for (const reply of replies) expect(reply).toMatchObject({ status: 200 });
      await untilClosed(id);
      const open = await world.database.query(
        `SELECT address FROM invitations
       WHERE invited_by_slack_user = $1 AND accepted_at IS NULL AND revoked_at IS NULL`,
        [user],
      );
      expect(open).toEqual([]);
    }
  },
  roundsTimeout(),
);

test(
  'leaves one of two Admins who remove each other, every time',
  async () => {
    await world.database.query("UPDATE members SET role = 'member'");
    const [ann, ben] = [await newMember('u0ann', 'admin'), await newMember('u0ben', 'admin')];
    const refusals = () => world.logs.filter(({ msg }) => msg === 'act on a member refused').length;
    for (const _round of rounds()) {
      await world.database.query('UPDATE members SET closed_at = NULL WHERE id IN ($1, $2)', [
        ann.id,
        ben.id,
      ]);
      const before = refusals();
      await Promise.all([remove(ann.id, ben.user), remove(ben.id, ann.user)]);
      await vi.waitFor(() => expect(refusals()).toBe(before + 1), {
        timeout: 15_000,
        interval: 20,
      });
      const open = await world.database.query(
        'SELECT role::text FROM members WHERE id IN ($1, $2) AND closed_at IS NULL',
        [ann.id, ben.id],
      );
      expect(open).toEqual([{ role: 'admin' }]);
    }
  },
  roundsTimeout(),
);
