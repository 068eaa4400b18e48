import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** An email that arrived. */
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
   * Refuses with this answer, e.g. `451 try again later` (after RCPT; 421 to whoever connects, too), until called with
   * undefined.
   */
  refuseWith(answer: string | undefined): void;
  /** Throws every letter away. */
  clear(): void;
  stop(): Promise<void>;
}

/** A letter as it is kept over a restart. */
export type KeptLetter = Pick<MailboxLetter, 'to' | 'raw'> & { readonly receivedAt: string };

/** The letters of a mailbox as plain data. */
export function keptLetters(mailbox: Mailbox): KeptLetter[] {
  return mailbox.letters.map(({ to, raw, receivedAt }) => {
    return { to, raw, receivedAt: receivedAt.toISOString() };
  });
}

async function takenUp(kept: KeptLetter, index: number): Promise<MailboxLetter> {
  const { to, raw } = kept;
  const parsed = await simpleParser(raw);
  return { number: index + 1, to, raw, receivedAt: new Date(kept.receivedAt), parsed };
}

/**
 * Starts the mail server on a free port of this machine only, with the letters of another time if there
 * are any. `now` dates what arrives.
 */
export async function startMailbox({
  letters: kept = [],
  now = Date.now,
}: {
  letters?: readonly KeptLetter[];
  now?: () => number;
} = {}): Promise<Mailbox> {
  const letters = await Promise.all(kept.map(takenUp));
  const listeners = new Set<(letter: MailboxLetter) => void>();
  let refusal: string | undefined;

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onConnect(_session, callback) {
      callback(refusal?.startsWith('421') ? smtpError(refusal) : undefined);
    },
    onRcptTo(_address, _session, callback) {
      callback(refusal === undefined ? undefined : smtpError(refusal));
    },
    onData(stream, session, callback) {
      readAll(stream)
        .then(async (raw) => {
          const to = session.envelope.rcptTo.map(({ address }) => address).join(', ');
          const parsed = await simpleParser(raw);
          const letter = {
            number: letters.length + 1,
            to,
            receivedAt: new Date(now()),
            raw,
            parsed,
          };
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
    clear() {
      letters.splice(0);
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
