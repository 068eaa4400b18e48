import { EventEmitter } from 'node:events';
import pg from 'pg';
import type { Logger } from '../process/logger.ts';
import { PostgresClient } from './postgres-session.ts';

/** Calls back whenever somebody signals on the channel; returns how to stop. */
type Listen = (channel: string, onSignal: () => void) => Promise<() => Promise<void>>;

const reconnectAfterMs = 1000;

/**
 * Listens to PostgreSQL's channels on one connection for all, which is there while anybody listens. When it breaks, or
 * can't be had, another is opened. Signals sent meanwhile are missed, so whoever listens must also look now and then.
 */
export function listenOnPostgres(connectionString: string, log: Logger): Listen {
  const signals = new EventEmitter();
  let connection: Promise<PostgresClient> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isAway = false;

  const channels = () => signals.eventNames().map(String);

  function connect(): Promise<PostgresClient> {
    const client = new PostgresClient({
      connectionString,
      connectionTimeoutMillis: 5000,
      keepAlive: true,
    });
    client.on('notification', ({ channel }) => signals.emit(channel));
    const opened = open(client);
    connection = opened;
    const lost = (error: Error) => connection === opened && connectLater(client, error);
    client.on('error', lost);
    opened.catch(lost);
    return opened;
  }

  async function open(client: PostgresClient): Promise<PostgresClient> {
    await client.connect();
    await client.query(channels().map(listenTo).join(';'));
    if (isAway) log.info('the database answers again');
    isAway = false;
    return client;
  }

  function connectLater(lost: PostgresClient, { message }: Error): void {
    connection = undefined;
    lost.end().catch(() => undefined);
    if (!isAway) log.warn({ reason: message }, 'listening connection lost');
    isAway = true;
    timer = setTimeout(() => {
      timer = undefined;
      connect().then(
        () => void channels().map((channel) => signals.emit(channel)),
        () => undefined,
      );
    }, reconnectAfterMs);
  }

  async function close(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const last = connection;
    connection = undefined;
    await last?.then(
      (client) => client.end(),
      () => undefined,
    );
  }

  return async (channel, onSignal) => {
    signals.on(channel, onSignal);
    const listening = timer ? undefined : (connection ?? connect());
    // Without a connection it is listened to on the next.
    await listening?.then((client) => client.query(listenTo(channel))).catch(() => undefined);
    return async () => {
      signals.off(channel, onSignal);
      if (channels().length === 0) await close();
    };
  };
}

function listenTo(channel: string): string {
  return `LISTEN ${pg.escapeIdentifier(channel)}`;
}
