import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, deliveriesAtRest } from '../support/acts.ts';
import {
  adam,
  ask,
  letMiaJoin,
  messageAbout,
  messagesAbout,
  mia,
  pressOn,
} from '../support/request-acts.ts';
import { startWorld, type World } from '../support/world.ts';

const count = 30;
const others = Array.from({ length: count - 2 }, (_, index) => `U0ADMIN${index + 1}`);
const admins = [adam, 'U0OLGA', ...others];
let world: World;
beforeAll(async () => {
  world = await startWorld();
  for (const id of others) addPerson(world, { id, realName: id, isAdmin: true });
  await letMiaJoin(world);
});
afterAll(() => world.stop());

async function expectAll(email: string, words: string): Promise<void> {
  for (const admin of admins) await messageAbout(world, email, admin, words);
}

test.each([
  ['429', { retryAfter: 3, times: 12 }],
  ['500', { status: 500, times: 12 }],
  ['an error of its own', { error: 'internal_error', times: 12 }],
])('thirty messages are edited though Slack answers %s for a while', async (name, fault) => {
  const email = `${name.replace(/\W/g, '')}@example.com`;
  await ask(world, email);
  await expectAll(email, 'Approve');
  await deliveriesAtRest(world);
  world.slack.fail('chat.update', fault);
  await pressOn(world, email, { by: adam, label: 'Approve' });
  await messageAbout(world, email, mia, 'approved your request');
  // What failed waits for as long as Slack wants, or half a minute.
  const pass = setInterval(() => {
    world.clock.shiftMs += 40_000;
  }, 500);
  try {
    await expectAll(email, 'Adam Admin approved this');
  } finally {
    clearInterval(pass);
  }
  for (const admin of admins) {
    expect(messagesAbout(world, email, admin)).toHaveLength(1);
    expect(messagesAbout(world, email, admin)[0]).not.toContain('Approve');
  }
});

test('a message that was on its way while somebody decided says so, too', async () => {
  const email = 'underway@example.com';
  world.slack.fail('chat.postMessage', { args: { channel: 'U0OLGA' }, delayMs: 4000 });
  await ask(world, email);
  await messageAbout(world, email, adam, 'Approve');
  const toOlga = `SELECT d.state::text FROM deliveries d JOIN requests r ON r.id = d.request_id
    WHERE d.recipient = 'U0OLGA' AND r.address = '${email}'`;
  await expect
    .poll(() => world.database.query(toOlga), { timeout: 15_000 })
    .not.toEqual([{ state: 'queued' }]);
  await pressOn(world, email, { by: adam, label: 'Approve' });
  await messageAbout(world, email, mia, 'approved your request');
  const lines = await messageAbout(world, email, 'U0OLGA', 'Adam Admin approved this');
  expect(lines).not.toContain('Approve');
});

test('a message that is gone keeps no other from being edited', async () => {
  const email = 'gone@example.com';
  await ask(world, email);
  await expectAll(email, 'Approve');
  await deliveriesAtRest(world);
  world.slack.fail('chat.update', { error: 'message_not_found', times: 1 });
  await pressOn(world, email, { by: adam, label: 'Approve' });
  await messageAbout(world, email, mia, 'approved your request');
  await expect
    .poll(
      () => {
        const all = admins.flatMap((admin) => messagesAbout(world, email, admin));
        return all.filter((lines) => lines.includes('Approve')).length;
      },
      { timeout: 15_000 },
    )
    .toBe(1);
  await deliveriesAtRest(world);
  const failed = await world.database.query("SELECT id FROM deliveries WHERE state = 'failed'");
  expect(failed).toEqual([]);
});
