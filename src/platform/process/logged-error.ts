/** An error as the log shows it. */
interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly [detail: string]: unknown;
}

/**
 * The details of errors that the log is for. All others stay out: libraries put requests, connections and the very
 * input that they could not read into their errors, with the secrets in them.
 */
const details = [
  'code',
  'originalCode',
  'errno',
  'syscall',
  'address',
  'port',
  'statusCode',
  'responseCode',
  'response',
  'command',
  'retryAfter',
  'severity',
  'table',
  'column',
  'constraint',
];

/** What of an error, or of whatever else was thrown, goes into a log line; its causes, too. */
export function loggedError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return typeof error === 'object' ? ownDetails(error) : error;
  const { cause, data } = error as { cause?: unknown; data?: { error?: unknown } };
  const logged: LoggedError = {
    // Bolt's own errors have no name but that of their class.
    type: error.name === 'Error' ? error.constructor.name : error.name,
    message: error.message,
    stack: error.stack,
    ...ownDetails(error),
    // Slack's own name for its refusal.
    ...(typeof data?.error === 'string' && { slackError: data.error }),
    ...(cause !== undefined && depth < 5 && { cause: loggedError(cause, depth + 1) }),
  };
  return logged;
}

function ownDetails(error: unknown): Record<string, unknown> {
  const found = Object(error) as Record<string, unknown>;
  const scalars = details.filter((name) => ['string', 'number'].includes(typeof found[name]));
  return Object.fromEntries(scalars.map((name) => [name, found[name]]));
}
