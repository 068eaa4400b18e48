const minute = 60_000;

/** So many are opened before the server has taken an email: if it lets nobody in, it isn't asked more often than that. */
const first = 5;
/** After so long without an email, it begins anew. */
const idleMs = minute / 2;
/** How long a server that refused a connection as one too many is spared. */
const spareMs = 10 * minute;

/** What nodemailer's errors have. */
interface Refused {
  readonly command?: string;
  readonly responseCode?: number;
}

export interface ConnectionLimit {
  /** How many connections may be open now. */
  current(): number;
  /** Notes that the server has taken an email. */
  taken(): void;
  /** Notes that one was too many; gives whether it is worth trying with fewer. */
  lower(): boolean;
}

/**
 * How many connections a mail server is asked for: a few, then one more with each email that it takes, until there are
 * `max`; and fewer for a while once it has refused one. If it refuses even the only one, it isn't about their number.
 * @param nowMs Any clock that only goes forward.
 */
export function createConnectionLimit(max: number, nowMs: () => number): ConnectionLimit {
  let grown = 0;
  let takenAt = Number.NEGATIVE_INFINITY;
  let lowered = max;
  let loweredAt = Number.NEGATIVE_INFINITY;
  const allowed = () => (nowMs() - loweredAt < spareMs ? lowered : max);
  const current = () => Math.min(allowed(), nowMs() - takenAt < idleMs ? grown : first);
  return {
    current,
    taken() {
      grown = Math.min(current() + 1, max);
      takenAt = nowMs();
    },
    lower() {
      const fewer = current() - 1;
      lowered = fewer > 0 ? fewer : max;
      loweredAt = nowMs();
      return fewer > 0;
    },
  };
}

/**
 * Whether the server may have enough of our connections: it puts one off (4xx) before it knows of an email, or says so
 * with Exchange's own code.
 */
export function isOneTooMany(error: unknown): boolean {
  const { command = '', responseCode = 0 } = Object(error ?? {}) as Refused;
  const isPutOff = responseCode >= 400 && responseCode < 500;
  return responseCode === 432 || (isPutOff && /^(CONN|EHLO|HELO|AUTH)/.test(command));
}
