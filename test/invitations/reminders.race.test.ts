import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { invite, signUpForm } from '../support/acts.ts';
import { secrets } from '../support/credentials.ts';
import { openInvitation, rounds, roundsTimeout } from '../support/races.ts';
import { forge, lastSent } from '../support/sent-payloads.ts';
import { chooseAndConfirm, insertInvitations, secondApp } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' }, { ...secrets, isReminding: true });
});
afterAll(() => world.stop());

let browsers = 0;
function post(path: string, form: FormData): Promise<Response> {
  browsers += 1;
  return world.post(path, form, { 'x-forwarded-for': `10.1.${browsers >> 8}.${browsers & 255}` });
}

const join = (path: string) => post(path, signUpForm());
const decline = (path: string) => post(`${path}/no`, new FormData());

/** Makes the reminders of these invitations due. */
async function comeDue(ids: readonly string[]): Promise<void> {
  await world.database.query(
    `UPDATE invitations SET sent_at = now() - interval '6 days', expires_at = now() + interval '1 day'
     WHERE id = ANY($1::uuid[])`,
    [ids],
  );
}

async function rowOf(id: string) {
  const [row] = await world.database.query(
    `SELECT accepted_at IS NOT NULL AS joined, declined_at IS NOT NULL AS declined,
       revoked_at IS NOT NULL AS closed FROM invitations WHERE id = $1`,
    [id],
  );
  return row;
}

async function count(sql: string, value: string): Promise<number> {
  const [row] = await world.database.query(`SELECT count(*)::int AS n ${sql}`, [value]);
  return Number(row?.n);
}

/** Waits until no reminder of these is on its way; what tells the inviter takes a second each. */
async function remindersAtRest(recipients: string): Promise<void> {
  const busy = `FROM deliveries WHERE notice LIKE 'invitations.reminder_%' AND recipient LIKE $1
    AND state IN ('queued', 'sending')`;
  const patience = { timeout: 30_000, interval: 20 };
  await vi.waitFor(async () => expect(await count(busy, recipients)).toBe(0), patience);
}

test(
  'whoever joins while their reminder comes due is in, and reminded once at most',
  async () => {
    for (const round of rounds()) {
      const email = `due-${round}@example.com`;
      const { id, path } = await openInvitation(world, email);
      const [joined] = await Promise.all([join(path), comeDue([id])]);
      expect(joined.status).toBe(303);
      await remindersAtRest(email);
      const reminders =
        "FROM deliveries WHERE notice = 'invitations.reminder_email' AND recipient = $1";
      expect(await count(reminders, email)).toBeLessThanOrEqual(1);
      expect(await count('FROM members WHERE address = $1', email)).toBe(1);
    }
  },
  roundsTimeout(),
);

test(
  'an invitation is joined by or declined, never both, and the inviter hears what it was',
  async () => {
    for (const round of rounds()) {
      const email = `both-${round}@example.com`;
      const { id, path } = await openInvitation(world, email);
      const [joined] = await Promise.all([join(path), decline(path), decline(path)]);
      const isIn = joined.status === 303;
      expect(await rowOf(id)).toEqual({ joined: isIn, declined: !isIn, closed: !isIn });
      expect(await count('FROM members WHERE address = $1', email)).toBe(isIn ? 1 : 0);
      const told =
        "FROM deliveries WHERE notice = 'invitations.declined_dm' AND invitation_id = $1::uuid";
      expect(await count(told, id)).toBe(isIn ? 0 : 1);
    }
  },
  roundsTimeout(),
);

test(
  'an invitation is declined or revoked, and the record says one of them',
  async () => {
    await invite(world, 'pattern@example.com');
    const [row] = await world.database.query(
      "SELECT id FROM invitations WHERE address = 'pattern@example.com'",
    );
    const about = { user: 'U0ADAM', of: 'pattern@example.com', entry: 'Revoke…' } as const;
    await chooseAndConfirm(world, about, 'is revoked');
    const revoke = lastSent<object>(world, 'view_submission');
    for (const round of rounds()) {
      const email = `ended-${round}@example.com`;
      const { id, path } = await openInvitation(world, email);
      await Promise.all([decline(path), forge(world, revoke, { [String(row?.id)]: id })]);
      const ended = `FROM audit_entries WHERE act IN ('invitation_declined', 'invitation_revoked') AND subject = $1`;
      await vi.waitFor(async () => expect(await count(ended, email)).toBe(1), 15_000);
      const declined = "FROM audit_entries WHERE act = 'invitation_declined' AND subject = $1";
      const isDeclined = (await count(declined, email)) === 1;
      expect(await rowOf(id)).toEqual({ joined: false, declined: isDeclined, closed: true });
    }
  },
  roundsTimeout(),
);

test(
  'of three processes one sends each reminder',
  async () => {
    const others = [
      await secondApp(world, world.config, { remindEveryMs: 10 }),
      await secondApp(world, world.config, { remindEveryMs: 10 }),
    ];
    try {
      for (const round of rounds()) {
        const emails = Array.from(
          { length: 20 },
          (_, index) => `one-${round}-${index}@example.com`,
        );
        await comeDue(await insertInvitations(world, emails));
        const wanted = `one-${round}-%`;
        const due = 'FROM invitations WHERE address LIKE $1 AND reminded_at IS NULL';
        await vi.waitFor(async () => expect(await count(due, wanted)).toBe(0), 15_000);
        await remindersAtRest(wanted);
        for (const channel of ['email', 'dm']) {
          const sent = `FROM deliveries WHERE notice = 'invitations.reminder_${channel}' AND recipient LIKE $1`;
          expect(await count(sent, wanted)).toBe(emails.length);
        }
        const letters = world.mailbox.letters.filter(({ to }) => to.startsWith(`one-${round}-`));
        expect(letters.map(({ to }) => to).sort()).toEqual(emails.sort());
      }
    } finally {
      for (const other of others.reverse()) await other.stop();
    }
  },
  roundsTimeout(),
);
