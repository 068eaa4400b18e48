import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { deliveriesTo, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { askForLink, linkPattern } from '../support/sign-in-link-acts.ts';
import { startWorld, type World } from '../support/world.ts';

const minute = 60_000;
const patience = { timeout: 15_000, interval: 50 };
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

async function askFor(email: string): Promise<void> {
  const admin = await askForLink(world, email);
  await admin.waitsFor('modal', `(${email}) back in`);
  await admin.submits();
  await admin.waitsFor('home', 'A sign-in link is on its way to Ida');
}

test('a link waits while the mail server is away, and is not sent once it is over: the next one is', async () => {
  const email = 'ida@example.com';
  await joinAs(world, email, { displayName: 'Ida' });
  const link = async () => (await deliveriesTo(world, email)).at(-1);
  world.mailbox.refuseWith('421 4.3.2 not now');
  await askFor(email);
  await vi.waitFor(
    async () => expect(await link()).toMatchObject({ state: 'retrying', attempts: 1 }),
    patience,
  );

  world.clock.shiftMs += 11 * minute;
  world.mailbox.refuseWith(undefined);
  const reason = 'the link would have expired by now';
  await vi.waitFor(async () => expect(await link()).toMatchObject({ reason }), patience);

  await askFor(email);
  const { parsed } = await world.letterTo(email);
  const [, path = ''] = linkPattern.exec(parsed.text ?? '') ?? [];
  expect((await new Visitor(world).post(path, {})).status).toBe(303);
});
