import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type AllMiddlewareArgs,
  type AnyMiddlewareArgs,
  App,
  type AppOptions,
  type Authorize,
  type ReceiverEvent,
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
import { ForeignTeam } from './identity.ts';
import { watchAnswer } from './late.ts';
import { findListenersByName } from './listeners.ts';
import type { SlackPauses } from './pauses.ts';
import { PayloadRefused, readSlackPayload } from './payload.ts';
import type { SignatureState } from './signature-watch.ts';
import { socketConnection } from './socket.ts';
import type { Json } from './tidy.ts';
import type { TokenWatch } from './token.ts';
import { unclaimedAnswer, unclaimedKind } from './unclaimed.ts';

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
  const app = new IntakeApp(log, options.countHeldBack, {
    receiver: connection.receiver,
    authorize: options.authorize,
    logger,
    convoStore: false,
    // Never `headers` here: Bolt would share them, and so a token, between teams.
    clientOptions: {
      slackApiUrl: apiUrl,
      // A trigger lives for 3 s: an answer that takes longer is none, and waiting out a 429 is too long.
      retryConfig: { retries: 1, minTimeout: 100, maxTimeout: 300 },
      timeout: 2500,
      fetch: options.pauses.hearing(fetchUntil(options.stopping)),
      rejectRateLimitedCalls: true,
    },
  });
  answerFaults(app, token, log);
  app.error(async (error) => {
    const foreign = foreignTeam(error);
    if (foreign) {
      log.warn({ team: foreign.teamId }, 'request of another Slack team refused');
    } else {
      token.suspect(error);
      reportFault(log, error, { at: 'slack' });
    }
  });
  const warn = createSparseLog(log);
  return {
    app,
    open: connection.open,
    isOpen: connection.isOpen,
    events: arrivals.events,
    signature: connection.signature,
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

/** Slack says once a minute that it holds back events: when it hasn't for so long, it doesn't any more. */
const heldBackMs = 5 * 60_000;

/** Bolt's app, which looks at each payload first, and knows what it is doing at the moment. */
class IntakeApp extends App {
  readonly #running = new Set<Promise<void>>();
  readonly #log: Logger;
  /** Set as long as no request has come: features add middleware of their own before. */
  #lastMiddleware: ReturnType<typeof findListenersByName> | undefined;
  readonly #countHeldBack: () => void;
  #heldBackAt = Number.NEGATIVE_INFINITY;

  constructor(log: Logger, countHeldBack: () => void, options: AppOptions) {
    super(options);
    this.#log = log;
    this.#countHeldBack = countHeldBack;
    this.#lastMiddleware = findListenersByName(this);
  }

  /** Rejects with PayloadRefused when the payload isn't taken. */
  override processEvent(event: ReceiverEvent): Promise<void> {
    const run = this.#takeIn(event).finally(() => this.#running.delete(run));
    this.#running.add(run);
    return run;
  }

  async #takeIn(event: ReceiverEvent): Promise<void> {
    const reading = readSlackPayload(event.body);
    switch (reading.does) {
      case 'process':
        return await this.#process(event, reading.body);
      case 'acknowledge':
        if (reading.problem) this.#log.warn(reading.problem, 'event of Slack cannot be used');
        if (reading.isHeldBack) this.#hold(event.body);
        return await event.ack();
      case 'refuse':
        this.#log.warn(reading.problem, 'request of a form that Slack does not send refused');
        throw new PayloadRefused();
    }
  }

  /** Notes that Slack drops events of a team. */
  #hold({ team_id: team }: Json): void {
    this.#heldBackAt = performance.now();
    this.#countHeldBack();
    this.#log.warn(
      { team },
      'Slack holds back events, as there were more than 30,000 in an hour: link warnings and Home may be late; if the manifest asks for user_change, take it out',
    );
  }

  /** Whether Slack has said lately that it drops events. */
  get isHeldBack(): boolean {
    return performance.now() - this.#heldBackAt < heldBackMs;
  }

  /** Gives it to the handlers, and answers what none of them has answered. */
  async #process(event: ReceiverEvent, body: Json): Promise<void> {
    const sayIfLate = watchAnswer(this.#log, body);
    let isAnswered = false;
    const ack: ReceiverEvent['ack'] = async (response) => {
      const isFirst = !isAnswered;
      isAnswered = true;
      await event.ack(response);
      if (isFirst) sayIfLate();
    };
    if (this.#lastMiddleware) this.use(this.#lastMiddleware);
    this.#lastMiddleware = undefined;
    await super.processEvent({ ...event, body, ack });
    if (isAnswered) return;
    this.#log.warn(unclaimedKind(body), 'request of Slack for another version of this app');
    await event.ack(unclaimedAnswer(body));
  }

  /** Resolves when no handler runs any more. */
  async settle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }
}

/** Turns what a handler throws into an answer with a reference. */
function answerFaults(app: App, token: Pick<TokenWatch, 'suspect'>, log: Logger): void {
  app.use(async (args: AllMiddlewareArgs & AnyMiddlewareArgs) => {
    try {
      await args.next();
    } catch (error) {
      token.suspect(error);
      const ref = reportFault(log, error, { at: 'slack', type: args.body.type ?? 'command' });
      await showFault(args, error, ref, log);
    }
  });
}

function foreignTeam(error: Error & { original?: unknown }): ForeignTeam | undefined {
  return [error, error.original].find((each) => each instanceof ForeignTeam);
}
