import type { Logger } from '../process/logger.ts';
import type { SparseWarning } from '../process/sparse-log.ts';

/** How requests fit the signing secret: none has come yet, one did, or all that came were signed with another one. */
export type SignatureState = 'unknown' | 'ok' | 'wrong';

/**
 * Whether our clock is Slack's: nothing tells yet, the last request was signed at our time, or requests come whose time
 * is more than five minutes off, and none since that isn't.
 */
export type ClockState = 'unknown' | 'ok' | 'wrong';

/** Knows whether the signing secret is the one that Slack signs with. */
export interface SignatureWatch {
  state(): SignatureState;
  clock(): ClockState;
  /** A request was signed rightly. */
  fitted(): void;
  /** A request was signed with something else. */
  failed(): void;
  /** A request said that it was signed at quite another time. */
  mistimed(): void;
}

/**
 * While none has fitted, that is said once: the secret is hardly Slack's then. Once one has, others are strangers'
 * or of an app whose secret was changed, and are told of sparsely.
 */
export function watchSignatures(log: Logger, warn: SparseWarning): SignatureWatch {
  let state: SignatureState = 'unknown';
  let clock: ClockState = 'unknown';
  return {
    state: () => state,
    clock: () => clock,
    mistimed() {
      clock = 'wrong';
    },
    fitted() {
      if (clock === 'wrong') log.info("the times of requests fit this machine's clock now");
      clock = 'ok';
      if (state === 'wrong') log.info('requests fit SLACK_SIGNING_SECRET now');
      else if (state === 'unknown')
        log.info('Slack reaches the app, and SLACK_SIGNING_SECRET fits');
      state = 'ok';
    },
    failed() {
      if (state === 'ok') {
        warn(
          'signature',
          {},
          'request with a wrong signature refused: if Slack sent it, SLACK_SIGNING_SECRET is wrong',
        );
      } else if (state === 'unknown') {
        state = 'wrong';
        log.warn(
          'no request so far fits SLACK_SIGNING_SECRET: if Slack sent them, the secret is of another app. Copy the right one from api.slack.com/apps → your app → Basic Information → App Credentials → Signing Secret, and start again',
        );
      }
    },
  };
}
