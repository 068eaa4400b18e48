import { createTransport } from 'nodemailer';
import SMTPPool from 'nodemailer/lib/smtp-pool';
import type { Config } from '../config.ts';
import { createEnding, endedAfter } from '../platform/process/deadline.ts';
import type { Letter } from '../shared/letter.tsx';
import type { MailServer } from '../shared/server-url.ts';
import { createConnectionLimit, isOneTooMany } from './mail-connections.ts';
import { mailFailure } from './mail-failure.ts';
import { DeliveryFailed, slotsPerChannel } from './rules.ts';
import { lookAtMailServer, type MailServerLook } from './smtp-look.ts';
import { reasons } from './texts.ts';

/** Hands emails to the mail server. */
export interface MailSender {
  /** How many emails it sends at a time at most. */
  readonly connections: number;
  /** How many it sends at a time now: fewer while the server has refused more connections. */
  connectionsNow(): number;
  /** Resolves once the server has taken the letter; throws DeliveryFailed otherwise, with a MailFailure. */
  send(to: string, letter: Letter, messageId: string): Promise<void>;
  /** Connects and signs in without sending anything; throws DeliveryFailed when that fails. */
  look(): Promise<MailServerLook>;
  /** Ends what is being sent, too. */
  close(): void;
}

const minute = 60_000;

/**
 * How long a server may think: RFC 5321 §4.5.3.2 has 5 minutes for the greeting and most answers, and 10 for the
 * one to the message, as some look through it first. Whoever is given less gets the same email again and again.
 */
export const mailTimeouts = {
  connectionTimeout: 6 * minute,
  greetingTimeout: 5 * minute,
  socketTimeout: 10 * minute,
  dnsTimeout: 10_000,
} as const;

/** A server that goes on answering, but never comes to an end, is left alone after this. */
const deadlineMs = 20 * minute;

/**
 * A sender for the configured server, to which it calls itself `ownName`; without one (SMTP_URL=none) every
 * letter fails, and says why.
 */
export function createMailSender(mail: Config['mail'], ownName: string): MailSender {
  if (!mail) return noMailSender;
  const { server, from, bouncesTo, dkim } = mail;
  const closed = createEnding();
  const options = connectionOptions(server, ownName);
  const pool = new SMTPPool({
    ...options,
    ...(server.credentials && {
      auth: { user: server.credentials.user, pass: server.credentials.password },
    }),
    pool: true,
    maxConnections: server.maxConnections,
  });
  const transport = createTransport(pool, {
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(dkim && { dkim }),
  });
  const look = () => lookAtMailServer(options, server.credentials, closed.signal);
  const limit = createConnectionLimit(server.maxConnections, () => performance.now());

  async function send(to: string, letter: Letter, messageId: string): Promise<void> {
    if (needsUtf8(to) && !(await look()).takesUtf8) throw new AddressNotTaken();
    const message = {
      from,
      to: { name: '', address: to },
      ...(bouncesTo && { envelope: { from: bouncesTo, to } }),
      // A bounce then doesn't carry the letter with its link about (RFC 3461 §4.3); only servers with DSN are asked.
      dsn: { return: 'headers' },
      ...(letter.replyTo && !needsUtf8(letter.replyTo) && { replyTo: letter.replyTo }),
      subject: letter.subject,
      text: letter.text,
      html: letter.html,
      messageId,
      // RFC 3834: no out-of-office answers to an automatic message, please.
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    };
    await endedAfter(deadlineMs, closed.signal, (signal) =>
      withinLimit(async () => void (await transport.sendMail({ ...message, signal }))),
    );
  }

  /** What met one connection too many goes over those that there are, as soon as one is free. */
  async function withinLimit(sendIt: () => Promise<void>): Promise<void> {
    for (;;) {
      pool.options.maxConnections = limit.current();
      try {
        await sendIt();
        return limit.taken();
      } catch (error) {
        if (!isOneTooMany(error) || !limit.lower()) throw error;
      }
    }
  }
  return {
    connections: server.maxConnections,
    connectionsNow: limit.current,
    send: (...letter) => send(...letter).catch(told),
    look: () => look().catch(told),
    close() {
      closed.abort();
      transport.close();
    },
  };
}

function told(cause: unknown): never {
  throw new DeliveryFailed(mailFailure(cause), { cause });
}

function connectionOptions(server: MailServer, ownName: string) {
  const { host, port, secure, servername, authMethod } = server;
  const name = server.name ?? ehloName(ownName);
  return {
    host,
    port,
    secure,
    requireTLS: server.requireTls,
    tls: { rejectUnauthorized: server.rejectUnauthorized, ...(servername && { servername }) },
    ...(name && { name }),
    ...(authMethod && { authMethod }),
    ...mailTimeouts,
  };
}

/** RFC 5321 §4.1.3: an address stands in brackets. A name without a dot means nothing to anybody else. */
function ehloName(host: string): string | undefined {
  if (host.startsWith('[')) return host.replace('[', '[IPv6:');
  if (/^\d+(\.\d+){3}$/.test(host)) return `[${host}]`;
  return host.includes('.') ? host : undefined;
}

/** Whether only a server with SMTPUTF8 may be given the address (RFC 6531 §3.3); domains have punycode instead. */
function needsUtf8(address: string): boolean {
  return /[^\x20-\x7E]/.test(address.slice(0, address.lastIndexOf('@')));
}

/** nodemailer itself would send the address all the same. */
class AddressNotTaken extends Error {
  readonly code = 'ESMTPUTF8';
  constructor() {
    super('the mail server takes no addresses with letters such as é or ü before the @ (SMTPUTF8)');
  }
}

const noMailSender: MailSender = {
  connections: slotsPerChannel,
  connectionsNow: () => slotsPerChannel,
  send: noMail,
  look: noMail,
  close: () => undefined,
};

async function noMail(): Promise<never> {
  throw new DeliveryFailed({ reason: reasons.sendsNoEmail, permanent: true });
}
