import { buttonValue, fieldOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  deliveriesAtRest,
  deliveriesTo,
  invitationsOf,
  openDialog,
  sendDialog,
  signUpForm,
} from '../support/acts.ts';
import { choose } from '../support/mend-acts.ts';
import { forgetLimits, openInvitation, rounds, roundsTimeout } from '../support/races.ts';
import { modalAfter, setSettings, typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await openDialog(world);
});
afterAll(() => world.stop());

const [adam, olga] = ['U0ADAM', 'U0OLGA'];

/** Opens a dialog about the newest invitation, and gives how to send it. */
async function opened(
  email: string,
  entry: string,
  values: (field: (label: string) => string) => object,
) {
  await world.database.query('UPDATE invitations SET created_at = now() WHERE address = $1', [
    email,
  ]);
  const modal = await choose(world, email, entry);
  const filled = { ...values((label) => fieldOf(modal, label)) };
  return () => world.slack.submit({ user: adam, values: filled });
}

async function rolesOf(address: string) {
  return await world.database.query(
    'SELECT role::text FROM members WHERE address = $1 AND closed_at IS NULL',
    [address],
  );
}

test(
  'either the old address joins or the invitation goes to the new one, never both',
  async () => {
    for (const round of rounds()) {
      await forgetLimits(world);
      const [old, fresh] = [`old${round}@example.com`, `new${round}@example.com`];
      const { path } = await openInvitation(world, old);
      const change = await opened(old, 'Change address…', (field) => ({
        [field('Email address')]: fresh,
      }));
      const [joined] = await Promise.all([world.post(path, signUpForm()), change()]);
      const hasJoined = joined.status === 303;
      expect(await rolesOf(old)).toHaveLength(hasJoined ? 1 : 0);
      expect(await rolesOf(fresh)).toEqual([]);
      expect(await invitationsOf(world, fresh)).toHaveLength(hasJoined ? 0 : 1);
      expect(await deliveriesTo(world, fresh)).toHaveLength(hasJoined ? 0 : 1);
      if (hasJoined) await world.slack.close({ user: adam });
      else expect((await world.get(path)).status).toBe(410);
    }
  },
  roundsTimeout(),
);

test(
  'whoever joins while their role is changed has the role that the record says last',
  async () => {
    for (const round of rounds()) {
      const email = `role${round}@example.com`;
      const { path } = await openInvitation(world, email);
      const change = await opened(email, 'Change role…', () => ({}));
      await Promise.all([world.post(path, signUpForm()), change()]);
      // The form may have come too early and too late: it is sent once more by whoever wants in.
      await world.post(path, signUpForm());
      const changed = await world.database.query(
        "SELECT act FROM audit_entries WHERE act = 'invited_role_changed' AND subject = $1",
        [email],
      );
      expect(await rolesOf(email)).toEqual([{ role: changed.length > 0 ? 'admin' : 'member' }]);
      if (changed.length === 0) await world.slack.close({ user: adam });
    }
  },
  roundsTimeout(),
);

test(
  'what is undone while it is sent has either gone out or is revoked',
  async () => {
    await setSettings(world, { undo_sends: true });
    for (const round of rounds()) {
      await forgetLimits(world);
      const email = `undo${round}@example.com`;
      await openDialog(world);
      const sent = await modalAfter(world, adam, () => sendDialog(world, adam, { email }));
      const value = buttonValue(sent.view, 'Undo');
      const undo = () =>
        world.slack.press({ user: adam, in: 'modal', actionId: 'invitations.undo', value });
      world.clock.shiftMs += 9000;
      const pressed = Promise.all([undo(), undo()]);
      // The time is over, and the worker looks, while they are on their way.
      world.clock.shiftMs += 1000;
      await pressed;
      await vi.waitFor(
        async () => {
          const [row] = await invitationsOf(world, email);
          const [mail] = await deliveriesTo(world, email);
          expect(mail?.state).toBe(row?.revoked_at ? 'cancelled' : 'sent');
        },
        { timeout: 15_000 },
      );
    }
    await setSettings(world, { undo_sends: false });
  },
  roundsTimeout(),
);

test(
  'what another admin sends while somebody undoes theirs arrives',
  async () => {
    await setSettings(world, { undo_sends: true });
    for (const round of rounds()) {
      await forgetLimits(world);
      const email = `undone-beside${round}@example.com`;
      await openDialog(world);
      const sent = await modalAfter(world, adam, () => sendDialog(world, adam, { email }));
      const value = buttonValue(sent.view, 'Undo');
      const undo = { user: adam, in: 'modal', actionId: 'invitations.undo', value } as const;
      await Promise.all([world.slack.press(undo), typeCommand(world, email, { user: olga })]);
      await world.letterTo(email);
      world.clock.shiftMs += 60_000;
      await deliveriesAtRest(world);
      expect(world.mailbox.letters.filter(({ to }) => to === email)).toHaveLength(1);
      const rows = await invitationsOf(world, email);
      expect(rows.filter(({ revoked_at }) => revoked_at === null)).toHaveLength(1);
    }
    await setSettings(world, { undo_sends: false });
  },
  roundsTimeout(),
);
