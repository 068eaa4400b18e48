import { App, type AppOptions, type ReceiverEvent } from '@slack/bolt';
import type { Database } from '../database/database.ts';
import { TookTooLong, within } from '../process/deadline.ts';
import { reportFault } from '../process/error-boundary.ts';
import type { Logger } from '../process/logger.ts';
import { textOf } from './fault.ts';
import { ForeignTeam } from './identity.ts';
import { watchAnswer } from './late.ts';
import { findListenersByName } from './listeners.ts';
import { type Failures, isKept, isWorthRepeating, NotNow, sayWithoutAccess } from './no-access.ts';
import { PayloadRefused, readSlackPayload } from './payload.ts';
import { strangerText } from './texts.ts';
import type { Json } from './tidy.ts';
import type { TokenWatch } from './token.ts';
import { unclaimedAnswer, unclaimedKind } from './unclaimed.ts';

/** Slack says once a minute that it holds back events: when it hasn't for so long, it doesn't any more. */
const heldBackMs = 5 * 60_000;

/** So long an event isn't answered while it is handled: what comes to nothing can be asked for again meanwhile. */
const eventPatienceMs = 2200;

export interface IntakeDeps {
  readonly failures: Failures;
  readonly token: Pick<TokenWatch, 'suspect'>;
  readonly database: Database;
  readonly installUrl: string | undefined;
  readonly send: typeof fetch;
  readonly log: Logger;
  readonly countHeldBack: () => void;
}

/** Bolt's app, which looks at each payload first, and knows what it is doing at the moment. */
export class IntakeApp extends App {
  readonly #running = new Set<Promise<void>>();
  readonly #deps: IntakeDeps;
  readonly #log: Logger;
  /** Set as long as no request has come: features add middleware of their own before. */
  #lastMiddleware: ReturnType<typeof findListenersByName> | undefined;
  #heldBackAt = Number.NEGATIVE_INFINITY;

  constructor(deps: IntakeDeps, options: AppOptions) {
    super(options);
    this.#deps = deps;
    this.#log = deps.log;
    this.#lastMiddleware = findListenersByName(this);
  }

  /** Rejects with PayloadRefused when the payload isn't taken, with NotNow when it can't be answered now. */
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
    this.#deps.countHeldBack();
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
    if (body.type === 'event_callback') return await this.#processTold(event, body, ack);
    const { withoutAccess } = this.#deps.failures;
    // Bolt acknowledges what it can't find the access for, and whoever acted would think that it was done.
    const ackHandled: typeof ack = async (response) => {
      if (!withoutAccess.has(body)) await ack(response);
    };
    await super.processEvent({ ...event, body, ack: ackHandled });
    if (withoutAccess.has(body)) {
      const text = this.#reportNoAccess(withoutAccess.get(body), body);
      return await sayWithoutAccess({ body, ack }, text, this.#deps);
    }
    if (isAnswered) return;
    this.#log.warn(unclaimedKind(body), 'request of Slack for another version of this app');
    await event.ack(unclaimedAnswer(body));
  }

  /** An event: answered once it is handled, or after a while, so that Slack sends again what came to nothing. */
  async #processTold(event: ReceiverEvent, body: Json, ack: () => Promise<void>): Promise<void> {
    const { failures, database } = this.#deps;
    const handled = super.processEvent({ ...event, body, ack: async () => undefined });
    const isInTime = isKept(body) ? await handled.then(() => true) : await isOver(handled);
    if (!isInTime) await ack();
    await handled;
    if (failures.withoutAccess.has(body)) {
      this.#reportNoAccess(failures.withoutAccess.get(body), body);
    }
    if (!isInTime) return;
    if (await isWorthRepeating(failures, body, database)) throw new NotNow();
    await ack();
  }

  /** Logs why there is no access to the team, and gives it in words. */
  #reportNoAccess(error: unknown, { type = 'command' }: Json): string {
    const { token, installUrl, log } = this.#deps;
    if (error instanceof ForeignTeam) {
      log.warn({ team: error.teamId }, 'request of another Slack team refused');
      return strangerText(installUrl);
    }
    token.suspect(error);
    return textOf(error, reportFault(log, error, { at: 'slack', type }));
  }

  /** Resolves when no handler runs any more. */
  async settle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }
}

/** Whether it has come to its end before an event has to be answered. */
async function isOver(handled: Promise<void>): Promise<boolean> {
  try {
    await within(eventPatienceMs, handled);
    return true;
  } catch (error) {
    if (error instanceof TookTooLong) return false;
    throw error;
  }
}
