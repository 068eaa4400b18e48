import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addPerson, deliveriesTo, openDialog, sendDialog } from '../support/acts.ts';
import { type OddMailServer, startOddMailServer } from '../support/odd-mail-server.ts';
import { chooseAndConfirm, dmAfter, typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let server: OddMailServer;
let world: World;
beforeAll(async () => {
  server = await startOddMailServer();
  world = await startWorld({ SMTP_URL: server.smtpUrl });
});
afterAll(async () => {
  server.calmDown();
  await world.stop();
  await server.stop();
});

const adam = 'U0ADAM';

async function send(email: string): Promise<void> {
  await openDialog(world);
  await sendDialog(world, adam, { email });
}

async function eventually(look: () => unknown): Promise<void> {
  await vi.waitFor(look, { timeout: 15_000, interval: 20 });
}

async function becomes(email: string, state: string, reason = ''): Promise<void> {
  await eventually(async () => {
    const last = (await deliveriesTo(world, email)).at(-1);
    expect(last?.state).toBe(state);
    expect(last?.reason ?? '').toContain(reason);
  });
}

test.each([
  ['drop@example.com', "can't be reached"],
  ['bye@example.com', '421'],
])('tries again when the mail server breaks off: %s', async (email, reason) => {
  await send(email);
  await becomes(email, 'retrying', reason);
});

test('sends the others past those to whom the mail server gives no answer', async () => {
  await typeCommand(
    world,
    'hang1@example.com hang2@example.com hang3@example.com hang4@example.com',
  );
  await eventually(() => expect(server.waiting()).toBe(4));
  for (const name of ['ana', 'bo', 'carl']) await send(`${name}@example.com`);
  await eventually(() => expect(server.taken()).toHaveLength(3));
  expect(server.waiting()).toBe(4);
});

test('writes to people in Slack while every place for emails is taken', async () => {
  addPerson(world, { id: 'U0PIA', email: 'hang5@people.example' });
  await dmAfter(world, 'U0PIA', () => send('hang5@people.example'));
  await eventually(() => expect(server.waiting()).toBe(5));
  await send('dora@example.com');
  // No place is free for it.
  expect(await deliveriesTo(world, 'dora@example.com')).toMatchObject([{ state: 'queued' }]);
  server.release();
  await becomes('dora@example.com', 'sent');
  await becomes('hang1@example.com', 'retrying', '451');
});

test('sends once more, and only once, what was replaced while it was being sent', async () => {
  await send('hang6@example.com');
  await eventually(() => expect(server.waiting()).toBe(1));
  const replace = { user: adam, of: 'hang6@example.com', entry: 'Replace link…' } as const;
  await chooseAndConfirm(world, replace);
  await eventually(() => expect(server.waiting()).toBe(2));
  server.release();
  await eventually(async () =>
    expect(await deliveriesTo(world, 'hang6@example.com')).toMatchObject([
      { state: 'retrying' },
      { state: 'retrying' },
    ]),
  );
  world.clock.shiftMs += 60_000;
  await eventually(async () => {
    // The others are tried again, too, and take the places.
    server.release();
    expect((await deliveriesTo(world, 'hang6@example.com'))[0]).toMatchObject({
      state: 'cancelled',
      reason: 'a newer one was sent instead',
    });
  });
});

test('as many emails are on their way at once as the operator says', async () => {
  const mail = await startOddMailServer();
  const more = await startWorld({ SMTP_URL: mail.smtpUrl.replace('=5', '=8') });
  const addresses = (name: string) =>
    Array.from({ length: 10 }, (_, index) => `${name}${index}@example.com`);
  // It begins with a few, until the server has shown that it takes emails.
  await typeCommand(more, addresses('taken').join(' '));
  await eventually(() => expect(mail.taken()).toHaveLength(10));

  await typeCommand(more, addresses('hang').join(' '));

  await eventually(() => expect(mail.waiting()).toBe(8));
  mail.calmDown();
  await more.stop();
  await mail.stop();
});
