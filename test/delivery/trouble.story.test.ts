import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { deliveriesTo, openDialog, sendDialog } from '../support/acts.ts';
import { homeShows, openHome, typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// While no email can leave, for a reason that is about us.

const adam = 'U0ADAM';
const minute = 60_000;
const day = 24 * 60 * minute;

let server: SMTPServer;
let world: World;
/** What the mail server answers to a sign-in and to a recipient; nothing when all is well. */
const refusals: { signIn: string | undefined; recipient: string | undefined } = {
  signIn: undefined,
  recipient: undefined,
};
let signIns = 0;
const taken: string[] = [];

function refusal(answer: string): Error {
  return Object.assign(new Error(answer.slice(4)), { responseCode: Number(answer.slice(0, 3)) });
}

beforeAll(async () => {
  server = new SMTPServer({
    logger: false,
    closeTimeout: 100,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth(_auth, _session, callback) {
      signIns += 1;
      if (refusals.signIn) return callback(refusal(refusals.signIn));
      callback(undefined, { user: 'app' });
    },
    onRcptTo(_address, _session, callback) {
      callback(refusals.recipient ? refusal(refusals.recipient) : undefined);
    },
    onData(stream, session, callback) {
      stream.resume();
      stream.once('end', () => {
        taken.push(session.envelope.rcptTo[0]?.address ?? '');
        callback();
      });
    },
  });
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  world = await startWorld({ SMTP_URL: `smtp://app:sesame@127.0.0.1:${port}?maxConnections=5` });
});
afterAll(async () => {
  await world.stop();
  await new Promise((resolve) => server.close(() => resolve(true)));
});

async function eventually(look: () => unknown): Promise<void> {
  await vi.waitFor(look, { timeout: 15_000, interval: 50 });
}

async function becomes(email: string, state: string, reason = ''): Promise<void> {
  await eventually(async () => {
    const last = (await deliveriesTo(world, email)).at(-1);
    expect(last?.state).toBe(state);
    expect(last?.reason ?? '').toContain(reason);
  });
}

async function ready(): Promise<unknown> {
  const answer = await world.get('/readyz');
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { email: unknown }).email;
}

/** What the log has said about trouble so far. */
function said(): string[] {
  return world.logs.map(({ msg }) => String(msg)).filter((msg) => /no email can|again/.test(msg));
}

test('says at the start that the mail server can be used', async () => {
  await eventually(() =>
    expect(world.logs.map(({ msg }) => msg)).toContain('the mail server is ready'),
  );
  expect(await ready()).toBe('ok');
});

test('while it may not send, all is kept, admins and operators are told once, and then it goes out', async () => {
  await openHome(world, adam);
  refusals.recipient = '554 5.7.1 <x>: Relay access denied';
  await typeCommand(world, 'ana@a.example bo@b.example carl@c.example');
  await becomes('ana@a.example', 'retrying', "doesn't send emails for this app (554");
  await homeShows(world, adam, "Emails can't be sent right now");
  expect(await ready()).toBe('relay');
  const metrics = await (await world.get('/metrics')).text();
  expect(metrics).toContain('email_trouble{reason="relay"} 1');
  expect(metrics).toContain('email_trouble{reason="sign_in"} 0');

  refusals.recipient = undefined;
  world.clock.shiftMs += 2 * minute;
  for (const email of ['ana@a.example', 'bo@b.example', 'carl@c.example']) {
    await becomes(email, 'sent');
  }
  expect(await ready()).toBe('ok');
  await eventually(async () => {
    const home = await openHome(world, adam);
    expect(JSON.stringify(home)).not.toContain("Emails can't be sent");
  });
  expect(said()).toEqual([
    expect.stringContaining('Relay access denied): the mail server must relay'),
    'emails can be sent again',
  ]);
});

test('does not sign in again and again with a password that is refused', async () => {
  refusals.signIn = '535 5.7.8 wrong';
  for (const connection of server.connections) connection._socket.destroy();
  const before = signIns;
  await typeCommand(
    world,
    [1, 2, 3, 4, 5, 6, 7, 8].map((each) => `p${each}@example.com`).join(' '),
  );
  await becomes('p1@example.com', 'retrying', "doesn't let this app sign in");
  await openDialog(world);
  await sendDialog(world, adam, { email: 'later@example.com' });
  // Those that were sent together, and no more.
  expect(signIns - before).toBeLessThanOrEqual(5);
  expect(await deliveriesTo(world, 'later@example.com')).toMatchObject([{ state: 'queued' }]);
  expect(await ready()).toBe('sign_in');

  // After a day it says so, without having tried.
  world.clock.shiftMs += day + minute;
  await becomes('later@example.com', 'failed', "doesn't let this app sign in");
  await becomes('p8@example.com', 'failed');
  expect(signIns - before).toBeLessThanOrEqual(7);
});
