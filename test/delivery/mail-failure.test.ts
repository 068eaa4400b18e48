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
const from = { command: 'MAIL FROM' };

function answer(during: { command: string }, response: string) {
  return { ...during, response, responseCode: Number(response.slice(0, 3)) };
}

test.each([
  [answer(from, '550 5.7.1 no'), 'sender'],
  [answer(from, '530 5.7.0 Authentication required'), 'sign_in'],
  [answer(from, '550 5.4.5 Daily user sending limit exceeded'), 'limit'],
  [answer(from, '451 4.3.2 later'), undefined],
  // The form of the address or the size of the letter, not the sender.
  [answer(from, '550 5.6.7 non-ASCII addresses not permitted'), undefined],
  [answer(from, '552 5.3.4 Message size exceeds fixed limit'), undefined],
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

// What is said of a recipient or a message: never certain, but not final either, as long as it is about us in words.
test.each([
  [to, '554 5.7.1 <a@b.org>: Relay access denied', 'relay'],
  [to, '454 4.7.1 <a@b.org>: Relay access denied', 'relay'],
  [to, '550 5.7.54 SMTP; Unable to relay recipient', 'relay'],
  [to, '550 5.7.1 Relaying denied', 'relay'],
  [to, "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", 'relay'],
  [to, '554 5.7.1 <unknown[10.0.0.1]>: Client host rejected: Access denied', 'relay'],
  [to, '554 5.7.1 Service unavailable; Client host [10.0.0.1] blocked using zen.example', 'relay'],
  [to, '551 5.7.1 Server access forbidden by your IP', 'relay'],
  [data, '550 5.7.26 Unauthenticated email is not accepted', 'relay'],
  [data, '554 Message rejected: Sending suspended for this account.', 'relay'],
  [data, '554 Domain company.org is not allowed to send: Domain is disabled', 'relay'],
  [data, '502 5.7.0 Your SMTP account is not yet activated.', 'relay'],
  [to, '504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname', 'refuses_us'],
  [to, '530 5.7.0 Authentication required', 'sign_in'],
  [to, '550 5.7.1 Authentication required', 'sign_in'],
  [data, '550 Unauthenticated senders not allowed', 'sign_in'],
  [to, '553 5.7.1 <a@b.org>: Sender address rejected: not owned by user', 'sender'],
  [to, '550 5.1.8 Access denied, bad outbound sender', 'sender'],
  [to, '550 Sender verify failed', 'sender'],
  [
    to,
    '550 Requested action not taken: mailbox unavailable. Sender address is not allowed.',
    'sender',
  ],
  [
    data,
    '554 Message rejected: Email address is not verified. The following failed: a@b.org',
    'sender',
  ],
  [data, '550 The from address does not match a verified Sender Identity.', 'sender'],
  [data, "550 5.7.1 The 'From' address (X <a@b.org>) is not a Sender Signature", 'sender'],
  [data, '554 5.2.252 SendAsDenied; a@b.org not allowed to send as c@b.org', 'sender'],
  [
    to,
    '550-5.4.5 Daily user sending limit exceeded. For more information on\n550 5.4.5 limits',
    'limit',
  ],
  [to, '550 5.7.1 Daily SMTP relay limit exceeded for user.', 'limit'],
  [to, "550 5.1.90 Your message can't be sent because you've reached your daily limit", 'limit'],
  [data, '550 5.7.705 Access denied, tenant has exceeded threshold', 'limit'],
  [data, '550 5.4.6 Unusual sending activity detected. Please try after sometime', 'limit'],
  [data, '454 Throttling failure: Daily message quota exceeded.', 'limit'],
])('takes what is said to %j in words for a suspicion: %s', (during, response, kind) => {
  const { trouble, mayBeTrouble, permanent } = mailFailure(answer(during, response));
  expect(trouble).toBeUndefined();
  expect(mayBeTrouble).toMatchObject({ kind, ground: 'words' });
  expect(permanent).toBe(false);
});

// Whoever is invited chooses what an address says, and their server what it says of it.
test.each([
  ['550 5.1.1 <5.7.20@corp.example>: Recipient address rejected: User unknown', true],
  ['550 5.1.1 <5.1.7@corp.example>: Recipient address rejected: User unknown', true],
  ['550 5.1.1 <5.7.8@corp.example>: Recipient address rejected: User unknown', true],
  ['450 4.1.2 <5.7.20@corp.example>: Recipient address rejected: Domain not found', false],
  ['550 5.1.1 <helo@relay-access.denied.example>: not here', true],
  ['550 5.1.1 the account is over its daily limit', true],
  ['552 5.2.2 mailbox over quota', true],
  ['451 4.7.1 greylisted', false],
])('hears nothing about us in %s', (response, permanent) => {
  const failure = mailFailure(answer(to, response));
  expect(failure).toMatchObject({ permanent, answered: true });
  expect(failure.trouble).toBeUndefined();
  expect(failure.mayBeTrouble).toBeUndefined();
});

test.each([
  [answer(to, '550 5.7.1 not wanted'), 'relay', 'policy'],
  [answer(data, '554 5.7.0 policy'), 'relay', 'policy'],
  [answer({ command: 'EHLO' }, '421 4.7.0 try again later'), 'refuses_us', 'policy'],
  [answer(to, '550 no such user'), 'relay', 'refusal'],
  [answer(data, '554 spam'), 'relay', 'refusal'],
  [answer(to, '550 5.7.20@corp.example is not here'), 'relay', 'refusal'],
  [answer(to, '550 a.relaying.denied@corp.example is not here'), 'relay', 'refusal'],
  [answer(to, '450 4.7.1 greylisted'), undefined, undefined],
])('knows what others have to show: %j', (error, kind, ground) => {
  const { mayBeTrouble } = mailFailure(error);
  expect(mayBeTrouble?.kind).toBe(kind);
  expect(mayBeTrouble?.ground).toBe(ground);
});
