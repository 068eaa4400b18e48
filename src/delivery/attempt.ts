import type { Database } from '../platform/database/database.ts';
import { reportFault } from '../platform/process/error-boundary.ts';
import type { Logger } from '../platform/process/logger.ts';
import type { MailGate } from './mail-gate.ts';
import {
  afterFailure,
  type Delivery,
  DeliveryFailed,
  type DeliveryResult,
  type PrepareNotice,
} from './rules.ts';
import type { SlackSender } from './slack-sender.ts';
import { reasons, troubleInWords } from './texts.ts';
import type { ToolSender } from './tool-sender.ts';

export interface SendingDeps {
  readonly database: Database;
  readonly log: Logger;
  readonly mail: MailGate;
  readonly slack: SlackSender;
  readonly tools: ToolSender;
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
  if (!prepare) return { state: 'failed', reason: reasons.unknownNotice(delivery.notice) };
  if (delivery.isSuperseded) {
    return { state: 'cancelled', reason: reasons.newerSent };
  }
  try {
    const prepared = await prepare(delivery);
    if (prepared.kind === 'cancel') return { state: 'cancelled', reason: prepared.reason };
    if (prepared.kind === 'later') {
      const { reason, dueAt } = prepared;
      return { state: 'retrying', reason, dueAt };
    }
    if (prepared.kind === 'slack_dm') {
      const { slackTeamId, note } = prepared;
      const posted = await deps.slack.send(slackTeamId, delivery.recipient, note);
      if (!posted) return { state: 'cancelled', reason: reasons.notInSlack };
      return { state: 'sent', posted };
    }
    if (prepared.kind === 'slack_edit') {
      const { slackTeamId, places, note } = prepared;
      for (const place of places) await deps.slack.edit(slackTeamId, place, note);
      return { state: 'sent' };
    }
    if (prepared.kind === 'oidc_logout') {
      await deps.tools.send(prepared.slackTeamId, prepared.url, prepared.form);
      return { state: 'sent' };
    }
    const trouble = deps.mail.trouble();
    if (trouble && (await isOverdue(deps, delivery))) {
      return { state: 'failed', reason: troubleInWords(trouble) };
    }
    const messageId = `<${delivery.id}@${deps.mailHost}>`;
    await deps.mail.send(delivery, prepared.letter, messageId);
    return { state: 'sent' };
  } catch (error) {
    return await failureResult(deps, delivery, error);
  }
}

/** Its day is over. While no email can leave, it isn't tried once more. */
async function isOverdue({ database }: SendingDeps, { giveUpAt }: Delivery): Promise<boolean> {
  return await database.run(async (tx) => tx.now >= giveUpAt);
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
          reason: reasons.onOurSide(
            reportFault(deps.log, error, { at: 'delivery', delivery: delivery.id }),
          ),
          permanent: false,
        };
  const now = await deps.database.run(async (tx) => tx.now);
  return { ...afterFailure(failure, delivery, now, Math.random()), reason: failure.reason };
}
