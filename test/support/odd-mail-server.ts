import { startMailServer, type Trouble } from '../../scripts/stage/mail-server.js';

/** A mail server with moods: what it does depends on the name in the address. */
export interface OddMailServer {
  /** With five connections to it at most. */
  readonly smtpUrl: string;
  /** Whose letters it took, oldest first. */
  taken(): string[];
  /** How many letters wait for its answer: those to `hang…` and `think…`. */
  waiting(): number;
  /** Answers those that wait: no (for now). */
  release(): void;
  /** Keeps nobody waiting any more. */
  calmDown(): void;
  stop(): Promise<void>;
}

const moods: Readonly<Record<string, Trouble>> = {
  hang: { at: 'address', answer: 'silence' },
  think: { at: 'letter', answer: 'silence' },
  drop: { at: 'letter', answer: 'cut' },
  bye: { at: 'letter', answer: '421 closing, bye' },
};

const calm: Trouble = { at: 'address', answer: '451 still busy' };

/**
 * Starts it: `hang…` gets no answer, `think…` none to the letter itself, `drop…` gets the connection cut after the
 * letter, `bye…` a 421.
 */
export async function startOddMailServer(): Promise<OddMailServer> {
  const { smtpUrl, arrivals, misbehave, waiting, release, close } = await startMailServer();
  const moodOf = (address: string) => moods[/^[a-z]+/.exec(address)?.[0] ?? ''];
  misbehave(moodOf);
  return {
    smtpUrl: `${smtpUrl}?maxConnections=5`,
    taken: () => arrivals.map(({ to }) => to),
    waiting,
    release,
    calmDown() {
      misbehave((address) => (address.startsWith('hang') ? calm : moodOf(address)));
      release();
    },
    stop: close,
  };
}
