import { oneLine } from '../shared/letter.tsx';
import type { MailTrouble, MailTroubleKind } from './mail-trouble.ts';
import { isAboutMailbox, isAboutMessage, isPolicy, troubleInAnswer } from './mail-words.ts';
import type { DeliveryFailure } from './rules.ts';
import { reasons, troubleReason } from './texts.ts';

/** What nodemailer's errors have. */
interface MailError {
  readonly responseCode?: number;
  readonly response?: string;
  readonly code?: string;
  readonly command?: string | undefined;
  readonly message?: string;
  readonly timeoutType?: string;
  readonly syscall?: string;
  readonly originalCode?: string;
}

/**
 * Why a refusal of a recipient or message may be about us: the server says so in words or by code; it is a matter of
 * policy; or it is any refusal at all.
 */
export type Ground = 'words' | 'policy' | 'refusal';

/** Why an email wasn't taken, and whom that is about. */
export interface MailFailure extends DeliveryFailure {
  /** The mail server's own words, or the connection's, on one line. */
  readonly said?: string;
  /** The server took recipient or message into consideration: so it talks to us. */
  readonly answered?: boolean;
  /** Nobody's email can leave. */
  readonly trouble?: MailTrouble;
  /** Perhaps nobody's can, but only others' emails can tell: what is said of a recipient may be said by theirs. */
  readonly mayBeTrouble?: MailTrouble & { readonly ground: Ground };
}

/**
 * What the mail server's refusal means. Final is a 5xx to the recipient or to the message (RFC 5321 §4.2.1).
 * One to our connection, sign-in or sender is about us, and ends when the operator mends it.
 */
export function mailFailure(error: unknown): MailFailure {
  const failed = Object(error ?? {}) as MailError;
  const said = withoutOpensslNumbers(
    shortLine(failed.response ?? failed.message ?? 'unknown error'),
  );
  // Refused by our own library or by us, before any server was asked.
  if (isOurRefusal(failed)) return { reason: said, said, permanent: true };
  if (failed.code === 'EABORT') {
    return { reason: reasons.givenUp, said, permanent: false };
  }
  if (!failed.response) return noAnswer(failed, said);
  const trouble = aboutUsByAnswer(failed, said);
  if (trouble) return { reason: troubleReason(trouble), said, permanent: false, trouble };
  return refusal(failed, said);
}

function isOurRefusal({ code, response }: MailError): boolean {
  return !response && (code === 'EENVELOPE' || code === 'ESMTPUTF8');
}

function noAnswer(failed: MailError, said: string): MailFailure {
  const kind = aboutUsByConnection(failed);
  const trouble = { kind: kind ?? 'unreachable', said, showsOnConnecting: true };
  return { reason: troubleReason(trouble), said, permanent: false, ...(kind && { trouble }) };
}

/** Before the greeting and the encryption are through, nothing can be about a recipient. */
function aboutUsByConnection(failed: MailError): MailTroubleKind | undefined {
  const { code = '', message = '', timeoutType = 'SOCKET_TIMEOUT' } = failed;
  if (isAboutCertificate(message)) return 'certificate';
  if (code === 'ETLS' || /\bSSL\b|ssl3|wrong version number|tlsv1/i.test(message)) {
    return 'no_encryption';
  }
  if (code === 'EAUTH') return 'sign_in';
  const isNoConnection =
    code === 'EDNS' ||
    timeoutType !== 'SOCKET_TIMEOUT' ||
    failed.syscall === 'connect' ||
    /^E(CONNREFUSED|HOSTUNREACH|NETUNREACH)$/.test(failed.originalCode ?? '');
  return isNoConnection ? 'unreachable' : undefined;
}

/** An answer that comes before the server knows of a recipient is about us for certain. */
function aboutUsByAnswer(failed: MailError, said: string): MailTrouble | undefined {
  const kind = onConnecting(failed);
  if (kind) return { kind, said, showsOnConnecting: true };
  const sender = onMailFrom(failed);
  return sender && { kind: sender, said, showsOnConnecting: false };
}

function onConnecting({ code, command = '', responseCode = 0 }: MailError) {
  if (code === 'ETLS' || command === 'STARTTLS') return 'no_encryption';
  if (code === 'EAUTH' || command.startsWith('AUTH')) return 'sign_in';
  return isGreeting(command) && responseCode >= 500 ? 'refuses_us' : undefined;
}

function onMailFrom({ command, responseCode = 0, response = '' }: MailError) {
  if (command !== 'MAIL FROM') return undefined;
  const said = troubleInAnswer({ responseCode, response });
  const isSender = responseCode >= 500 && !isAboutMessage({ responseCode, response });
  return said ?? (isSender ? 'sender' : undefined);
}

function isGreeting(command: string): boolean {
  return ['CONN', 'EHLO', 'HELO'].includes(command);
}

function refusal(failed: MailError, said: string): MailFailure {
  const { command = '', responseCode = 0, response = '' } = failed;
  const answered =
    ['RCPT TO', 'DATA'].includes(command) ||
    (command === 'MAIL FROM' && isAboutMessage({ responseCode, response }));
  const permanent = answered && isFinal(responseCode);
  const perhaps = perhapsAboutUs(failed, answered);
  if (!perhaps) return { reason: said, said, permanent, answered };
  const { kind, ground } = perhaps;
  const mayBeTrouble = { kind, ground, said, showsOnConnecting: isGreeting(command) };
  // However few it has met: it won't end by checking the address.
  return ground === 'words'
    ? { reason: troubleReason(mayBeTrouble), said, permanent: false, answered, mayBeTrouble }
    : { reason: said, said, permanent, answered, mayBeTrouble };
}

/** 421 to a connection may be one too many; what is said of a recipient may be said by theirs, or about them. */
function perhapsAboutUs(
  { command = '', responseCode = 0, response = '' }: MailError,
  answered: boolean,
): { kind: MailTroubleKind; ground: Ground } | undefined {
  if (isGreeting(command)) return { kind: 'refuses_us', ground: 'policy' };
  if (!answered || isAboutMailbox(response)) return undefined;
  const said = troubleInAnswer({ responseCode, response });
  if (said) return { kind: said, ground: 'words' };
  if (responseCode < 500) return undefined;
  return { kind: 'relay', ground: isPolicy(response) ? 'policy' : 'refusal' };
}

/** 50x is about the commands of the protocol, save 501. */
function isFinal(responseCode: number): boolean {
  return responseCode === 501 || responseCode >= 510;
}

function isAboutCertificate(message: string): boolean {
  return /certificate|altnames/i.test(message) && !/alert/i.test(message);
}

/** Of `NUMBER:error:NUMBER:LIBRARY:FUNCTION:REASON:FILE:LINE:` only the reason means anything to a reader. */
function withoutOpensslNumbers(said: string): string {
  return said
    .replace(/^Error initiating TLS - /, '')
    .replace(/[0-9A-F]+:error:[0-9A-F]+:[^:]*:[^:]*:([^:]*).*/, '$1');
}

function shortLine(text: string): string {
  return oneLine(text).slice(0, 200);
}
