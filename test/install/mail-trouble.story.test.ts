import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { deliveriesTo, wordsOf } from '../support/acts.ts';
import { installIn, seenFrom, startInstallWorld } from '../support/install-acts.ts';
import { homeShows, openHome, typeCommand } from '../support/slack-acts.ts';
import type { World } from '../support/world.ts';

// What one team's invitees, or their mail servers, say is no other team's concern.

const adam = 'U0ADAM';
const minute = 60_000;
const day = 24 * 60 * minute;

let server: SMTPServer;
let acme: World;
let globex: World;
/** What the mail server says of an address; undefined when it takes the email. */
let answerTo: (address: string) => string | undefined = () => undefined;

/** About whom it was asked. */
const asked: string[] = [];

beforeAll(async () => {
  server = new SMTPServer({
    logger: false,
    closeTimeout: 100,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo({ address }, _session, callback) {
      asked.push(address);
      const said = answerTo(address);
      if (said === undefined) return callback();
      const responseCode = Number(said.slice(0, 3));
      callback(Object.assign(new Error(said.slice(4)), { responseCode }));
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
  acme = await startInstallWorld({ SMTP_URL: `smtp://127.0.0.1:${port}?maxConnections=5` });
  const other = acme.slack.addTeam({ team: { id: 'T0GLOBEX', name: 'Globex', domain: 'globex' } });
  globex = seenFrom(acme, other);
  await installIn(acme, acme.slack);
  await installIn(acme, other);
});
afterAll(async () => {
  await acme.stop();
  await new Promise((resolve) => server.close(() => resolve(true)));
});

async function becomes(email: string, state: string, reason = ''): Promise<void> {
  const look = async () => {
    const last = (await deliveriesTo(acme, email)).at(-1);
    expect(last?.state).toBe(state);
    expect(last?.reason ?? '').toContain(reason);
  };
  await vi.waitFor(look, { timeout: 15_000, interval: 50 });
}

async function emailNow(): Promise<unknown> {
  return ((await (await acme.get('/readyz')).json()) as { email: unknown }).email;
}

const people = (of: string): string[] =>
  [1, 2, 3, 4, 5, 6, 7].map((n) => `${of}@${of}${n}.example`);

test.each(['5.7.20', '5.1.7', '5.7.8'])(
  'an address that looks like a code stops nobody: %s',
  async (name) => {
    const email = `${name}@corp.example`;
    answerTo = (address) =>
      address === email
        ? `550 5.1.1 <${address}>: Recipient address rejected: User unknown`
        : undefined;
    await typeCommand(acme, email);
    await becomes(email, 'failed', 'User unknown');
    expect(await emailNow()).toBe('ok');
    await typeCommand(globex, `after-${email}`);
    await becomes(`after-${email}`, 'sent');
  },
);

test('however many of one team’s are refused, and in what words, the other’s go out', async () => {
  const refused = people('relayed');
  answerTo = (address) =>
    refused.includes(address) ? `554 5.7.1 <${address}>: Relay access denied` : undefined;
  await typeCommand(acme, refused.join(' '));
  for (const email of refused) await becomes(email, 'retrying', 'Relay access denied');
  expect(await emailNow()).toBe('ok');
  await typeCommand(globex, 'bo@globex.example');
  await becomes('bo@globex.example', 'sent');
});

test('while nothing of anybody goes out, each team reads why, and nobody whom others invite', async () => {
  const limit = 'Daily user sending limit exceeded';
  answerTo = (address) => `550 5.4.5 <${address}> ${limit}`;
  await typeCommand(acme, people('secret-hire').join(' '));
  await typeCommand(globex, 'carl@globex.example dora@initech.example');
  await vi.waitFor(async () => expect(await emailNow()).toBe('limit'), 15_000);
  for (const email of people('secret-hire')) {
    await vi.waitFor(async () => {
      const [{ state, reason } = {}] = await deliveriesTo(acme, email);
      expect(state === 'queued' || (state === 'retrying' && reason?.includes(limit))).toBe(true);
    }, 15_000);
  }
  await openHome(globex, adam);
  const home = await homeShows(globex, adam, 'takes no more emails from this app for now');
  expect(wordsOf(home)).not.toContain('secret-hire');
  expect(await (await acme.get('/metrics')).text()).not.toContain('secret-hire');

  // A day later it says so, beside those that weren't tried, too.
  await typeCommand(globex, 'ed@globex.example');
  acme.clock.shiftMs += day + minute;
  await becomes('ed@globex.example', 'failed', 'takes no more emails');
  const theirs = await deliveriesTo(acme, 'ed@globex.example');
  expect(JSON.stringify(theirs)).not.toContain('secret-hire');
});

test('those that have shut the way go behind the others when it is tried whether it is open', async () => {
  answerTo = (address) => (address.startsWith('bulk') ? '550 5.4.5 limit' : undefined);
  await typeCommand(acme, people('bulk').join(' '));
  await vi.waitFor(
    async () => {
      expect(await emailNow()).not.toBe('ok');
      const onTheirWay = "SELECT id FROM deliveries WHERE state = 'sending' AND channel = 'email'";
      expect(await acme.database.query(onTheirWay)).toEqual([]);
    },
    { timeout: 15_000, interval: 50 },
  );
  asked.length = 0;
  await typeCommand(globex, 'fay@globex.example');
  await vi.waitFor(
    async () => {
      acme.clock.shiftMs += minute;
      expect(await emailNow()).toBe('ok');
    },
    { timeout: 15_000, interval: 100 },
  );
  await becomes('fay@globex.example', 'sent');
  // At most one of the others had its turn before.
  expect(asked.indexOf('fay@globex.example')).toBeLessThanOrEqual(1);
});
