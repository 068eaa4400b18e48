import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { inviteLink } from '../../src/invitations/invite-link.ts';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';
import type { InvitationId } from '../../src/shared/ids.ts';
import {
  deliveriesTo,
  invitationsOf,
  linkIn,
  openDialog,
  sendDialog,
  signUpForm,
} from '../support/acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.mailbox.refuseWith(undefined));
afterAll(() => world.stop());

const minute = 60_000;
const day = 86_400_000;

async function send(email: string): Promise<void> {
  await openDialog(world);
  await sendDialog(world, 'U0ADAM', { email });
}

/** Waits until the last email to an address is in this state, and gives it. */
async function deliveryBecomes(email: string, state: string, attempts = 0) {
  return await vi.waitFor(
    async () => {
      const last = (await deliveriesTo(world, email)).at(-1);
      expect(last?.state).toBe(state);
      expect(last?.attempts).toBeGreaterThanOrEqual(attempts);
      return last;
    },
    { timeout: 15_000, interval: 50 },
  );
}

/** The link that would be in the email which does not come. */
async function pathOf(email: string): Promise<string> {
  const [row] = await invitationsOf(world, email);
  const invitation = { id: String(row?.id) as InvitationId, generation: 1 };
  const secrets = createSecrets(world.config.appSecrets);
  return linkIn(inviteLink(secrets, world.config.publicUrl, invitation)).path;
}

function lettersTo(email: string): number {
  return world.mailbox.letters.filter(({ to }) => to === email).length;
}

test('delivers, and says so', async () => {
  await send('fine@example.com');
  await world.letterTo('fine@example.com');
  expect(await deliveryBecomes('fine@example.com', 'sent')).toMatchObject({
    attempts: 1,
    reason: null,
  });
});

test('tries again when the mail server asks for patience, and says why meanwhile', async () => {
  world.mailbox.refuseWith('451 greylisted, come back later');
  await send('grey@example.com');
  const waiting = await deliveryBecomes('grey@example.com', 'retrying');
  expect(waiting?.reason).toContain('451');
  expect(waiting?.reason).toContain('greylisted, come back later');

  world.clock.shiftMs += minute;
  await deliveryBecomes('grey@example.com', 'retrying', 2);
  expect(lettersTo('grey@example.com')).toBe(0);

  world.mailbox.refuseWith(undefined);
  world.clock.shiftMs += 2 * minute;
  await world.letterTo('grey@example.com');
  expect(await deliveryBecomes('grey@example.com', 'sent')).toMatchObject({ reason: null });
  expect(lettersTo('grey@example.com')).toBe(1);
});

test('does not try again before it is time', async () => {
  world.mailbox.refuseWith('450 busy');
  await send('early@example.com');
  await deliveryBecomes('early@example.com', 'retrying');
  world.mailbox.refuseWith(undefined);
  world.clock.shiftMs += 20_000;
  // Another one goes out meanwhile, so the worker has looked.
  await send('other@example.com');
  await world.letterTo('other@example.com');
  expect(await deliveriesTo(world, 'early@example.com')).toMatchObject([
    { state: 'retrying', attempts: 1 },
  ]);
});

test('gives up at once when the mail server says never', async () => {
  world.mailbox.refuseWith('550 no such person here');
  await send('nobody@example.com');
  const failed = await deliveryBecomes('nobody@example.com', 'failed');
  expect(failed).toMatchObject({ attempts: 1 });
  expect(failed?.reason).toContain('550 no such person here');
});

test('gives up after a day of trying', async () => {
  world.mailbox.refuseWith('451 still not');
  await send('patience@example.com');
  await deliveryBecomes('patience@example.com', 'retrying');
  world.clock.shiftMs += day;
  const failed = await deliveryBecomes('patience@example.com', 'failed');
  expect(failed?.reason).toContain('still not');
});

test('does not send what expired meanwhile', async () => {
  world.mailbox.refuseWith('451 later');
  await send('stale@example.com');
  await deliveryBecomes('stale@example.com', 'retrying');
  world.mailbox.refuseWith(undefined);
  world.clock.shiftMs += 8 * day;
  const cancelled = await deliveryBecomes('stale@example.com', 'cancelled');
  expect(cancelled?.reason).toBe('the invitation expired first');
  expect(lettersTo('stale@example.com')).toBe(0);
});

test('does not send what was accepted meanwhile', async () => {
  world.mailbox.refuseWith('451 later');
  await send('quick@example.com');
  await deliveryBecomes('quick@example.com', 'retrying');
  const joined = await world.post(await pathOf('quick@example.com'), signUpForm());
  expect(joined.status).toBe(303);
  world.mailbox.refuseWith(undefined);
  world.clock.shiftMs += minute;
  await deliveryBecomes('quick@example.com', 'cancelled');
  expect(lettersTo('quick@example.com')).toBe(0);
});

test('does not send what was revoked meanwhile', async () => {
  world.mailbox.refuseWith('451 later');
  await send('unwanted@example.com');
  await deliveryBecomes('unwanted@example.com', 'retrying');
  await world.database.query(
    "UPDATE invitations SET revoked_at = now() WHERE address = 'unwanted@example.com'",
  );
  world.mailbox.refuseWith(undefined);
  world.clock.shiftMs += minute;
  await deliveryBecomes('unwanted@example.com', 'cancelled');
  expect(lettersTo('unwanted@example.com')).toBe(0);
});

test('sends only the newest of two that wait', async () => {
  world.mailbox.refuseWith('451 later');
  await send('again@example.com');
  await deliveryBecomes('again@example.com', 'retrying');
  world.clock.shiftMs += 10_000;
  await send('again@example.com');
  await deliveryBecomes('again@example.com', 'retrying');
  world.mailbox.refuseWith(undefined);
  world.clock.shiftMs += minute;
  await deliveryBecomes('again@example.com', 'sent');
  expect(await deliveriesTo(world, 'again@example.com')).toMatchObject([
    { state: 'cancelled' },
    { state: 'sent' },
  ]);
  expect(lettersTo('again@example.com')).toBe(1);
});

test('sends what a process left behind when it died, recognisable by its Message-ID', async () => {
  await send('twice@example.com');
  const first = await world.letterTo('twice@example.com');
  await deliveryBecomes('twice@example.com', 'sent');
  // As if it had died between the mail server's answer and the note of it.
  await world.database.query(
    "UPDATE deliveries SET state = 'sending', lease_until = now() - interval '1 second' WHERE recipient = 'twice@example.com'",
  );
  const second = await world.letterTo('twice@example.com');
  expect(second.parsed.messageId).toBe(first.parsed.messageId);
  expect(await deliveryBecomes('twice@example.com', 'sent')).toMatchObject({ attempts: 2 });
});
