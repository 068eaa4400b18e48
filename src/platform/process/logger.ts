import { pino } from 'pino';
import { secretFolders } from '../../shared/secret-paths.ts';
import { loggedError } from './logged-error.ts';
import { currentRequest } from './request-context.ts';

/** A package that is for developing: without it, and where nobody reads along, the lines stay JSON. */
const pretty = process.stdout.isTTY
  ? await import('pino-pretty').catch(() => undefined)
  : undefined;

export type Logger = pino.Logger;

/** Where log lines go: standard output, or a test's list. */
export interface LogSink {
  write(line: string): void;
}

/** Links that let somebody in, and Slack's tokens: they must not be readable in any log line. */
const secretShapes: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`/(${secretFolders.join('|')})/[A-Za-z0-9_-]{8,}`, 'g'), '/$1/[hidden]'],
  [/\bx(?:ox[a-z]|app)[.-][A-Za-z0-9.-]+/g, '[hidden]'],
  // The user and password of a URL, also of one that isn't well-formed.
  [/(\b[a-z]+:\/\/)[^\s"]*:[^\s"]*@/g, '$1[hidden]@'],
];

/** Takes out of a text, which may be JSON, the given secrets and whatever else looks like one. */
export function hideSecrets(text: string, secrets: readonly string[] = []): string {
  const byShape = secretShapes.reduce((rest, [shape, shown]) => rest.replace(shape, shown), text);
  return secrets
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .reduce((rest, secret) => rest.replaceAll(secret, '[hidden]'), byShape);
}

/**
 * The app's log: JSON lines, or readable ones on a developer's terminal. Passwords, tokens and cookies are redacted by
 * name, and every line is searched for links and tokens by shape, and for the given secrets, before it leaves.
 */
export function createLogger(options: {
  level: string;
  sink?: LogSink;
  secrets?: readonly string[];
}): Logger {
  const readable = pretty?.default({ translateTime: 'SYS:HH:MM:ss' });
  const sink: LogSink = options.sink ?? readable ?? process.stdout;
  return pino(
    {
      level: options.level,
      base: null,
      mixin: requestOfLine,
      serializers: { err: loggedError },
      redact: {
        paths: ['password', 'token', 'cookie', 'authorization'].flatMap((name) => [
          name,
          `*.${name}`,
          `*.*.${name}`,
        ]),
        censor: '[hidden]',
      },
    },
    { write: (line: string) => sink.write(hideSecrets(line, options.secrets)) },
  );
}

function requestOfLine(): { request?: string } {
  const request = currentRequest();
  return request ? { request: request.id } : {};
}
