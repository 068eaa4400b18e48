import type { Logger } from '../platform/process/logger.ts';
import type { MailFailure } from './mail-failure.ts';
import type { GateState } from './mail-gate-state.ts';
import type { MailSender } from './mail-sender.ts';
import { DeliveryFailed } from './rules.ts';

/** How long the mail server may keep silent until that is told. It is waited for all the same. */
export const silenceMs = 15_000;
const silence = `nothing for ${silenceMs / 1000} seconds`;
/** How long it isn't looked at again for the sake of an email that waits: some servers take their time over each. */
const betweenLooksMs = 60_000;
/** How long nothing may be heard of it until it is looked at though no email waits: trouble is best known before. */
const unheardMs = 10 * 60_000;

export interface MailGateDeps {
  readonly mail: MailSender;
  readonly log: Logger;
  /** Milliseconds of the app's time. */
  readonly now: () => number;
}

/** Looks whether the mail server can be used, without an email at stake; one at a time. */
export function createLooks({ mail, log, now }: MailGateDeps, state: GateState) {
  let isLooking = false;
  let isClosed = false;
  /** Whether anything has been heard of it, so that emails needn't wait for what comes of looking. */
  let isKnown = false;
  let answeredAt = Number.NEGATIVE_INFINITY;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let watchedAt = now();

  async function look(told: { ready(): void; failed(failure: MailFailure): void }): Promise<void> {
    if (isLooking || isClosed) return;
    isLooking = true;
    const timer = setTimeout(() => state.silent(silence), silenceMs);
    timer.unref();
    try {
      const { isEncrypted } = await mail.look();
      if (!isKnown && !state.trouble())
        log.info({ encrypted: isEncrypted }, 'the mail server is ready');
      told.ready();
    } catch (error) {
      const failure = failureOf(error);
      if (!isClosed) told.failed(failure);
    } finally {
      clearTimeout(timer);
      isKnown = true;
      isLooking = false;
      state.tell();
    }
  }

  function shut({ trouble, mayBeTrouble, reason, said = reason }: MailFailure): void {
    const unclear = { kind: 'unreachable', said, showsOnConnecting: true } as const;
    state.shut(trouble ?? mayBeTrouble ?? unclear, { isCertain: true });
  }
  const again = () => void look({ ready: state.open, failed: shut });
  return {
    atStart: again,
    again,
    /** An email has been waiting: whether that is the server's way with this one, or it is silent to everybody. */
    whileWaiting(): void {
      const isNew = now() - lookedAt >= betweenLooksMs && now() - answeredAt >= silenceMs;
      if (!isNew || state.trouble()) return;
      lookedAt = now();
      void look({
        ready: state.endSilence,
        // What else is wrong the email meets by itself, save that the silence ends so.
        failed: (failure) => state.trouble()?.kind === 'no_answer' && shut(failure),
      });
    },
    /** Called again and again, whether emails wait or not. None of them waits for what comes of it. */
    whileCalm(): void {
      const isQuiet = now() - Math.max(watchedAt, answeredAt) >= unheardMs;
      if (!isQuiet || isLooking || state.trouble()) return;
      watchedAt = now();
      void look({ ready: state.endSilence, failed: shut });
    },
    answered(): void {
      answeredAt = now();
    },
    /** Whether anything is known of the server, good or bad. */
    isKnown: () => isKnown,
    /** Whether emails wait for what comes of it. */
    isAwaited: () => isLooking && (!isKnown || state.trouble() !== undefined),
    close(): void {
      isClosed = true;
    },
  };
}

/** What the sender says; any other error is a fault of ours. */
export function failureOf(error: unknown): MailFailure {
  if (error instanceof DeliveryFailed) return error.failure;
  throw error;
}
