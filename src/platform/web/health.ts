import type { Hono } from 'hono';
import { answersInTime } from '../database/away.ts';
import type { Database } from '../database/database.ts';

/** Whoever asks wants an answer, also when the database gives none. */
const maxLookMs = 2000;

/**
 * For load balancers: /healthz says that the process is up, /readyz that it can do its work, `changes` among it: they are
 * refused while the database is read only or its disk is full. A connection to Slack
 * that doesn't stand (Socket Mode) is told there, too, but is no reason to take the pages away from people.
 */
export function healthRoutes(
  web: Hono,
  parts: {
    database: Database;
    worker: { isHealthy(): boolean };
    slack: {
      isOpen(): boolean | undefined;
      signature(): string | undefined;
      clock(): string | undefined;
      events(): Promise<boolean | undefined>;
      isHeldBack(): boolean;
    };
    token: { state(): string | undefined };
    email(): string;
  },
): void {
  web.get('/healthz', (c) => c.text('ok\n'));
  web.get('/readyz', async (c) => {
    const database = await answersInTime(parts.database, maxLookMs);
    const deliveries = parts.worker.isHealthy();
    const changes = !parts.database.refusesChanges();
    const ready = database && changes && deliveries;
    const slack = parts.slack.isOpen();
    // Slack's token, its events or a mail server in trouble make this process no less able; but whoever looks wants to
    // know.
    const email = parts.email();
    const token = parts.token.state();
    const signature = parts.slack.signature();
    const clock = parts.slack.clock();
    const events = database ? await parts.slack.events() : undefined;
    const eventsHeldBack = parts.slack.isHeldBack();
    const ofSlack = { slack, signature, clock, token, events, eventsHeldBack };
    const told = { ready, database, changes, deliveries, ...ofSlack, email };
    return c.json(told, ready ? 200 : 503);
  });
}
