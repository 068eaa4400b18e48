import type { Tx } from '../platform/database.ts';
import { after } from '../shared/clock.ts';
import type { InvitationId, WorkspaceId } from '../shared/ids.ts';
import { type Delivery, type DeliveryChannel, giveUpAfterMs } from './rules.ts';

export interface NewDelivery {
  readonly workspaceId: WorkspaceId;
  /** The invitation that it is about; undefined when it is about the recipient's own account. */
  readonly invitationId: InvitationId | undefined;
  readonly channel: DeliveryChannel;
  readonly notice: string;
  readonly recipient: string;
}

/** The database channel on which a new delivery is announced. */
export const deliveriesChannel = 'deliveries';

/** Writes a delivery, due at once, and announces it when the transaction is over. */
export async function saveDelivery(tx: Tx, delivery: NewDelivery): Promise<void> {
  await tx.rows.delivery.create({
    data: {
      ...delivery,
      invitationId: delivery.invitationId ?? null,
      payload: {},
      createdAt: tx.now,
      dueAt: tx.now,
      giveUpAt: after(tx.now, giveUpAfterMs),
    },
  });
  await announce(tx);
}

/** Wakes the workers up when the transaction is over. */
export async function announce(tx: Tx): Promise<void> {
  await tx.rows.$executeRaw`SELECT pg_notify(${deliveriesChannel}, '')`;
}

/** Cancels what still waits of a notice about an invitation, or to a recipient about their account. */
export async function cancelWaiting(
  tx: Tx,
  { workspaceId, invitationId, channel, notice, recipient }: NewDelivery,
): Promise<void> {
  // An invitation has one address, however it is written; DMs about it may go to several people.
  const isTheirs = channel === 'slack_dm' || !invitationId;
  const about = { invitationId: invitationId ?? null, ...(isTheirs && { recipient }) };
  await tx.rows.delivery.updateMany({
    where: { workspaceId, ...about, notice, state: { in: ['queued', 'retrying'] } },
    data: { state: 'cancelled', reason: 'a newer one was sent instead' },
  });
}

/** Cancels everything of a workspace that still waits. */
export async function cancelAllWaiting(
  tx: Tx,
  workspaceId: WorkspaceId,
  reason: string,
): Promise<void> {
  await tx.rows.delivery.updateMany({
    where: { workspaceId, state: { in: ['queued', 'retrying'] } },
    data: { state: 'cancelled', reason },
  });
}

export type DeliveryResult =
  | { state: 'sent' }
  | { state: 'cancelled' | 'failed'; reason: string }
  | { state: 'retrying'; reason: string; dueAt: Date };

/** Writes how an attempt ended. Does nothing, and says so, when somebody else took the delivery over meanwhile. */
export async function saveResult(
  tx: Tx,
  delivery: Delivery,
  result: DeliveryResult,
): Promise<boolean> {
  const { count } = await tx.rows.delivery.updateMany({
    where: {
      id: delivery.id,
      workspaceId: delivery.workspaceId,
      state: 'sending',
      attempts: delivery.attempts,
    },
    data: {
      ...result,
      reason: 'reason' in result ? result.reason : null,
      leaseUntil: null,
      ...(result.state === 'sent' && { sentAt: tx.now }),
    },
  });
  return count > 0;
}
