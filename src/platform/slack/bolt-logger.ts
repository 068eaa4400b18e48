import { LogLevel, type Logger as SlackLogger } from '@slack/bolt';
import type { Logger } from '../process/logger.ts';

/**
 * The log for everything of Slack's that would otherwise write plain text to the console: Bolt, its receivers and
 * every client. Debug lines hold whole requests, so they are dropped.
 */
export function slackLogger(log: Logger): SlackLogger {
  const say =
    (level: 'warn' | 'error') =>
    (...parts: unknown[]): void =>
      log[level]({ bolt: parts.map(String).join(' ') }, 'bolt');
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: say('warn'),
    error: say('error'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}
