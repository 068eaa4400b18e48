import { oneLine } from '../shared/letter.tsx';
import { type MailTrouble, type MailTroubleKind, troubleReason } from './mail-trouble.ts';
import type { DeliveryFailure } from './rules.ts';

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

/** Why an e-mail wasn't taken, and whom that is about. */
export interface MailFailure extends DeliveryFailure {
  /** The server took recipient or message into consideration: so it talks to us. */
  readonly answered?: boolean;
  /** Nobody's e-mail can leave. */
  readonly trouble?: MailTrouble;
  /** A matter of policy, of which only others' e-mails can tell whether it is about this one or about all. */
  readonly mayBeTrouble?: MailTrouble;
}

/**
 * What the mail server's refusal means. Final is a 5xx to the recipient or to the message (RFC 5321 §4.2.1).
 * One to our connection, sign-in or sender is about us, and ends when the operator mends it.
 */
export function mailFailure(error: unknown): MailFailure {
  const failed = Object(error ?? {}) as MailError;
  const said = shortLine(failed.response ?? failed.message ?? 'unknown error');
  // Refused by our own library or by us, before any server was asked.
  if (isOurRefusal(failed)) return { reason: said, permanent: true };
  if (failed.code === 'EABORT') {
    return { reason: 'given up before the mail server had answered', permanent: false };
  }
  const kind = aboutUs(failed);
  if (kind) {
    const trouble = { kind, said: withoutOpensslNumbers(said) };
    return { reason: troubleReason(trouble), permanent: false, trouble };
  }
  if (!failed.response) {
    return { reason: `the mail server can't be reached (${said})`, permanent: false };
  }
  const isAboutThem = failed.command === 'RCPT TO' || failed.command === 'DATA';
  const maybe = perhapsAboutUs(failed);
  return {
    reason: said,
    permanent: isAboutThem && isFinal(failed.responseCode ?? 0),
    answered: isAboutThem,
    ...(maybe && { mayBeTrouble: { kind: maybe, said } }),
  };
}

/** 5.7.x is a matter of policy (RFC 3463 §3.8), against a recipient as often as against us; 421 may be one too many. */
function perhapsAboutUs({ command, response = '' }: MailError): MailTroubleKind | undefined {
  if (command === 'CONN' || command === 'EHLO') return 'refuses_us';
  return /^5\d\d[ -]5\.7\.\d/.test(response) ? 'relay' : undefined;
}

function isOurRefusal({ code, response }: MailError): boolean {
  return !response && (code === 'EENVELOPE' || code === 'ESMTPUTF8');
}

/** Which trouble of ours a failure shows for certain. */
function aboutUs(failed: MailError): MailTroubleKind | undefined {
  return failed.response ? aboutUsByAnswer(failed) : aboutUsByConnection(failed);
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

/** 53x is about signing in (RFC 4954 §6), at whatever moment. Servers may refuse a sender only at RCPT. */
function aboutUsByAnswer(failed: MailError): MailTroubleKind | undefined {
  const { responseCode = 0, response = '', command = '', code } = failed;
  if (code === 'ETLS' || command === 'STARTTLS') return 'no_encryption';
  const isSignIn =
    code === 'EAUTH' || command.startsWith('AUTH') || [530, 534, 535].includes(responseCode);
  if (isSignIn || signInWords.test(response)) return 'sign_in';
  if (responseCode === 538) return 'no_encryption';
  if (['CONN', 'EHLO', 'HELO'].includes(command)) {
    return responseCode >= 500 ? 'refuses_us' : undefined;
  }
  if (relayWords.test(response)) return 'relay';
  const isRefused = responseCode >= 500;
  if (isRefused && (command === 'MAIL FROM' || senderWords.test(response))) return 'sender';
  return undefined;
}

/** How servers say that they relay for nobody like us; 5.7.20–5.7.27 (RFC 7372, 8616) are about SPF, DKIM and DNS of ours. */
const relayWords =
  /relay(ing)? (access )?(denied|prohibited|not permitted|not allowed)|(unable|not (permitted|allowed|authorized)) to relay|do(es)? not relay|client host (rejected|blocked)|\b5\.7\.2[0-7]\b/i;
const senderWords = /sender (address )?(rejected|denied|refused)|\b5\.1\.[78]\b|send as\b/i;
const signInWords = /authentication (is )?required|must (be )?authenticat|\b5\.7\.(8|9|14)\b/i;

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
