import { createHmac } from 'node:crypto';
import type { Database } from '../database/database.ts';
import type { Logger } from '../process/logger.ts';
import { mayBeOurs } from './reach.ts';
import type { Json } from './tidy.ts';

/**
 * Knows whether Slack's events reach the app. Slack sends commands and presses to an address as it is, but events only
 * once it has verified it, for which the app must be running: until somebody presses Retry, Home stays empty.
 */
export interface Arrivals {
  /** Notes what has come, signed by Slack; nobody need wait for it, and it never rejects. */
  note(payload: Json): Promise<void>;
  /**
   * Whether an event (or Slack's challenge) has ever come; false when others have come for ten minutes and none was an
   * event. Undefined as long as that can't be said. Never rejects.
   */
  events(): Promise<boolean | undefined>;
}

/** By Socket Mode nothing is sent to an address. */
export const noArrivals: Arrivals = {
  note: async () => undefined,
  events: async () => undefined,
};

/** So long others may come before an event has to: whoever installs the app looks around first. */
const graceMs = 10 * 60_000;
/** How often it is looked whether it must be said, while requests come and no event has. */
const lookAgainMs = 60_000;

const columns = { event: 'first_event_at', request: 'first_request_at' } as const;
type Arrival = keyof typeof columns;

/**
 * What has come is in the database, as events may come to one process and commands to another. It belongs to the
 * address and to the Slack app that sends there, which is another one with another signing secret.
 */
export function createArrivals(options: {
  database: Database;
  log: Logger;
  publicUrl: string;
  signingSecret: string;
  now: () => number;
}): Arrivals {
  const { database, log, publicUrl, signingSecret, now } = options;
  const address = createHmac('sha256', signingSecret)
    .update(`arrivals at ${publicUrl}`)
    .digest('base64url');
  /** What this process needn't write any more. */
  const noted = new Set<Arrival>();
  let lookedAt = Number.NEGATIVE_INFINITY;
  let hasWarned = false;

  async function write(arrival: Arrival): Promise<void> {
    const column = columns[arrival];
    await database.statement(
      `INSERT INTO slack_arrivals AS known (address, ${column})
       VALUES ($1, now() + $2 * interval '1 millisecond')
       ON CONFLICT (address) DO UPDATE SET ${column} = EXCLUDED.${column}
       WHERE known.${column} IS NULL`,
      [address, database.shiftMs],
    );
  }

  async function events(): Promise<boolean | undefined> {
    if (noted.has('event')) return true;
    const [row] = await database.statement<{ has_event: boolean; is_late: boolean | null }>(
      `SELECT first_event_at IS NOT NULL AS has_event,
         first_request_at <= now() + $2 * interval '1 millisecond' AS is_late
       FROM slack_arrivals WHERE address = $1`,
      [address, database.shiftMs - graceMs],
    );
    if (row?.has_event) noted.add('event');
    return row?.has_event || (row?.is_late ? false : undefined);
  }

  async function look(): Promise<void> {
    if (hasWarned || noted.has('event') || now() - lookedAt < lookAgainMs) return;
    lookedAt = now();
    if ((await events()) !== false) return;
    hasWarned = true;
    log.warn({ address: `${publicUrl}/slack/events` }, noEvents);
  }

  async function note(arrival: Arrival): Promise<void> {
    if (!noted.has(arrival)) {
      noted.add(arrival);
      await write(arrival).catch((error: unknown) => {
        noted.delete(arrival);
        throw error;
      });
    }
    if (arrival === 'request') await look();
  }

  /** What it can't tell at the moment costs nobody their command: a database in trouble is told elsewhere. */
  const unlessAway = (err: unknown) => log.debug({ err }, 'arrivals of Slack not noted');
  return {
    async note(payload) {
      const arrival = arrivalOf(payload);
      if (arrival) await note(arrival).catch(unlessAway);
    },
    events: () =>
      events()
        .catch(unlessAway)
        .then((came) => came ?? undefined),
  };
}

const noEvents =
  'commands come from Slack, but no event ever has, so Home stays empty: at https://api.slack.com/apps choose the app, then Event Subscriptions, and press Retry beside the request URL';

/** What a payload tells; undefined of what Slack, or this app itself, only looks at the address with. */
function arrivalOf(payload: Json): Arrival | undefined {
  const { type } = payload;
  if (mayBeOurs(payload)) return undefined;
  // Slack's challenge is how it verifies the address.
  const isEvent = type === 'event_callback' || type === 'url_verification';
  return isEvent || type === 'app_rate_limited' ? 'event' : 'request';
}
