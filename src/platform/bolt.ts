import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type AllMiddlewareArgs,
  type AnyMiddlewareArgs,
  App,
  type Authorize,
  type Logger as BoltLogger,
  HTTPReceiver,
  LogLevel,
} from '@slack/bolt';
import { reportFault } from './error-boundary.ts';
import type { Logger } from './logger.ts';
import { readBody } from './slack-body.ts';
import { showFault } from './slack-fault.ts';
import { ForeignTeam } from './slack-identity.ts';
import { isSlackPayload } from './slack-payload.ts';

/** The app's Slack side: features register their handlers on `app`. */
export interface SlackShell {
  readonly app: App;
  /** Answers a request below /slack/. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Resolves when no handler runs any more, also those that go on after their acknowledgement. */
  settle(): Promise<void>;
}

/** A clock that runs ahead of ours by more than this isn't Slack's. */
const futureToleranceSeconds = 300;

/** Largest request body; Slack's own are far below it. */
const bodyLimitBytes = 1024 * 1024;

export function createSlackShell(options: {
  signingSecret: string;
  apiUrl: string;
  authorize: Authorize<boolean>;
  log: Logger;
}): SlackShell {
  const logger = boltLogger(options.log);
  const receiver = new HTTPReceiver({
    signingSecret: options.signingSecret,
    endpoints: '/slack/events',
    logger,
  });
  const app = new App({
    receiver,
    authorize: options.authorize,
    logger,
    convoStore: false,
    // Never `headers` here: Bolt would share them, and so a token, between teams.
    clientOptions: {
      slackApiUrl: options.apiUrl,
      // A trigger lives for 3 s: an answer that takes longer is none, and waiting out a 429 is too long.
      retryConfig: { retries: 1, minTimeout: 100, maxTimeout: 300 },
      timeout: 2500,
      rejectRateLimitedCalls: true,
    },
  });
  const running = trackHandlers(app, options.log);
  app.error(async (error) => {
    const foreign = foreignTeam(error);
    if (foreign) {
      options.log.warn({ team: foreign.teamId }, 'request of another Slack team refused');
    } else {
      reportFault(options.log, error, { at: 'slack' });
    }
  });
  return {
    app,
    settle: running.settle,
    handle(request, response) {
      pass(receiver, request, response, options.log).catch((err: unknown) => {
        // The connection broke while the request was read; there is nobody to answer.
        options.log.info({ err }, 'request of Slack broken off');
        response.destroy();
      });
    },
  };
}

/** Gives a request to Bolt, unless it can be refused before. */
async function pass(
  receiver: HTTPReceiver,
  request: IncomingMessage,
  response: ServerResponse,
  log: Logger,
): Promise<void> {
  const refuse = (status: number): void => void response.writeHead(status).end();
  if (isFromTheFuture(request)) return refuse(401);
  const body = await readBody(request, bodyLimitBytes);
  if (!body) return refuse(413);
  if (request.method === 'POST' && !isSlackPayload(request.headers['content-type'], body)) {
    log.warn('request of a form that Slack does not send refused');
    return refuse(400);
  }
  // Where Bolt looks for a body that was read already.
  Object.assign(request, { rawBody: body });
  try {
    receiver.requestListener(request, response);
  } catch {
    // Bolt throws for every address that isn't its own.
    refuse(404);
  }
}

/** Wraps every handler: counts it while it runs, and turns what it throws into an answer with a reference. */
function trackHandlers(app: App, log: Logger): { settle(): Promise<void> } {
  let count = 0;
  let onIdle = (): void => undefined;
  app.use(async (args: AllMiddlewareArgs & AnyMiddlewareArgs) => {
    count += 1;
    try {
      await args.next();
    } catch (error) {
      const ref = reportFault(log, error, { at: 'slack', type: args.body.type ?? 'command' });
      await showFault(args, ref, log);
    } finally {
      count -= 1;
      if (count === 0) onIdle();
    }
  });
  return {
    settle: () =>
      new Promise((resolve) => {
        if (count === 0) resolve();
        else onIdle = resolve;
      }),
  };
}

function isFromTheFuture(request: IncomingMessage): boolean {
  const timestamp = Number(request.headers['x-slack-request-timestamp']);
  return timestamp > Date.now() / 1000 + futureToleranceSeconds;
}

function foreignTeam(error: Error & { original?: unknown }): ForeignTeam | undefined {
  return [error, error.original].find((each) => each instanceof ForeignTeam);
}

/** Bolt's debug lines hold whole requests, so they are dropped. */
function boltLogger(log: Logger): BoltLogger {
  const say =
    (level: 'info' | 'warn' | 'error') =>
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
