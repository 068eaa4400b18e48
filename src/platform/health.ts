import type { Hono } from 'hono';
import type { Database } from './database.ts';

/** For load balancers: /healthz says that the process is up, /readyz that it can do its work. */
export function healthRoutes(
  web: Hono,
  parts: { database: Database; worker: { isHealthy(): boolean } },
): void {
  web.get('/healthz', (c) => c.text('ok\n'));
  web.get('/readyz', async (c) => {
    const database = await parts.database.read(async () => true).catch(() => false);
    const deliveries = parts.worker.isHealthy();
    const ready = database && deliveries;
    return c.json({ ready, database, deliveries }, ready ? 200 : 503);
  });
}
