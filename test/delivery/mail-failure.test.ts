import { expect, test } from 'vitest';
import { mailFailure } from '../../src/delivery/mail-failure.ts';

const to = { command: 'RCPT TO' };
const data = { command: 'DATA' };

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

const closed = { code: 'ECONNECTION', command: 'CONN', message: 'Connection closed unexpectedly' };
const tls = (message: string) => ({
  code: 'ETLS',
  command: 'CONN',
  message: `Error initiating TLS - ${message}`,
});

test.each([
  [{ ...to, responseCode: 554, response: '554 5.7.1 <a@b.org>: Relay access denied' }, 'relay'],
  [{ ...to, responseCode: 454, response: '454 4.7.1 <a@b.org>: Relay access denied' }, 'relay'],
  [{ ...to, responseCode: 550, response: '550 5.7.54 SMTP; Unable to relay recipient' }, 'relay'],
  [{ ...to, responseCode: 550, response: '550 5.7.1 Relaying denied' }, 'relay'],
  [
    {
      ...to,
      responseCode: 554,
      response: '554 5.7.1 <unknown[10.0.0.1]>: Client host rejected: Access denied',
    },
    'relay',
  ],
  [
    { ...data, responseCode: 550, response: '550 5.7.26 Unauthenticated email is not accepted' },
    'relay',
  ],
  [{ ...to, responseCode: 550, response: '550 5.1.1 no such user' }, undefined],
  [{ ...to, responseCode: 530, response: '530 5.7.0 Authentication required' }, 'sign_in'],
  [{ ...to, responseCode: 550, response: '550 5.7.1 Authentication required' }, 'sign_in'],
  [
    {
      ...to,
      responseCode: 553,
      response: '553 5.7.1 <a@b.org>: Sender address rejected: not owned by user',
    },
    'sender',
  ],
  [{ command: 'MAIL FROM', responseCode: 550, response: '550 5.7.1 no' }, 'sender'],
  [{ command: 'MAIL FROM', responseCode: 451, response: '451 4.3.2 later' }, undefined],
  [
    { command: 'AUTH PLAIN', code: 'EAUTH', responseCode: 535, response: '535 5.7.8 wrong' },
    'sign_in',
  ],
  [
    { command: 'AUTH PLAIN', code: 'EAUTH', responseCode: 454, response: '454 4.7.0 later' },
    'sign_in',
  ],
  [{ command: 'CONN', responseCode: 554, response: '554 no' }, 'refuses_us'],
  [{ command: 'CONN', responseCode: 421, response: '421 too many' }, undefined],
  [{ command: 'STARTTLS', code: 'ETLS', responseCode: 502, response: '502 no' }, 'no_encryption'],
  [tls('self-signed certificate'), 'certificate'],
  [tls('unable to verify the first certificate'), 'certificate'],
  [tls('certificate has expired'), 'certificate'],
  [
    tls("Hostname/IP does not match certificate's altnames: Host: a. is not cert's CN: b"),
    'certificate',
  ],
  [
    tls('80EC83B0567F0000:error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert'),
    'no_encryption',
  ],
  [
    { code: 'ESOCKET', syscall: 'connect', message: 'connect ECONNREFUSED 127.0.0.1:25' },
    'unreachable',
  ],
  [{ code: 'ESOCKET', originalCode: 'ECONNREFUSED', message: '' }, 'unreachable'],
  [{ code: 'EDNS', message: 'getaddrinfo ENOTFOUND mail.example.com' }, 'unreachable'],
  [
    { code: 'ETIMEDOUT', timeoutType: 'GREETING_TIMEOUT', message: 'Greeting never received' },
    'unreachable',
  ],
  [{ code: 'ETIMEDOUT', timeoutType: 'SOCKET_TIMEOUT', message: 'Timeout' }, undefined],
  [closed, undefined],
])('knows whether nobody can be written to: %j', (error, kind) => {
  const { trouble, permanent } = mailFailure(error);
  expect(trouble?.kind).toBe(kind);
  if (kind) expect(permanent).toBe(false);
});

test.each([
  [{ ...to, responseCode: 550, response: '550 5.7.1 not wanted' }, 'relay'],
  [{ ...data, responseCode: 554, response: '554 5.7.0 policy' }, 'relay'],
  [{ command: 'EHLO', responseCode: 421, response: '421 4.7.0 try again later' }, 'refuses_us'],
  [{ ...to, responseCode: 550, response: '550 no such user' }, undefined],
  [{ ...to, responseCode: 450, response: '450 4.7.1 greylisted' }, undefined],
])('knows what others have to show: %j', (error, kind) => {
  expect(mailFailure(error).mayBeTrouble?.kind).toBe(kind);
});
