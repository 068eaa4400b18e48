import { enqueue } from '../../delivery/api.ts';
import type { Delivery, Prepared } from '../../delivery/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import { undeliveredDmNotice } from '../rules.ts';
import { undeliveredDm } from '../slack/undelivered-blocks.ts';
import { cancelReasons } from '../texts/notices.ts';
import { findUndelivered, type Undelivered } from '../undelivered-store.ts';
import type { InvitationDeps } from './deps.ts';

/**
 * Tells the inviter that the email with the link won't arrive; part of the transaction that notes it. Who
 * invites on a server that sends no email knows it already.
 */
export async function tellInviter(
  tx: Tx,
  deps: { readonly sendsEmail: boolean },
  delivery: Delivery,
): Promise<void> {
  if (!deps.sendsEmail) return;
  const undelivered = await findOf(tx, delivery);
  if (!undelivered) return;
  enqueue(tx, {
    workspaceId: delivery.workspaceId,
    invitationId: undelivered.id,
    channel: 'slack_dm',
    notice: undeliveredDmNotice,
    recipient: undelivered.invitedBySlackUser,
  });
}

/** Writes the notice to the inviter, unless it makes no difference any more. */
export async function prepareUndelivered(
  deps: Pick<InvitationDeps, 'database'>,
  delivery: Delivery,
): Promise<Prepared> {
  const undelivered = await deps.database.run((tx) => findOf(tx, delivery));
  if (!undelivered) return { kind: 'cancel', reason: cancelReasons.endedOrResent };
  const { slackTeamId } = undelivered;
  return { kind: 'slack_dm', slackTeamId, note: undeliveredDm(undelivered) };
}

async function findOf(
  tx: Tx,
  { workspaceId, invitationId }: Delivery,
): Promise<Undelivered | undefined> {
  return invitationId && (await findUndelivered(tx, workspaceId, invitationId));
}
