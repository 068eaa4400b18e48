import { createTransport } from 'nodemailer';
import type { Config } from '../config.ts';
import type { Letter } from '../shared/letter.tsx';
import { DeliveryFailed, type DeliveryFailure } from './rules.ts';

/** Hands e-mails to the mail server. */
export interface MailSender {
  /** Resolves once the server has taken the letter; throws DeliveryFailed otherwise. */
  send(to: string, letter: Letter, messageId: string): Promise<void>;
  close(): void;
}

/**
 * A server that answers, but never comes to an end, is left alone after this; the time-outs below are for one
 * that says nothing.
 */
const deadlineMs = 60_000;

/** A sender for the configured server; without one (SMTP_URL=none) every letter fails, and says why. */
export function createMailSender(mail: Config['mail']): MailSender {
  if (!mail) {
    return {
      send: () =>
        Promise.reject(
          new DeliveryFailed({ reason: 'this server sends no e-mail', permanent: true }),
        ),
      close: () => undefined,
    };
  }
  const transport = createTransport({
    url: mail.smtpUrl,
    pool: true,
    maxConnections: 5,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    dnsTimeout: 5000,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(mail.dkim && { dkim: mail.dkim }),
  });
  return {
    async send(to, letter, messageId) {
      try {
        const sending = transport.sendMail({
          from: mail.from,
          to: { name: '', address: to },
          subject: letter.subject,
          text: letter.text,
          html: letter.html,
          messageId,
          // RFC 3834: no out-of-office answers to an automatic message, please.
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        });
        await beforeDeadline(sending);
      } catch (cause) {
        throw new DeliveryFailed(mailFailure(cause), { cause });
      }
    },
    close: () => transport.close(),
  };
}

async function beforeDeadline(sending: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('it takes too long')), deadlineMs);
  });
  try {
    await Promise.race([sending, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What the mail server's refusal means. Final is a 5xx to the recipient or to the message (RFC 5321 §4.2.1).
 * One to our connection, sign-in or sender is about us, and ends when the operator mends it.
 */
export function mailFailure(error: unknown): DeliveryFailure {
  const { responseCode, response, code, command, message } = (error ?? {}) as {
    responseCode?: number;
    response?: string;
    code?: string;
    command?: string;
    message?: string;
  };
  const said = oneLine(response ?? message ?? 'unknown error');
  // Refused by our own library, before any server was asked.
  if (code === 'EENVELOPE' && !response) return { reason: said, permanent: true };
  if (!response) return { reason: `the mail server can't be reached (${said})`, permanent: false };
  const isAboutThem = command === 'RCPT TO' || command === 'DATA';
  const permanent = isAboutThem && isFinal(responseCode ?? 0);
  return { reason: said, permanent };
}

/** 53x asks us to sign in (RFC 4954 §6), at whatever moment; 50x is about the commands of the protocol, save 501. */
function isFinal(responseCode: number): boolean {
  return responseCode === 501 || (responseCode >= 510 && Math.floor(responseCode / 10) !== 53);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 200);
}
