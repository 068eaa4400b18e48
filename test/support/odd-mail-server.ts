import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail server with moods: what it does depends on the name in the address. */
export interface OddMailServer {
  readonly smtpUrl: string;
  /** Whose letters it took, oldest first. */
  readonly taken: readonly string[];
  /** How many letters wait for its answer: those to `hang…` and `think…`. */
  waiting(): number;
  /** Answers those that wait: no (for now). */
  release(): void;
  /** Keeps nobody waiting any more. */
  calmDown(): void;
  stop(): Promise<void>;
}

/**
 * Starts it: `hang…` gets no answer, `think…` none to the letter itself, `drop…` gets the connection cut after the
 * letter, `bye…` a 421.
 */
export async function startOddMailServer(): Promise<OddMailServer> {
  const taken: string[] = [];
  const held = new Set<() => void>();
  let isCalm = false;
  const release = (): void => {
    for (const answer of held) answer();
    held.clear();
  };
  const server = new SMTPServer({
    closeTimeout: 100,
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo({ address }, _session, callback) {
      if (!address.startsWith('hang')) return callback();
      const answer = (): void => callback(refusal(451, 'still busy'));
      if (isCalm) return answer();
      held.add(answer);
    },
    onData(stream, session, callback) {
      const address = session.envelope.rcptTo[0]?.address ?? '';
      stream.resume();
      stream.once('end', () => {
        if (address.startsWith('bye')) return callback(refusal(421, 'closing, bye'));
        if (address.startsWith('think')) return void held.add(() => callback(refusal(451, 'busy')));
        if (address.startsWith('drop')) return cut(server, session.id);
        taken.push(address);
        callback();
      });
    },
  });
  // Connections that are cut end with an error here, as they should.
  server.on('error', () => undefined);
  const port = await new Promise<number>((resolve) => {
    const listening = server.listen(0, '127.0.0.1', () =>
      resolve((listening.address() as AddressInfo).port),
    );
  });
  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    taken,
    waiting: () => held.size,
    release,
    calmDown() {
      isCalm = true;
      release();
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

function cut(server: SMTPServer, sessionId: string): void {
  for (const connection of server.connections) {
    if (connection.id === sessionId) connection._socket.destroy();
  }
}
