import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type AllMiddlewareArgs,
  type AnyMiddlewareArgs,
  type App,
  type Authorize,
  ErrorCode,
} from '@slack/bolt';
import type { Database } from '../database/database.ts';
import { reportFault } from '../process/error-boundary.ts';
import type { Logger } from '../process/logger.ts';
import { createSparseLog } from '../process/sparse-log.ts';
import { createArrivals, noArrivals } from './arrivals.ts';
import { slackLogger } from './bolt-logger.ts';
import { httpConnection } from './connection.ts';
import { fetchUntil } from './cut-short.ts';
import { showFault } from './fault.ts';
import { IntakeApp, type IntakeDeps } from './intake.ts';
import { noFailures, notingFailures } from './no-access.ts';
import type { SlackPauses } from './pauses.ts';
import type { ClockState, SignatureState } from './signature-watch.ts';
import { socketConnection } from './socket.ts';
import type { TokenWatch } from './token.ts';

/** A trigger lives for 3 s: what a method answers later is of no use. A message by a response_url is of use for longer. */
const answerMs = 2400;

/** The app's Slack side: features register their handlers on `app`. */
export interface SlackShell {
  readonly app: App;
  /** Answers a request below /slack/. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Begins to take what doesn't come by HTTP. */
  open(): void;
  /** Whether the connection to Slack stands; undefined when requests come by HTTP. */
  isOpen(): boolean | undefined;
  /** Whether Slack's events reach us; undefined when that can't be said (yet), or they come by Socket Mode. */
  events(): Promise<boolean | undefined>;
  /** Whether requests are signed with our secret, as far as any have come; undefined when they don't come by HTTP. */
  signature(): SignatureState | undefined;
  /** Whether our clock is Slack's; undefined when requests don't come by HTTP. */
  clock(): ClockState | undefined;
  /** Whether Slack drops events of a team, as there are too many. */
  isHeldBack(): boolean;
  /** Takes no more requests; resolves when no handler runs any more, also those that go on after their answer. */
  close(): Promise<void>;
}

export function createSlackShell(options: {
  signingSecret: string;
  /** Requests then come by Socket Mode. */
  appToken: string | undefined;
  apiUrl: string;
  authorize: Authorize<boolean>;
  token: Pick<TokenWatch, 'suspect'>;
  database: Database;
  /** Where Slack reaches us. */
  publicUrl: string;
  /** Where a team that hasn't got the app (any more) installs it; undefined where there is one team. */
  installUrl: string | undefined;
  now: () => number;
  log: Logger;
  /** Once the app stops, Slack's calls are cut short. */
  stopping: AbortSignal;
  pauses: SlackPauses;
  countHeldBack: () => void;
}): SlackShell {
  const { signingSecret, appToken, apiUrl, token, log } = options;
  const arrivals = appToken === undefined ? createArrivals(options) : noArrivals;
  const logger = slackLogger(log);
  const connection =
    appToken === undefined
      ? httpConnection({ signingSecret, logger, log, arrivals })
      : socketConnection({ appToken, apiUrl, logger, log });
  const failures = noFailures();
  const send = fetchUntil(options.stopping);
  const soon = fetchUntil(options.stopping, answerMs);
  const app = new IntakeApp(
    { ...options, failures, send },
    {
      receiver: connection.receiver,
      authorize: notingFailures(options.authorize, failures),
      logger,
      convoStore: false,
      // Never `headers` here: Bolt would share them, and so a token, between teams.
      clientOptions: {
        slackApiUrl: apiUrl,
        // Waiting out a 429 is too long.
        retryConfig: { retries: 1, minTimeout: 100, maxTimeout: 300 },
        fetch: options.pauses.hearing((url, init) =>
          String(url).startsWith(apiUrl) ? soon(url, init) : send(url, init),
        ),
        rejectRateLimitedCalls: true,
      },
    },
  );
  answerFaults(app, { token, log, failures });
  app.error(async (error) => {
    // The app itself tells why it has no access.
    if (error.code === ErrorCode.AuthorizationError) return;
    token.suspect(error);
    reportFault(log, error, { at: 'slack' });
  });
  const warn = createSparseLog(log);
  return {
    app,
    open: connection.open,
    isOpen: connection.isOpen,
    events: arrivals.events,
    signature: connection.signature,
    clock: connection.clock,
    isHeldBack: () => app.isHeldBack,
    async close() {
      connection.drain();
      await app.settle();
      await connection.close();
    },
    handle(request, response) {
      connection.handle(request, response).catch((err: unknown) => {
        // The connection broke while the request was read; there is nobody to answer.
        warn('broken off', { err }, 'request of Slack broken off');
        response.destroy();
      });
    },
  };
}

/** Turns what a handler throws into an answer with a reference. */
function answerFaults(
  app: App,
  { token, log, failures }: Pick<IntakeDeps, 'token' | 'log' | 'failures'>,
): void {
  app.use(async (args: AllMiddlewareArgs & AnyMiddlewareArgs) => {
    try {
      await args.next();
    } catch (error) {
      failures.inHandler.set(args.body, error);
      token.suspect(error);
      const ref = reportFault(log, error, { at: 'slack', type: args.body.type ?? 'command' });
      await showFault(args, error, ref, log);
    }
  });
}
