import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { WebAPIPlatformError } from '@slack/web-api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMailSender, mailFailure } from '../../src/delivery/mail-sender.ts';
import { afterFailure } from '../../src/delivery/rules.ts';
import { slackFailure } from '../../src/delivery/slack-sender.ts';

const start = new Date('2026-11-29T12:00:00Z');
const second = 1000;
const hour = 3600 * second;
const giveUpAt = new Date(start.getTime() + 24 * hour);
const to = { command: 'RCPT TO' };
const data = { command: 'DATA' };
const temporary = { reason: 'busy', permanent: false };

/** How long the wait is after so many attempts; undefined when there is no other. */
function waitAfter(attempts: number, random: number, sinceStart = 0): number | undefined {
  const now = new Date(start.getTime() + sinceStart);
  const next = afterFailure(temporary, { attempts, giveUpAt }, now, random);
  return next.state === 'retrying' ? next.dueAt.getTime() - now.getTime() : undefined;
}

test.each([
  [1, 30],
  [2, 60],
  [3, 120],
  [7, 1920],
  [8, 3600],
  [9, 3600],
  [1000, 3600],
])('waits after attempt %i at least %i seconds, a fifth more at most', (attempts, seconds) => {
  expect(waitAfter(attempts, 0)).toBe(seconds * second);
  expect(waitAfter(attempts, 1)).toBeCloseTo(seconds * second * 1.2, 3);
  expect(waitAfter(attempts, 0.5)).toBeCloseTo(seconds * second * 1.1, 3);
});

test('goes on for a day and no longer', () => {
  expect(waitAfter(20, 0, 23 * hour)).toBe(hour);
  expect(waitAfter(20, 0.01, 23 * hour)).toBeUndefined();
  expect(waitAfter(20, 0, 23 * hour + 1)).toBeUndefined();
  expect(waitAfter(1, 0, 24 * hour - 30 * second)).toBe(30 * second);
  expect(waitAfter(1, 0, 25 * hour)).toBeUndefined();
});

test('does not try again what can not work', () => {
  const failure = { reason: 'no such person', permanent: true };
  expect(afterFailure(failure, { attempts: 1, giveUpAt }, start, 0)).toEqual({
    state: 'failed',
  });
});

test('never waits longer than an hour and a fifth, nor past the day', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.integer({ min: 0, max: 48 * hour }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempts, since, random) => {
        const wait = waitAfter(attempts, random, since);
        if (wait === undefined) return;
        expect(wait).toBeGreaterThanOrEqual(30 * second);
        expect(wait).toBeLessThanOrEqual(1.2 * hour);
        expect(since + wait).toBeLessThanOrEqual(24 * hour);
      },
    ),
    { numRuns: 1000, seed: 2 },
  );
});

test.each([
  ['a person that is not there', { ...to, responseCode: 550, response: '550 no such user' }, true],
  ['a mailbox name not allowed', { ...to, responseCode: 553, response: '553 no' }, true],
  ['an address of bad form', { ...to, responseCode: 501, response: '501 5.1.3 bad' }, true],
  ['a host that takes no mail', { ...to, responseCode: 556, response: '556 null MX' }, true],
  ['an address that is none', { code: 'EENVELOPE', command: 'API', message: 'Invalid' }, true],
  ['a letter too large', { ...data, responseCode: 552, response: '552 too large' }, true],
  ['a refused message', { ...data, responseCode: 554, response: '554 spam' }, true],
  ['a recipient before sign-in', { ...to, responseCode: 530, response: '530 sign in' }, false],
  ['commands out of order', { ...to, responseCode: 503, response: '503 order' }, false],
  [
    'a server that takes nothing',
    { command: 'CONN', responseCode: 554, response: '554 no' },
    false,
  ],
  ['a refused greeting', { command: 'EHLO', responseCode: 550, response: '550 no' }, false],
  ['a refused sender', { command: 'MAIL FROM', responseCode: 553, response: '553 no' }, false],
  ['sign-in needed', { command: 'MAIL FROM', responseCode: 530, response: '530 sign in' }, false],
  ['grey-listing', { ...to, responseCode: 451, response: '451 later' }, false],
  ['a closing server', { ...data, responseCode: 421, response: '421 bye' }, false],
  ['a full mailbox', { ...to, responseCode: 452, response: '452 full' }, false],
  ['a bad password of ours', { responseCode: 535, response: '535 no', code: 'EAUTH' }, false],
  ['no connection', { code: 'ESOCKET', message: 'connect ECONNREFUSED' }, false],
  ['no such host', { code: 'EDNS', message: 'getaddrinfo ENOTFOUND' }, false],
  ['a time-out', { code: 'ETIMEDOUT', message: 'Connection timeout' }, false],
  ['something unheard-of', {}, false],
  ['nothing at all', undefined, false],
])('knows whether %s is final', (_what, error, permanent) => {
  expect(mailFailure(error).permanent).toBe(permanent);
});

test.each([
  [{ responseCode: 550, response: '550 no\r\nsuch   user' }, '550 no such user'],
  [{ message: 'connect ECONNREFUSED' }, "the mail server can't be reached (connect ECONNREFUSED)"],
  [undefined, "the mail server can't be reached (unknown error)"],
  [{ response: 'x'.repeat(900) }, 'x'.repeat(200)],
])('says why in one short line: %j', (error, reason) => {
  expect(mailFailure(error).reason).toBe(reason);
});

const letter = { subject: 's', text: 't', html: '<p>t</p>' };

test('says that there is no mail server when there is none', async () => {
  const sender = createMailSender(undefined);
  await expect(sender.send('ana@example.com', letter, '<1@x>')).rejects.toMatchObject({
    failure: { reason: 'this server sends no e-mail', permanent: true },
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
  const mail = { smtpUrl: `smtp://127.0.0.1:${port}`, from: 'a@example.com', dkim: undefined };
  const sender = createMailSender(mail);
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
  const mail = { smtpUrl: `smtp://127.0.0.1:${port}`, from: 'a@example.com', dkim: undefined };
  const sender = createMailSender(mail);
  await expect(sender.send('ana@example.com', letter, '<1@x>')).rejects.toMatchObject({
    failure: { reason: expect.stringContaining("can't be reached"), permanent: false },
  });
  sender.close();
});

test.each([
  ['users_not_found', true],
  ['user_not_found', true],
  ['user_disabled', true],
  ['cannot_dm_bot', true],
  ['messages_tab_disabled', false],
  ['msg_blocks_too_long', true],
  ['missing_scope', false],
  ['team_not_found', true],
  ['account_inactive', true],
  ['token_revoked', true],
  ['token_expired', false],
  ['invalid_auth', false],
  ['org_login_required', false],
  ['ratelimited', false],
  ['internal_error', false],
  ['fatal_error', false],
  ['something_new', false],
])('knows whether it is final that Slack says %s', (error, permanent) => {
  const refusal = new WebAPIPlatformError({ ok: false, error });
  expect(slackFailure(refusal)).toEqual({ reason: `Slack said ${error}`, permanent });
});
