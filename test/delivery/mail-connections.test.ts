import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { expect, test } from 'vitest';
import { createConnectionLimit, isOneTooMany } from '../../src/delivery/mail-connections.ts';
import { createMailSender } from '../../src/delivery/mail-sender.ts';
import { parseSmtpUrl } from '../../src/shared/server-url.ts';

const letter = { subject: 's', text: 't', html: '<p>t</p>' };

test('a server that lets us have fewer connections gets all emails over those', async () => {
  const taken: string[] = [];
  let refused = 0;
  let open = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onConnect(_session, callback) {
      if (open < 3) {
        open += 1;
        return callback();
      }
      refused += 1;
      callback(Object.assign(new Error('too many connections from you'), { responseCode: 421 }));
    },
    onData(stream, { envelope }, callback) {
      stream.resume().on('end', () => {
        if (envelope.rcptTo[0]) taken.push(envelope.rcptTo[0].address);
        setTimeout(callback, 5);
      });
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  const parsed = parseSmtpUrl(`smtp://127.0.0.1:${port}`);
  if (!parsed.ok) throw new Error(parsed.refusal);
  const sender = createMailSender(
    { server: parsed.value, from: 'a@example.com', bouncesTo: undefined, dkim: undefined },
    'app.example.com',
  );
  const addresses = Array.from({ length: 30 }, (_, index) => `p${index}@example.com`);

  await Promise.all(addresses.map((to) => sender.send(to, letter, `<${to}>`)));

  expect(taken.toSorted()).toEqual(addresses.toSorted());
  expect(sender.connectionsNow()).toBe(3);
  // Five are opened at first.
  expect(refused).toBe(2);
  sender.close();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

test('opens a few until the server takes emails, then more, and begins anew after a rest', () => {
  let now = 0;
  const limit = createConnectionLimit(7, () => now);
  const counts = [limit.current()];
  for (let letter = 0; letter < 4; letter += 1) {
    limit.taken();
    counts.push(limit.current());
  }
  expect(counts).toEqual([5, 6, 7, 7, 7]);
  now = 30_000;
  expect(limit.current()).toBe(5);
  expect(createConnectionLimit(2, () => 0).current()).toBe(2);
});

test('spares a server that refused one too many for ten minutes', () => {
  let now = 0;
  const limit = createConnectionLimit(4, () => now);
  expect(limit.lower()).toBe(true);
  expect(limit.lower()).toBe(true);
  limit.taken();
  now = 599_999;
  expect(limit.current()).toBe(2);
  now = 600_000;
  expect(limit.current()).toBe(4);
});

test('a server that refuses the only connection, too, is not asked for fewer', () => {
  const limit = createConnectionLimit(2, () => 0);
  expect(limit.lower()).toBe(true);
  expect(limit.lower()).toBe(false);
  expect(limit.current()).toBe(2);
});

test.each([
  ['a greeting that puts off', { command: 'CONN', responseCode: 421 }, true],
  ['a sign-in that is put off', { command: 'AUTH PLAIN', responseCode: 454 }, true],
  ['Exchange, of a letter', { command: 'DATA', responseCode: 432 }, true],
  ['a greeting that refuses', { command: 'CONN', responseCode: 554 }, false],
  ['a wrong password', { command: 'AUTH PLAIN', responseCode: 535 }, false],
  ['a recipient that is put off', { command: 'RCPT TO', responseCode: 421 }, false],
  ['no answer', { code: 'ECONNECTION' }, false],
  ['nothing', undefined, false],
])('tells one connection too many from other refusals: %s', (_what, error, expected) => {
  expect(isOneTooMany(error)).toBe(expected);
});
