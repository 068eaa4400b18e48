import type { Hono } from 'hono';
import type { Database } from '../database/database.ts';
import { within } from '../process/deadline.ts';

/** Whoever asks wants an answer, also when the database gives none. */
const maxLookMs = 2000;

/**
 * For load balancers: /healthz says that the process is up, /readyz that it can do its work. A connection to Slack
 * that doesn't stand (Socket Mode) is told there, too, but is no reason to take the pages away from people.
 */
export function healthRoutes(
  web: Hono,
  parts: {
    database: Database;
    worker: { isHealthy(): boolean };
    slack: { isOpen(): boolean | undefined };
    token: { state(): string | undefined };
    email(): string;
  },
): void {
  web.get('/healthz', (c) => c.text('ok\n'));
  web.get('/readyz', async (c) => {
    const database = await answersInTime(parts.database, maxLookMs);
    const deliveries = parts.worker.isHealthy();
    const ready = database && deliveries;
    const slack = parts.slack.isOpen();
    // Slack's token or a mail server in trouble makes this process no less able; but whoever looks wants to know.
    const email = parts.email();
    const token = parts.token.state();
    return c.json({ ready, database, deliveries, slack, token, email }, ready ? 200 : 503);
  });
}

/** Whether the database answers anything, within so many milliseconds. */
export async function answersInTime(database: Database, ms: number): Promise<boolean> {
  return await within(ms, database.statement('SELECT 1', [])).then(
    () => true,
    () => false,
  );
}
