import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { tellOfMailTrouble } from '../../src/home/use-cases/mail-trouble.ts';
import { deliveriesAtRest, wordsOf } from '../support/acts.ts';
import { openHome, secondProcess, typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// While no email can be sent, admins are told once a day, by whichever process thinks of it first.

const [adam, olga, mia] = ['U0ADAM', 'U0OLGA', 'U0MIA'];
const minute = 60_000;
const day = 24 * 60 * minute;

let server: SMTPServer;
let world: World;
let stopSecond: () => Promise<void>;
let isRefusing = false;

beforeAll(async () => {
  server = new SMTPServer({
    logger: false,
    closeTimeout: 100,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth(_auth, _session, callback) {
      if (!isRefusing) return callback(undefined, { user: 'app' });
      callback(Object.assign(new Error('5.7.8 wrong'), { responseCode: 535 }));
    },
    onData(stream, _session, callback) {
      stream.resume();
      stream.once('end', () => callback());
    },
  });
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  world = await startWorld({ SMTP_URL: `smtp://app:sesame@127.0.0.1:${port}` });
  stopSecond = await secondProcess(world);
});
afterAll(async () => {
  await stopSecond();
  await world.stop();
  await new Promise((resolve) => server.close(() => resolve(true)));
});

/** How often somebody was told so far. */
function toldTo(user: string): number {
  return world.slack.dms(user).filter((dm) => wordsOf(dm).includes("Emails can't be sent")).length;
}

async function email(): Promise<unknown> {
  return ((await (await world.get('/readyz')).json()) as { email: unknown }).email;
}

async function eventually(look: () => unknown): Promise<void> {
  await vi.waitFor(look, { timeout: 15_000, interval: 50 });
}

test('admins are told once a day while it lasts, members are not, and nobody when it is over', async () => {
  await openHome(world, mia);
  await openHome(world, olga);
  await typeCommand(world, 'first@a.example');
  await deliveriesAtRest(world);

  // Trouble is found though nobody writes, and told when it has lasted for a while.
  isRefusing = true;
  world.clock.shiftMs += 11 * minute;
  await eventually(async () => expect(await email()).toBe('sign_in'));
  await typeCommand(world, 'waits@a.example');
  world.clock.shiftMs += 16 * minute;
  await eventually(() => expect([toldTo(adam), toldTo(olga)]).toEqual([1, 1]));
  expect(wordsOf(world.slack.dms(olga).at(-1))).toMatch(
    /the mail server doesn't let this app sign in.*you can copy invite links in my Home tab/,
  );

  // Others think of it, too, and hours pass.
  await Promise.all(Array.from({ length: 5 }, () => tellOfMailTrouble(world.database.database)));
  world.clock.shiftMs += 5 * 60 * minute;
  await Promise.all(Array.from({ length: 5 }, () => tellOfMailTrouble(world.database.database)));
  await deliveriesOfDms();
  expect([toldTo(adam), toldTo(olga), toldTo(mia)]).toEqual([1, 1, 0]);

  world.clock.shiftMs += day;
  await eventually(() => expect([toldTo(adam), toldTo(olga)]).toEqual([2, 2]));
  isRefusing = false;
  world.clock.shiftMs += 31 * minute;
  await eventually(async () => {
    // A look that was under way found it refusing still, and the next one is a while later.
    world.clock.shiftMs += minute;
    expect(await email()).toBe('ok');
  });
  world.clock.shiftMs += day;
  await tellOfMailTrouble(world.database.database);
  await deliveriesOfDms();
  expect([toldTo(adam), toldTo(olga), toldTo(mia)]).toEqual([2, 2, 0]);
});

/** Resolves when no direct message waits. */
async function deliveriesOfDms(): Promise<void> {
  await eventually(async () =>
    expect(
      await world.database.query(
        `SELECT id FROM deliveries
         WHERE channel = 'slack_dm' AND state IN ('queued', 'sending', 'retrying')`,
      ),
    ).toEqual([]),
  );
}
