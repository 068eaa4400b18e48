import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { deliveriesTo, invitationsOf, openDialog, sendDialog } from '../support/acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ SMTP_URL: 'none' });
});
afterAll(() => world.stop());

test('invites without email when there is no mail server, and says that none was sent', async () => {
  await openDialog(world);
  await sendDialog(world, 'U0ADAM', { email: 'silent@example.com' });
  expect(world.slack.modal('U0ADAM')?.view.submit?.text).toBe('Invite another');
  expect(await invitationsOf(world, 'silent@example.com')).toHaveLength(1);
  await vi.waitFor(
    async () => {
      expect(await deliveriesTo(world, 'silent@example.com')).toMatchObject([
        { state: 'failed', reason: 'this server sends no email' },
      ]);
    },
    { timeout: 15_000, interval: 50 },
  );
  expect(world.mailbox.letters).toEqual([]);
});
