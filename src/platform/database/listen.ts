import pg from 'pg';
import type { Logger } from '../process/logger.ts';
import { PostgresClient } from './postgres-session.ts';

const reconnectAfterMs = 1000;

/**
 * Listens to a PostgreSQL channel on a connection of its own, and connects again when that breaks.
 * Signals sent meanwhile are missed, so whoever listens must also look now and then.
 */
export async function listenOnPostgres(
  connectionString: string,
  channel: string,
  onSignal: () => void,
  log: Logger,
): Promise<() => Promise<void>> {
  let stopped = false;
  let client: PostgresClient | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const fresh = new PostgresClient({
      connectionString,
      connectionTimeoutMillis: 5000,
      keepAlive: true,
    });
    fresh.on('notification', onSignal);
    fresh.on('error', ({ message }) => {
      log.warn({ reason: message, channel }, 'listening connection lost');
      connectLater();
    });
    client = fresh;
    await fresh.connect();
    await fresh.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
  }

  function connectLater(): void {
    if (stopped || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      connect().then(() => {
        log.info({ channel }, 'the database answers again');
        onSignal();
      }, connectLater);
    }, reconnectAfterMs);
  }

  await connect();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await client?.end();
  };
}
