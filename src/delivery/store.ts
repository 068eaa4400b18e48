import type { Tx } from '../platform/database.ts';
import { Prisma } from '../platform/prisma-client/client.ts';
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

/** Writes a delivery, due at once. */
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
}

/** Wakes the workers when the transaction is over. */
export async function announce(tx: Tx): Promise<void> {
  await tx.rows.$executeRaw`SELECT pg_notify(${deliveriesChannel}, '')`;
}

/**
 * Cancels what still waits of a notice about an invitation, or to a recipient about their account, and announces
 * that another comes instead. One statement: people wait for it.
 */
export async function cancelWaiting(
  tx: Tx,
  { workspaceId, invitationId, channel, notice, recipient }: NewDelivery,
): Promise<void> {
  const about = invitationId
    ? Prisma.sql`invitation_id = ${invitationId}::uuid`
    : Prisma.sql`invitation_id IS NULL`;
  // An invitation has one address, however it is written; DMs about it may go to several people.
  const isTheirs =
    channel === 'slack_dm' || !invitationId
      ? Prisma.sql`recipient = ${recipient}`
      : Prisma.sql`channel = 'email'`;
  await tx.rows.$executeRaw`
    WITH cancelled AS (
      UPDATE deliveries SET state = 'cancelled', reason = 'a newer one was sent instead'
      WHERE workspace_id = ${workspaceId}::uuid AND ${about} AND ${isTheirs} AND notice = ${notice}
        AND state IN ('queued', 'retrying'))
    SELECT pg_notify(${deliveriesChannel}, '')`;
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
