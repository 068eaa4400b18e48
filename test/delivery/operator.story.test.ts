import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from 'vitest';
import { findOpenDeliveries, requeue } from '../../src/delivery/operator-store.ts';
import { deliveriesTo, openDialog, sendDialog } from '../support/acts.ts';
import { runOperatorScript } from '../support/scripts.ts';
import { typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.mailbox.refuseWith(undefined));
afterAll(() => world.stop());

const day = 86_400_000;

async function sendAndFail(email: string): Promise<string> {
  world.mailbox.refuseWith('550 no such person');
  await openDialog(world);
  await sendDialog(world, 'U0ADAM', { email });
  const failed = await becomes(email, 'failed');
  world.mailbox.refuseWith(undefined);
  return failed?.id ?? '';
}

async function becomes(email: string, state: string) {
  return await vi.waitFor(
    async () => {
      const last = (await deliveriesTo(world, email)).at(-1);
      expect(last?.state).toBe(state);
      return last;
    },
    { timeout: 15_000, interval: 50 },
  );
}

function again(which: Parameters<typeof requeue>[1]): Promise<number> {
  return world.database.database.transaction((tx) => requeue(tx, which));
}

test('shows what failed and why, and puts it back with a day of tries', async () => {
  const id = await sendAndFail('one@example.com');
  const open = await world.database.database.run((tx) => findOpenDeliveries(tx, 10));
  expect(open.find((each) => each.id === id)).toMatchObject({
    channel: 'email',
    recipient: 'one@example.com',
    state: 'failed',
    attempts: 1,
    reason: '550 no such person',
  });

  // Its first day is over; now it gets another one.
  world.clock.shiftMs += 1.5 * day;
  world.mailbox.refuseWith('451 not yet');
  expect(await again({ id })).toBe(1);
  expect(await becomes('one@example.com', 'retrying')).toMatchObject({ id, attempts: 1 });
  world.mailbox.refuseWith(undefined);
  world.clock.shiftMs += 60_000;
  await world.letterTo('one@example.com');
  expect(await becomes('one@example.com', 'sent')).toMatchObject({ attempts: 2 });
});

test('puts all back that failed, leaves what arrived alone, and sends nothing senseless', async () => {
  await sendAndFail('two@example.com');
  await sendAndFail('three@example.com');
  await world.database.query(
    "UPDATE invitations SET revoked_at = now() WHERE email = 'three@example.com'",
  );
  const [sent] = await deliveriesTo(world, 'one@example.com');
  expect(await again({ id: sent?.id ?? '' })).toBe(0);
  expect(await again('failed')).toBe(2);
  await world.letterTo('two@example.com');
  await becomes('three@example.com', 'cancelled');
  expect(await again('failed')).toBe(0);
});

test('tries at once what waits for its next try, too', async () => {
  world.mailbox.refuseWith('451 not yet');
  await typeCommand(world, 'waiting@example.com');
  await becomes('waiting@example.com', 'retrying');
  world.mailbox.refuseWith(undefined);
  expect(await again('failed')).toBe(0);
  expect(await again('all')).toBe(1);
  await world.letterTo('waiting@example.com');
});

// The embedded database has one process at a time; for that see test/platform/operator-scripts.test.ts.
if (inject('testDatabase') === 'postgres') {
  test('is a script that works beside the running app', async () => {
    const id = await sendAndFail('four@example.com');
    const env = { DATABASE_URL: world.database.url ?? '' };
    const listed = await runOperatorScript('deliveries.js', [], env);
    expect(listed.output).toContain(id);
    expect(listed.output).toContain('email to four@example.com: invitations.invite_email');
    expect(listed.output).toContain('550 no such person');
    const retried = await runOperatorScript('deliveries.js', ['--retry', id], env);
    expect(retried).toMatchObject({ code: 0, output: '1 delivery is tried again.\n' });
    await world.letterTo('four@example.com');
    await becomes('four@example.com', 'sent');
  }, 60_000);
}
