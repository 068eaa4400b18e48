import { pino } from 'pino';
import pinoPretty from 'pino-pretty';
import { currentRequest } from './request-context.ts';

export type Logger = pino.Logger;

/** Where log lines go: standard output, or a test's list. */
export interface LogSink {
  write(line: string): void;
}

/** Links that let somebody in, and Slack's tokens: they must not be readable in any log line. */
const secretShapes: readonly (readonly [RegExp, string])[] = [
  [/\/(join|reset)\/[A-Za-z0-9_-]{8,}/g, '/$1/[hidden]'],
  [/\bx(?:ox[a-z]|app)[.-][A-Za-z0-9.-]+/g, '[hidden]'],
];

/** Takes whatever looks like a secret out of a text. */
export function hideSecrets(text: string): string {
  return secretShapes.reduce((rest, [shape, shown]) => rest.replace(shape, shown), text);
}

/**
 * The app's log: JSON lines, or readable ones on a terminal. Passwords, tokens and cookies are redacted by
 * name, and every line is searched for links and tokens by shape before it leaves.
 */
export function createLogger(options: { level: string; sink?: LogSink }): Logger {
  const sink: LogSink = options.sink ?? (process.stdout.isTTY ? readable() : process.stdout);
  return pino(
    {
      level: options.level,
      base: null,
      mixin: requestOfLine,
      redact: {
        paths: ['password', 'token', 'cookie', 'authorization'].flatMap((name) => [
          name,
          `*.${name}`,
          `*.*.${name}`,
        ]),
        censor: '[hidden]',
      },
    },
    { write: (line: string) => sink.write(hideSecrets(line)) },
  );
}

function requestOfLine(): { request?: string } {
  const request = currentRequest();
  return request ? { request: request.id } : {};
}

function readable(): LogSink {
  return pinoPretty({ translateTime: 'SYS:HH:MM:ss' });
}
