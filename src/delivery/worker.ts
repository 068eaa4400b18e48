import type { Database } from '../platform/database.ts';
import { reportFault } from '../platform/error-boundary.ts';
import type { Logger } from '../platform/logger.ts';
import type { MailSender } from './mail-sender.ts';
import { afterFailure, type Delivery, DeliveryFailed, type PrepareNotice } from './rules.ts';
import type { SlackSender } from './slack-sender.ts';
import {
  claimDeliveries,
  type DeliveryResult,
  deliveriesChannel,
  nextDueAt,
  releaseLeases,
  saveResult,
} from './store.ts';

const batchSize = 5;
/** Longer than the slowest attempt (all time-outs of the mail sender together). */
const leaseMs = 90_000;
/** How long a signal may be missed for. */
const longestPollMs = 2000;

export interface DeliveryWorkerDeps {
  readonly database: Database;
  readonly log: Logger;
  readonly mail: MailSender;
  readonly slack: SlackSender;
  /** For Message-ID: the host part of PUBLIC_URL. */
  readonly mailHost: string;
  /** Each notice by name, and how it is written. */
  readonly notices: Readonly<Record<string, PrepareNotice>>;
}

export interface DeliveryWorker {
  /** Finishes what is being sent and takes nothing more. */
  stop(): Promise<void>;
  /** Whether the last look at the queue worked. */
  isHealthy(): boolean;
}

/** Sends what is due, now and whenever something new is announced, until stopped. */
export async function startDeliveryWorker(deps: DeliveryWorkerDeps): Promise<DeliveryWorker> {
  let stopped = false;
  let healthy = true;
  let signalled = false;
  let wake = (): void => undefined;

  function signal(): void {
    signalled = true;
    wake();
  }

  async function sleep(ms: number): Promise<void> {
    if (signalled || stopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function run(): Promise<void> {
    while (!stopped) {
      signalled = false;
      try {
        const sent = await deliverBatch(deps);
        healthy = true;
        if (sent < batchSize) await sleep(await pollDelay(deps.database));
      } catch (error) {
        if (healthy) reportFault(deps.log, error, { at: 'delivery worker' });
        healthy = false;
        await sleep(longestPollMs);
      }
    }
  }

  // Whoever was sending when the last process of ours died is dead, too: no use in waiting for their leases.
  if (deps.database.isOurs) await deps.database.read(releaseLeases);
  const unlisten = await deps.database.listen(deliveriesChannel, signal);
  const running = run();
  return {
    isHealthy: () => healthy,
    async stop() {
      stopped = true;
      wake();
      await running;
      await unlisten();
    },
  };
}

async function pollDelay(database: Database): Promise<number> {
  const { due, now } = await database.read(async (tx) => ({
    due: await nextDueAt(tx),
    now: tx.now,
  }));
  if (!due) return longestPollMs;
  return Math.min(Math.max(due.getTime() - now.getTime(), 0), longestPollMs);
}

async function deliverBatch(deps: DeliveryWorkerDeps): Promise<number> {
  const batch = await deps.database.read((tx) => claimDeliveries(tx, batchSize, leaseMs));
  await Promise.all(batch.map((delivery) => deliver(deps, delivery)));
  return batch.length;
}

async function deliver(deps: DeliveryWorkerDeps, delivery: Delivery): Promise<void> {
  const result = await attempt(deps, delivery);
  const { id, notice, attempts } = delivery;
  deps.log.info({ delivery: id, notice, attempts, ...result }, 'delivery attempted');
  await deps.database.read((tx) => saveResult(tx, delivery, result));
}

async function attempt(deps: DeliveryWorkerDeps, delivery: Delivery): Promise<DeliveryResult> {
  const prepare = deps.notices[delivery.notice];
  if (!prepare) return { state: 'failed', reason: `unknown notice ${delivery.notice}` };
  try {
    const prepared = await prepare(delivery);
    if (prepared.kind === 'cancel') return { state: 'cancelled', reason: prepared.reason };
    if (prepared.kind === 'slack_dm') {
      const sent = await deps.slack.send(prepared.slackTeamId, delivery.recipient, prepared.note);
      return sent ? { state: 'sent' } : { state: 'cancelled', reason: 'not in Slack' };
    }
    const messageId = `<${delivery.id}@${deps.mailHost}>`;
    await deps.mail.send(delivery.recipient, prepared.letter, messageId);
    return { state: 'sent' };
  } catch (error) {
    return await failureResult(deps, delivery, error);
  }
}

async function failureResult(
  deps: DeliveryWorkerDeps,
  delivery: Delivery,
  error: unknown,
): Promise<DeliveryResult> {
  const failure =
    error instanceof DeliveryFailed
      ? error.failure
      : {
          reason: `an error on our side (ref ${reportFault(deps.log, error, { at: 'delivery', delivery: delivery.id })})`,
          permanent: false,
        };
  const now = await deps.database.read(async (tx) => tx.now);
  return { ...afterFailure(failure, delivery, now, Math.random()), reason: failure.reason };
}
