import { type DeliveryChannel, deliveryChannels } from './rules.ts';

/** When each channel's queue is looked at next. */
export interface Looks {
  /** Whether it is time; then the look counts as begun. */
  begin(channel: DeliveryChannel): boolean;
  /** The next look at a channel is in so many milliseconds at the latest. */
  plan(channel: DeliveryChannel, inMs: number): void;
  /** Something of a channel may be due, or have a free slot: it is looked at at once. */
  signal(channel: DeliveryChannel): void;
  signalAll(): void;
  /** Until the next look. */
  sleep(): Promise<void>;
}

export function createQueueLooks(): Looks {
  /** In milliseconds of this process. */
  const due: Record<DeliveryChannel, number> = { email: 0, slack_dm: 0, oidc_logout: 0 };
  let wake = (): void => undefined;

  function signal(channel: DeliveryChannel): void {
    due[channel] = 0;
    wake();
  }
  return {
    begin(channel) {
      if (due[channel] > performance.now()) return false;
      // What is said from now on isn't missed.
      due[channel] = Number.POSITIVE_INFINITY;
      return true;
    },
    plan(channel, inMs) {
      due[channel] = Math.min(due[channel], performance.now() + inMs);
    },
    signal,
    signalAll() {
      for (const channel of deliveryChannels) signal(channel);
    },
    async sleep() {
      const ms = Math.min(...Object.values(due)) - performance.now();
      if (ms <= 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}
