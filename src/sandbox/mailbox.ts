import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** An e-mail that arrived. */
export interface MailboxLetter {
  /** Counts up from 1. */
  readonly number: number;
  readonly to: string;
  readonly receivedAt: Date;
  /** The message as it came over the wire. */
  readonly raw: string;
  readonly parsed: ParsedMail;
}

/** A real mail server that keeps what it gets, for everybody's address. */
export interface Mailbox {
  readonly smtpUrl: string;
  /** What arrived, oldest first. */
  readonly letters: readonly MailboxLetter[];
  /** Calls back after each arrival; returns how to stop. */
  onLetter(listener: (letter: MailboxLetter) => void): () => void;
  /**
   * Refuses with this answer, e.g. `451 try again later` (after RCPT), until called with undefined.
   */
  refuseWith(answer: string | undefined): void;
  stop(): Promise<void>;
}

/** Starts the mail server on a free port of this machine only. */
export async function startMailbox(): Promise<Mailbox> {
  const letters: MailboxLetter[] = [];
  const listeners = new Set<(letter: MailboxLetter) => void>();
  let refusal: string | undefined;

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo(_address, _session, callback) {
      callback(refusal === undefined ? undefined : smtpError(refusal));
    },
    onData(stream, session, callback) {
      readAll(stream)
        .then(async (raw) => {
          const to = session.envelope.rcptTo.map(({ address }) => address).join(', ');
          const parsed = await simpleParser(raw);
          const letter = { number: letters.length + 1, to, receivedAt: new Date(), raw, parsed };
          letters.push(letter);
          callback();
          for (const listener of listeners) listener(letter);
        })
        .catch((error: Error) => callback(error));
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.on('error', reject);
    const listening = server.listen(0, '127.0.0.1', () =>
      resolve((listening.address() as AddressInfo).port),
    );
  });
  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    letters,
    onLetter(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refuseWith(answer) {
      refusal = answer;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function smtpError(answer: string): Error {
  const [, code, text] = /^(\d{3}) (.*)$/.exec(answer) ?? [];
  return Object.assign(new Error(text ?? answer), { responseCode: Number(code ?? 451) });
}

async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  let raw = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream) raw += String(chunk);
  return raw;
}
