import type { Database } from '../platform/database.ts';
import { reportFault } from '../platform/error-boundary.ts';
import type { Logger } from '../platform/logger.ts';
import type { MailSender } from './mail-sender.ts';
import { afterFailure, type Delivery, DeliveryFailed, type PrepareNotice } from './rules.ts';
import type { SlackSender } from './slack-sender.ts';
import type { DeliveryResult } from './store.ts';

export interface SendingDeps {
  readonly database: Database;
  readonly log: Logger;
  readonly mail: MailSender;
  readonly slack: SlackSender;
  /** For Message-ID: the host part of PUBLIC_URL. */
  readonly mailHost: string;
  /** Each notice by name, and how it is written. */
  readonly notices: Readonly<Record<string, PrepareNotice>>;
}

/** Tries once to deliver, and gives what came of it. */
export async function attemptDelivery(
  deps: SendingDeps,
  delivery: Delivery,
): Promise<DeliveryResult> {
  const prepare = deps.notices[delivery.notice];
  if (!prepare) return { state: 'failed', reason: `unknown notice ${delivery.notice}` };
  if (delivery.isSuperseded) {
    return { state: 'cancelled', reason: 'a newer one was sent instead' };
  }
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
  deps: SendingDeps,
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
