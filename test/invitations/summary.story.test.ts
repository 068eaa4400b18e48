import { buttonsOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { deliveriesAtRest, joinAs } from '../support/acts.ts';
import { secrets } from '../support/credentials.ts';
import {
  dmAfter,
  insertInvitations,
  setSettings,
  typeCommand,
  wordsIn,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ INVITE_TTL: '30d' }, { ...secrets, isReminding: true });
});
afterAll(() => world.stop());

const [adam, olga, minute, day] = ['U0ADAM', 'U0OLGA', 60_000, 86_400_000];

async function summaries() {
  return await world.database.query(
    `SELECT recipient, state::text, reason FROM deliveries
     WHERE notice = 'invitations.summary_dm' ORDER BY created_at, recipient`,
  );
}

/** Lets time pass, and waits until nobody is due any more. */
async function pass(ms: number): Promise<void> {
  world.clock.shiftMs += ms;
  await vi.waitFor(
    async () => {
      const due = await world.database.query('SELECT 1 FROM weekly_summaries WHERE due_at <= $1', [
        new Date(Date.now() + world.clock.shiftMs),
      ]);
      expect(due).toEqual([]);
    },
    { timeout: 15_000, interval: 20 },
  );
  await deliveriesAtRest(world);
}

test('a week after they invited somebody, inviters are told what is still open', async () => {
  await typeCommand(world, 'ana@example.com bo@example.com cy@example.com di@example.com');
  await typeCommand(world, 'other@example.com', { user: olga });
  await pass(7 * day - 5 * minute);
  expect(await summaries()).toEqual([]);

  const dm = await dmAfter(world, adam, () => pass(10 * minute));
  const words = wordsIn(dm.blocks);
  expect(words).toContain('4 of your invitations to join Sandbox are still open.');
  expect(words).toMatch(/4 of them expire by <!date\^\d+\^/);
  expect(words).toContain('ana@example.com, bo@example.com, cy@example.com, and 1 more');
  expect(buttonsOf({ blocks: dm.blocks ?? [] })).toEqual(['Resend all', 'Open Home']);
  const told = await summaries();
  expect(told.map(({ recipient }) => recipient).sort()).toEqual([adam, olga]);
});

test("Resend all sends theirs again, once, and nobody else's", async () => {
  const sentOf = async () =>
    await world.database.query(
      `SELECT recipient, count(*)::int AS n FROM deliveries WHERE notice = 'invitations.invite_email'
       GROUP BY 1 ORDER BY 1`,
    );
  await world.slack.press({ user: adam, actionId: 'invitations.resend_own' });
  await world.slack.until(
    () => JSON.stringify(world.slack.dms(adam)).includes('Resent 4 invitations.'),
    15_000,
  );
  await deliveriesAtRest(world);
  expect((await sentOf()).map(({ n }) => n)).toEqual([2, 2, 2, 2, 1]);
});

test('comes every week while something is open, and not where the team wants none', async () => {
  await setSettings(world, { weekly_summary: false });
  await pass(7 * day);
  await setSettings(world, { weekly_summary: true });
  expect(await summaries()).toHaveLength(2);
  await pass(7 * day);
  expect(await summaries()).toHaveLength(4);
});

test('does not come with nothing open, and begins anew with the next invitation', async () => {
  await world.database.query('UPDATE invitations SET revoked_at = now()');
  const before = (await summaries()).length;
  await pass(7 * day);
  await pass(14 * day);
  expect(await summaries()).toHaveLength(before);
  await typeCommand(world, 'new@example.com');
  await pass(7 * day + minute);
  const all = await summaries();
  expect(all).toHaveLength(before + 1);
  expect(all.at(-1)).toMatchObject({ recipient: adam, state: 'sent' });
});

test('does not tell whoever may not invite any more', async () => {
  await joinAs(world, 'olga@sandbox.example', { role: 'admin', displayName: 'Olga' });
  await world.database.query('UPDATE invitations SET revoked_at = now() WHERE accepted_at IS NULL');
  await insertInvitations(world, ['left@example.com'], {
    expiresAt: new Date(Date.now() + world.clock.shiftMs + 30 * day),
  });
  await world.database.query(
    "UPDATE invitations SET invited_by_slack_user = 'U0OLGA' WHERE address = 'left@example.com'",
  );
  await world.database.query(
    "UPDATE members SET role = 'member', slack_user_id = 'U0OLGA' WHERE address = 'olga@sandbox.example'",
  );
  await world.database.query(
    "UPDATE weekly_summaries SET due_at = $1 WHERE slack_user_id = 'U0OLGA'",
    [new Date(Date.now() + world.clock.shiftMs)],
  );
  await pass(minute);
  expect((await summaries()).at(-1)).toMatchObject({
    recipient: olga,
    state: 'cancelled',
    reason: 'they are no admin any more',
  });
});
