import { LogLevel, type Logger as SlackLogger } from '@slack/bolt';
import type { Logger } from '../process/logger.ts';

/** What a client says, without which call it was, before it throws the error. */
const failedCall = 'http request failed';

/**
 * The log for everything of Slack's that would otherwise write plain text to the console: Bolt, its receivers and
 * every client. Debug lines hold whole requests, so they are dropped. That a call failed is told by whoever made it.
 */
export function slackLogger(log: Logger): SlackLogger {
  const say =
    (level: 'debug' | 'warn' | 'error') =>
    (...parts: unknown[]): void =>
      log[level]({ bolt: parts.map(String).join(' ') }, 'bolt');
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (...parts) => say(parts[0] === failedCall ? 'debug' : 'warn')(...parts),
    error: say('error'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}
