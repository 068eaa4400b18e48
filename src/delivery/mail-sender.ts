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
        await transport.sendMail({
          from: mail.from,
          to: { name: '', address: to },
          subject: letter.subject,
          text: letter.text,
          html: letter.html,
          messageId,
          // RFC 3834: no out-of-office answers to an automatic message, please.
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        });
      } catch (cause) {
        throw new DeliveryFailed(mailFailure(cause), { cause });
      }
    },
    close: () => transport.close(),
  };
}

/** What the mail server's refusal means: 5xx to the recipient or the message is final (RFC 5321 §4.2.1). */
export function mailFailure(error: unknown): DeliveryFailure {
  const { responseCode, response, code, message } = (error ?? {}) as {
    responseCode?: number;
    response?: string;
    code?: string;
    message?: string;
  };
  const said = oneLine(response ?? message ?? 'unknown error');
  // A refused sign-in is 5xx too, but it is about us: it ends when the operator mends it.
  const permanent = responseCode !== undefined && responseCode >= 500 && code !== 'EAUTH';
  const reason = response ? said : `the mail server can't be reached (${said})`;
  return { reason, permanent };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 200);
}
