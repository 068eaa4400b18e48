import { enqueue } from '../../delivery/api.ts';
import type { Delivery, Prepared } from '../../delivery/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import { undeliveredDmNotice } from '../rules.ts';
import { undoableUntil } from '../sent-rules.ts';
import { undeliveredDm } from '../slack/undelivered-blocks.ts';
import { findInvitations } from '../store.ts';
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

/** Writes the notice to the inviter, unless it makes no difference any more; not before that is certain. */
export async function prepareUndelivered(
  { database }: Pick<InvitationDeps, 'database'>,
  delivery: Delivery,
): Promise<Prepared> {
  return await database.run<Prepared>(async (tx) => {
    const undelivered = await findOf(tx, delivery);
    if (undelivered) {
      const { slackTeamId } = undelivered;
      return { kind: 'slack_dm', slackTeamId, note: undeliveredDm(undelivered) };
    }
    const { workspaceId, invitationId } = delivery;
    const [invitation] = await findInvitations(tx, workspaceId, invitationId ? [invitationId] : []);
    const dueAt = invitation && undoableUntil(invitation, tx.now);
    return dueAt
      ? { kind: 'later', reason: cancelReasons.undoable, dueAt }
      : { kind: 'cancel', reason: cancelReasons.endedOrResent };
  });
}

async function findOf(
  tx: Tx,
  { workspaceId, invitationId }: Delivery,
): Promise<Undelivered | undefined> {
  return invitationId && (await findUndelivered(tx, workspaceId, invitationId));
}
