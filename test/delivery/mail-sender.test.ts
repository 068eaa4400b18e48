import { getEventListeners, once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { SMTPServer, type SMTPServerEnvelope, type SMTPServerOptions } from 'smtp-server';
import { afterEach, expect, test } from 'vitest';
import type { Config } from '../../src/config.ts';
import { createMailSender, mailTimeouts } from '../../src/delivery/mail-sender.ts';
import { lookAtMailServer } from '../../src/delivery/smtp-look.ts';
import { parseSmtpUrl } from '../../src/shared/server-url.ts';

function mailAt(smtpUrl: string): NonNullable<Config['mail']> {
  const server = parseSmtpUrl(smtpUrl);
  if (!server.ok) throw new Error(server.refusal);
  return { server: server.value, from: 'a@example.com', bouncesTo: undefined, dkim: undefined };
}

const letter = { subject: 's', text: 't', html: '<p>t</p>' };

test('says that there is no mail server when there is none', async () => {
  const sender = createMailSender(undefined, 'app.example.com');
  await expect(sender.send('ana@example.com', letter, '<1@x>')).rejects.toMatchObject({
    failure: { reason: 'this server sends no email', permanent: true },
  });
  sender.close();
});

test.each([
  ['takes nobody', ['554 no'], false],
  ['knows no such sender', ['220 hi', '250 ok', '553 who?'], false],
  ['wants a password', ['220 hi', '250 ok', '530 sign in'], false],
  ['knows no such person', ['220 hi', '250 ok', '250 ok', '550 who?'], true],
  ['is busy', ['220 hi', '250 ok', '250 ok', '451 later'], false],
  ['wants no such letter', ['220 hi', '250 ok', '250 ok', '250 ok', '354 go', '554 spam'], true],
])('knows whether it is final that a mail server %s', async (_what, answers, permanent) => {
  const server = createServer((socket) => {
    let said = 0;
    const say = (): void => void socket.write(`${answers[said++] ?? '221 bye'}\r\n`);
    say();
    let typed = '';
    socket.on('data', (chunk) => {
      typed += String(chunk);
      const isLetter = answers[said - 1]?.startsWith('354') ?? false;
      if (!typed.endsWith(isLetter ? '\r\n.\r\n' : '\r\n')) return;
      typed = '';
      say();
    });
    socket.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const sender = createMailSender(mailAt(`smtp://127.0.0.1:${port}`), 'app.example.com');
  const refusal = answers.at(-1) ?? '';
  await expect(sender.send('ana@example.com', letter, '<1@x>')).rejects.toMatchObject({
    failure: { reason: expect.stringContaining(refusal), permanent },
  });
  sender.close();
  server.close();
});

test('says that the mail server does not answer', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  const sender = createMailSender(mailAt(`smtp://127.0.0.1:${port}`), 'app.example.com');
  await expect(sender.send('ana@example.com', letter, '<1@x>')).rejects.toMatchObject({
    failure: { reason: expect.stringContaining("can't be reached"), permanent: false },
  });
  sender.close();
});

test('a look at a mail server leaves nothing behind with what could have stopped it', async () => {
  const { signal } = new AbortController();
  const look = lookAtMailServer({ host: '127.0.0.1', port: 1 }, undefined, signal);
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  await expect(look).rejects.toThrow();
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

const servers = new Set<SMTPServer>();
afterEach(async () => {
  for (const server of servers) await new Promise((resolve) => server.close(() => resolve(true)));
  servers.clear();
});

/** A mail server that notes what it is told; gives where it is. */
async function startServer(options: SMTPServerOptions): Promise<number> {
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    closeTimeout: 10,
    ...options,
  });
  servers.add(server);
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return (listening.address() as AddressInfo).port;
}

/** Notes who signs in, and by which name the other side calls itself. */
function watched(told: { passwords: string[]; names: string[] }): SMTPServerOptions {
  return {
    onAuth({ password }, _session, callback) {
      told.passwords.push(String(password));
      callback(undefined, { user: 'app' });
    },
    onMailFrom(_address, session, callback) {
      told.names.push(String(session.hostNameAppearsAs));
      callback();
    },
    onData(stream, _session, callback) {
      stream.resume();
      stream.once('end', () => callback());
    },
  };
}

// Another machine's name for this one: what counts is what stands in the URL.
const elsewhere = '0177.0.0.1';

test.each([
  ['another machine', elsewhere, '', false],
  ['another machine, as the operator says', elsewhere, '?requireTLS=false', true],
  ['this machine', '127.0.0.1', '', true],
  ['this machine, as the operator says', '127.0.0.1', '?requireTLS=true', false],
])('sends the password unencrypted to %s or not', async (_what, host, parameters, isSent) => {
  const told = { passwords: [] as string[], names: [] as string[] };
  const options = {
    ...watched(told),
    hideSTARTTLS: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
  };
  const port = await startServer(options);
  const mail = mailAt(`smtp://app:sesame@${host}:${port}${parameters}`);
  const sender = createMailSender(mail, 'app.example.com');
  const sent = sender.send('ana@example.com', letter, '<1@x>');
  if (isSent) await sent;
  else {
    await expect(sent).rejects.toMatchObject({
      failure: { permanent: false, trouble: { kind: 'no_encryption' } },
    });
  }
  expect(told.passwords).toEqual(isSent ? ['sesame'] : []);
  sender.close();
});

test('refuses a certificate that nobody vouches for, and takes it when told to', async () => {
  const told = { passwords: [] as string[], names: [] as string[] };
  // smtp-server has a certificate of its own, made by itself.
  const port = await startServer(watched(told));
  const strict = createMailSender(
    mailAt(`smtp://app:sesame@${elsewhere}:${port}`),
    'app.example.com',
  );
  await expect(strict.send('ana@example.com', letter, '<1@x>')).rejects.toMatchObject({
    failure: { permanent: false, trouble: { kind: 'certificate' } },
  });
  expect(told.passwords).toEqual([]);
  strict.close();
  const url = `smtp://app:sesame@${elsewhere}:${port}?tls.rejectUnauthorized=false`;
  const trusting = createMailSender(mailAt(url), 'app.example.com');
  await trusting.send('ana@example.com', letter, '<1@x>');
  expect(await trusting.look()).toMatchObject({ isEncrypted: true });
  expect(told.passwords).toContain('sesame');
  trusting.close();
});

test.each([
  ['app.example.com', '', 'app.example.com'],
  ['192.0.2.7', '', '[192.0.2.7]'],
  ['[2001:db8::7]', '', '[IPv6:2001:db8::7]'],
  ['app.example.com', '?name=relay.example.org', 'relay.example.org'],
])('calls itself by the host of its links: %s%s', async (ownName, parameters, name) => {
  const told = { passwords: [] as string[], names: [] as string[] };
  const port = await startServer({ ...watched(told), disabledCommands: ['STARTTLS'] });
  const sender = createMailSender(mailAt(`smtp://127.0.0.1:${port}${parameters}`), ownName);
  await sender.send('ana@example.com', letter, '<1@x>');
  // The server writes it in lower case.
  expect(told.names).toEqual([name.toLowerCase()]);
  sender.close();
});

test.each([
  ['josé@example.com', true, false],
  ['josé@example.com', false, true],
  ['jose@bücher.example', true, true],
])('sends to %s, hidden SMTPUTF8 %s: %s', async (address, hideSMTPUTF8, isSent) => {
  const told = { passwords: [] as string[], names: [] as string[] };
  const port = await startServer({
    ...watched(told),
    disabledCommands: ['STARTTLS'],
    hideSMTPUTF8,
  });
  const sender = createMailSender(mailAt(`smtp://127.0.0.1:${port}`), 'app.example.com');
  const sent = sender.send(address, letter, '<1@x>');
  if (isSent) await sent;
  else {
    const reason = expect.stringContaining('SMTPUTF8');
    await expect(sent).rejects.toMatchObject({ failure: { permanent: true, reason } });
  }
  expect(told.names).toHaveLength(isSent ? 1 : 0);
  sender.close();
});

test.each([
  ['the sender', undefined, 'a@example.com'],
  ['whom MAIL_BOUNCES names', 'bounces@example.com', 'bounces@example.com'],
])('has bounces go to %s, without the letter in them', async (_whom, bouncesTo, address) => {
  const envelopes: SMTPServerEnvelope[] = [];
  const port = await startServer({
    disabledCommands: ['STARTTLS'],
    hideDSN: false,
    onData(stream, { envelope }, callback) {
      envelopes.push(envelope);
      stream.resume();
      stream.once('end', () => callback());
    },
  });
  const mail = { ...mailAt(`smtp://127.0.0.1:${port}`), bouncesTo };
  const sender = createMailSender(mail, 'app.example.com');
  await sender.send('ana@bücher.example', letter, '<1@x>');
  expect(envelopes).toMatchObject([
    {
      mailFrom: { address },
      rcptTo: [{ address: 'ana@bücher.example' }],
      dsn: { ret: 'HDRS' },
    },
  ]);
  sender.close();
});

test('gives a mail server the time that RFC 5321 says', () => {
  const minute = 60_000;
  expect(mailTimeouts.greetingTimeout).toBeGreaterThanOrEqual(5 * minute);
  expect(mailTimeouts.connectionTimeout).toBeGreaterThan(mailTimeouts.greetingTimeout);
  expect(mailTimeouts.socketTimeout).toBeGreaterThanOrEqual(10 * minute);
});
