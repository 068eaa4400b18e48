import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  deliveriesAtRest,
  deliveriesTo,
  invitationsOf,
  openDialog,
  sendDialog,
} from '../support/acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** The submission of a dialog that an admin has just sent, as if from another dialog and to another address. */
function submission(payload: unknown, viewId: string, email: string): string {
  const { view, ...rest } = payload as { view: { id: string } };
  const other = JSON.stringify({ ...rest, view: { ...view, id: viewId } });
  return new URLSearchParams({
    payload: other.replaceAll('first@example.com', email),
  }).toString();
}

test('leaves one open invitation when two admins invite an address ten times at once', async () => {
  const payloads: unknown[] = [];
  for (const user of ['U0ADAM', 'U0OLGA']) {
    await openDialog(world, user);
    await sendDialog(world, user, { email: 'first@example.com' });
    payloads.push(world.slack.requests.at(-1)?.payload);
  }
  const email = 'wanted@example.com';
  const replies = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      world.slack.sendRaw({ body: submission(payloads[index % 2], `V0RACE${index}`, email) }),
    ),
  );
  for (const reply of replies) {
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.body)).toMatchObject({ response_action: 'update' });
  }
  expect(await invitationsOf(world, email)).toHaveLength(1);
  await deliveriesAtRest(world);
  const sent = (await deliveriesTo(world, email)).filter(({ state }) => state === 'sent');
  expect(world.mailbox.letters.filter(({ to }) => to === email)).toHaveLength(sent.length);
  expect(sent.length).toBeGreaterThanOrEqual(1);
  const links = world.mailbox.letters
    .filter(({ to }) => to === email)
    .map(({ parsed }) => /\/join\/\S+/.exec(parsed.text ?? '')?.[0]);
  expect(new Set(links).size).toBe(1);
});

test('sends one e-mail when one dialog is sent five times at once', async () => {
  await openDialog(world);
  await sendDialog(world, 'U0ADAM', { email: 'first@example.com' });
  const body = submission(world.slack.requests.at(-1)?.payload, 'V0SAME', 'eager@example.com');
  await Promise.all(Array.from({ length: 5 }, () => world.slack.sendRaw({ body })));
  await deliveriesAtRest(world);
  expect(await deliveriesTo(world, 'eager@example.com')).toMatchObject([{ state: 'sent' }]);
  expect(world.mailbox.letters.filter(({ to }) => to === 'eager@example.com')).toHaveLength(1);
});
