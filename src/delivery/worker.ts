import { reportBackgroundFault, reportFault } from '../platform/process/error-boundary.ts';
import { BusyError } from '../platform/process/turns.ts';
import { attemptDelivery, type SendingDeps } from './attempt.ts';
import { type ClaimDeps, type Claims, createClaims } from './claim.ts';
import { releaseLeases, renewLease } from './claim-store.ts';
import { createQueueLooks } from './queue-looks.ts';
import { createResults, type Results, type ResultsDeps } from './results.ts';
import {
  type Delivery,
  type DeliveryChannel,
  type DeliveryResult,
  deliveryChannels,
} from './rules.ts';
import { deliveriesChannel } from './store.ts';

/** How long a delivery is ours; renewed while it is being sent, so that only a process that died loses it. */
const defaultLeaseMs = 90_000;
/** Whoever stops us waits for so long at least (see platform/process.ts); what still hangs then is given up. */
const maxFinishMs = 7000;
/** How long a signal may be missed for. */
const maxPollMs = 2000;
/** How long what is due may be held back by something that gives no signal, such as the pause between DMs. */
const heldBackPollMs = 200;

export interface DeliveryWorkerDeps extends SendingDeps, ResultsDeps, ClaimDeps {
  /** Told after each attempt, for the screens and figures that show how it ended. */
  readonly attempted: (delivery: Delivery, result: DeliveryResult) => void;
  readonly leaseMs?: number;
}

export interface DeliveryWorker {
  /** Finishes what is being sent and takes nothing more. */
  stop(): Promise<void>;
  /** Whether the last look at the queue worked. */
  isHealthy(): boolean;
}

/** Sends what is due, now and whenever something new is announced, until stopped. */
export async function startDeliveryWorker(deps: DeliveryWorkerDeps): Promise<DeliveryWorker> {
  const { leaseMs = defaultLeaseMs } = deps;
  const claims = createClaims(deps);
  let stopped = false;
  let healthy = true;
  const looks = createQueueLooks();
  const results = createResults(deps, () => stopped);
  const running: Record<DeliveryChannel, Set<Promise<void>>> = {
    email: new Set(),
    slack_dm: new Set(),
    oidc_logout: new Set(),
  };

  /** Fills the free slots of a channel; each that becomes free again asks for more. */
  async function fill(channel: DeliveryChannel): Promise<void> {
    // What was sent is written down first, or it might be taken once more.
    if (results.areUnsaved()) return;
    for (const delivery of await claims.take(channel, running[channel].size, leaseMs)) {
      const run = deliver(deps, delivery, results).finally(() => {
        running[channel].delete(run);
        looks.signal(channel);
      });
      running[channel].add(run);
    }
  }

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        for (const channel of deliveryChannels) {
          if (!looks.begin(channel)) continue;
          await fill(channel);
          looks.plan(channel, pollDelay(claims, channel, running[channel].size));
        }
        healthy = true;
      } catch (error) {
        // For want of a connection nothing is wrong with it, and the log has been told why.
        if (!(error instanceof BusyError)) {
          if (healthy) reportFault(deps.log, error, { at: 'delivery worker' });
          healthy = false;
        }
        for (const channel of deliveryChannels) looks.plan(channel, maxPollMs);
      }
      await looks.sleep();
    }
    await finish();
  }

  /** Waits for what is being sent; emails over which the mail server still thinks are given up in time. */
  async function finish(): Promise<void> {
    const timer = setTimeout(() => {
      const mails = running.email.size;
      if (mails > 0) deps.log.warn({ mails }, 'emails are cut off, and may be sent again');
      deps.mail.close();
    }, maxFinishMs);
    await Promise.all(deliveryChannels.flatMap((channel) => [...running[channel]]));
    clearTimeout(timer);
  }

  // Whoever was sending when the last process of ours died is dead, too: no use in waiting for their leases.
  if (deps.database.isOurs) await deps.database.run(releaseLeases);
  const unlisten = await deps.database.listen(deliveriesChannel, looks.signalAll);
  deps.mail.onChange(looks.signalAll);
  deps.slack.onChange(looks.signalAll);
  const done = run();
  return {
    isHealthy: () => healthy,
    async stop() {
      stopped = true;
      looks.signalAll();
      await done;
      await unlisten();
    },
  };
}

/** How long nothing needs to be done for a channel, as far as is known. */
function pollDelay(claims: Claims, channel: DeliveryChannel, inHand: number): number {
  if (claims.placesFor(channel, inHand) <= 0) return maxPollMs;
  const wait = Math.min(maxPollMs, claims.nextInMs(channel) ?? maxPollMs);
  return wait <= 0 ? heldBackPollMs : wait;
}

async function deliver(
  deps: DeliveryWorkerDeps,
  delivery: Delivery,
  results: Results,
): Promise<void> {
  const { id, notice, attempts } = delivery;
  try {
    const result = await whileLeased(deps, delivery, () => attemptDelivery(deps, delivery));
    deps.log.info({ delivery: id, notice, attempts, ...result }, 'delivery attempted');
    await results.save(delivery, result);
    deps.attempted(delivery, result);
  } catch (error) {
    // Its lease ends by itself, and then it is tried again.
    reportBackgroundFault(deps.log, error, { at: 'delivery', delivery: id });
  }
}

/** Holds on to a delivery for as long as the work on it takes: some mail servers think for minutes. */
async function whileLeased<T>(
  { database, leaseMs = defaultLeaseMs }: DeliveryWorkerDeps,
  delivery: Delivery,
  work: () => Promise<T>,
): Promise<T> {
  const renewing = setInterval(() => {
    // In vain once the database has gone: the next one may be in time.
    database.run((tx) => renewLease(tx, delivery, leaseMs)).catch(() => undefined);
  }, leaseMs / 3);
  try {
    return await work();
  } finally {
    clearInterval(renewing);
  }
}
