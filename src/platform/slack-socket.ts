import { setTimeout as wait } from 'node:timers/promises';
import { type Logger as BoltLogger, SocketModeReceiver } from '@slack/bolt';
import type { Logger } from './logger.ts';
import type { SlackConnection } from './slack-connection.ts';

const longestPauseMs = 30_000;
/** A peer that doesn't say goodbye is left without it. */
const longestGoodbyeMs = 2000;

/**
 * Requests come through a connection that we open (Socket Mode), so that Slack need not reach us.
 * https://docs.slack.dev/apis/events-api/using-socket-mode
 */
export function socketConnection(options: {
  appToken: string;
  apiUrl: string;
  logger: BoltLogger;
  log: Logger;
}): SlackConnection {
  const { appToken, apiUrl, log } = options;
  const receiver = new SocketModeReceiver({
    appToken,
    // A connection that breaks is no fault of ours: it is opened again.
    logger: { ...options.logger, error: options.logger.warn },
    // Its own way of reconnecting pauses for seconds first, and throws where nobody catches when Slack is down.
    autoReconnectEnabled: false,
    installerOptions: {
      clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, timeout: 10_000 },
    },
  });
  const { client } = receiver;
  const stopping = new AbortController();

  async function stayConnected(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      const ended = new Promise((resolve) => client.once('disconnected', resolve));
      try {
        await client.start();
        log.info('connected to Slack by Socket Mode');
        failures = 0;
        await ended;
      } catch (err) {
        failures += 1;
        log.warn({ err }, 'no connection by Socket Mode; trying again');
        const pauseMs = Math.min(500 * 2 ** failures, longestPauseMs);
        await wait(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  let running = Promise.resolve();
  return {
    receiver,
    async handle(_request, response) {
      response.writeHead(404).end();
    },
    open() {
      running = stayConnected();
    },
    drain() {
      // What comes now isn't acknowledged, so Slack gives it to another connection.
      client.removeAllListeners('slack_event');
    },
    async close() {
      stopping.abort();
      await Promise.race([
        client.disconnect().then(() => running),
        wait(longestGoodbyeMs, undefined, { ref: false }),
      ]);
    },
  };
}
