import { setTimeout as wait } from 'node:timers/promises';
import { type Logger as BoltLogger, SocketModeReceiver } from '@slack/bolt';
import { reportFault } from '../process/error-boundary.ts';
import type { Logger } from '../process/logger.ts';
import type { SlackConnection } from './connection.ts';
import { NotNow } from './no-access.ts';
import { PayloadRefused } from './payload.ts';
import { readMessages } from './socket-messages.ts';

const shortestPauseMs = 500;
const maxPauseMs = 30_000;
/** A connection that ends before has not held: Slack closes it right after its hello when it doesn't want us. */
const settledMs = 10_000;
/** A peer that doesn't say goodbye is left without it. */
const maxGoodbyeMs = 2000;

interface SocketOptions {
  readonly appToken: string;
  readonly apiUrl: string;
  readonly logger: BoltLogger;
  readonly log: Logger;
}

/**
 * Requests come through a connection that we open (Socket Mode), so that Slack need not reach us. One that breaks is
 * opened again: at once when it has held for a while, else after pauses that become longer.
 * https://docs.slack.dev/apis/events-api/using-socket-mode
 */
export function socketConnection(options: SocketOptions): SlackConnection {
  const { log } = options;
  /** Why Slack ended the connection, as far as it said so. */
  let reason: string | undefined;
  const receiver = createReceiver(options, (said) => {
    reason ??= said.slice(0, 200);
  });
  const { client } = receiver;
  const stopping = new AbortController();
  const connection = keepConnected(client, {
    log,
    stopping: stopping.signal,
    takeReason() {
      const last = reason;
      reason = undefined;
      return last;
    },
  });
  let running = Promise.resolve();
  return {
    receiver,
    async handle(_request, response) {
      response.writeHead(404).end();
    },
    open() {
      running = connection.stay();
    },
    isOpen: connection.isOpen,
    signature: () => undefined,
    clock: () => undefined,
    drain() {
      // What comes now isn't acknowledged, so Slack gives it to another connection.
      client.removeAllListeners('slack_event');
    },
    async close() {
      stopping.abort();
      await Promise.race([
        client.disconnect().then(() => running),
        wait(maxGoodbyeMs, undefined, { ref: false }),
      ]);
    },
  };
}

type Client = SocketModeReceiver['client'];

/** Opens a connection, and another one whenever it ends, until it is to stop. */
function keepConnected(
  client: Client,
  options: { log: Logger; stopping: AbortSignal; takeReason: () => string | undefined },
): { stay(): Promise<void>; isOpen(): boolean } {
  const { log, stopping, takeReason } = options;
  let failures = 0;
  let openSince: number | undefined;

  const hasHeld = (): boolean =>
    openSince !== undefined && performance.now() - openSince > settledMs;

  /** Opens a connection, and resolves when it has ended; rejects when there was none. */
  async function live(): Promise<void> {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    client.once('disconnected', end);
    try {
      await client.start();
    } catch (error) {
      client.off('disconnected', end);
      throw error;
    }
    log.info('connected to Slack by Socket Mode');
    openSince = performance.now();
    await ended;
  }

  /** Notes that there is no connection (any more), and gives how long to wait before the next. */
  function pauseAfter(err: unknown): number {
    const held = hasHeld();
    const reason = takeReason();
    const pauseMs = held ? 0 : Math.min(shortestPauseMs * 2 ** failures, maxPauseMs);
    const what = openSince === undefined ? 'no connection' : 'Slack ended the connection';
    if (!stopping.aborted) {
      log[held ? 'info' : 'warn']({ err, reason, pauseMs }, `${what} by Socket Mode; trying again`);
    }
    failures = held ? 0 : failures + 1;
    openSince = undefined;
    return pauseMs;
  }

  async function stayConnected(): Promise<void> {
    while (!stopping.aborted) {
      const pauseMs = await live().then(() => pauseAfter(undefined), pauseAfter);
      await wait(pauseMs, undefined, { signal: stopping }).catch(() => undefined);
    }
  }

  const isOpen = () => openSince !== undefined && (failures === 0 || hasHeld());
  return { stay: stayConnected, isOpen };
}

/** What the client says of the last thing that it hears, and tells nobody but its log. */
const closeFrame = /^WebSocket close frame received \((.*)\)$/;

function createReceiver(
  { appToken, apiUrl, logger, log }: SocketOptions,
  hearGoodbye: (said: string) => void,
): SocketModeReceiver {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: {
      ...logger,
      // A connection that breaks is no fault of ours: it is opened again.
      error: logger.warn,
      debug(line: unknown) {
        const [, said] = closeFrame.exec(String(line)) ?? [];
        if (said !== undefined) hearGoodbye(said);
      },
    },
    // Its own way of reconnecting pauses for seconds first, and throws where nobody catches when Slack is down.
    autoReconnectEnabled: false,
    installerOptions: {
      clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, timeout: 10_000 },
    },
    // What isn't acknowledged is, to Slack, what an answer other than 200 is by HTTP.
    async processEventErrorHandler({ error }) {
      const isTold = error instanceof PayloadRefused || error instanceof NotNow;
      if (!isTold) reportFault(log, error, { at: 'slack' });
      return false;
    },
  });
  readMessages(receiver.client, {
    goodbye: hearGoodbye,
    failed: (err) => log.warn({ err }, 'message by Socket Mode could not be read'),
  });
  return receiver;
}
