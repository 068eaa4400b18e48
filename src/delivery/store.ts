import type { Tx } from '../platform/database.ts';
import type { DeliveryId, InvitationId, WorkspaceId } from '../shared/ids.ts';
import type { Delivery } from './rules.ts';

export interface NewDelivery {
  readonly workspaceId: WorkspaceId;
  /** The invitation that it is about; undefined when it is about the recipient's own account. */
  readonly invitationId: InvitationId | undefined;
  readonly channel: 'email' | 'slack_dm';
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
    },
  });
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

interface ClaimedRow {
  id: string;
  workspace_id: string;
  invitation_id: string | null;
  notice: string;
  recipient: string;
  attempts: number;
  created_at: Date;
}

/**
 * Takes up to `limit` deliveries that are due, or whose worker died, for `leaseMs`: nobody else gets them
 * meanwhile. SKIP LOCKED lets many workers claim side by side.
 */
export async function claimDeliveries(tx: Tx, limit: number, leaseMs: number): Promise<Delivery[]> {
  const leaseUntil = new Date(tx.now.getTime() + leaseMs);
  const rows = await tx.rows.$queryRaw<ClaimedRow[]>`
    UPDATE deliveries SET state = 'sending', attempts = attempts + 1, lease_until = ${leaseUntil}
    WHERE id IN (
      SELECT id FROM deliveries
      WHERE (state IN ('queued', 'retrying') AND due_at <= ${tx.now})
         OR (state = 'sending' AND lease_until <= ${tx.now})
      ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    RETURNING id, workspace_id, invitation_id, notice, recipient, attempts, created_at`;
  return rows.map((row) => ({
    id: row.id as DeliveryId,
    workspaceId: row.workspace_id as WorkspaceId,
    invitationId: (row.invitation_id ?? undefined) as InvitationId | undefined,
    notice: row.notice,
    recipient: row.recipient,
    attempts: row.attempts,
    createdAt: row.created_at,
  }));
}

/** When the next delivery becomes due; undefined when none waits. */
export async function nextDueAt(tx: Tx): Promise<Date | undefined> {
  const row = await tx.rows.delivery.findFirst({
    where: { state: { in: ['queued', 'retrying'] } },
    orderBy: { dueAt: 'asc' },
    select: { dueAt: true },
  });
  return row?.dueAt;
}

export type DeliveryResult =
  | { state: 'sent' }
  | { state: 'cancelled' | 'failed'; reason: string }
  | { state: 'retrying'; reason: string; dueAt: Date };

/** Writes how an attempt ended. Says nothing when somebody else took the delivery over meanwhile. */
export async function saveResult(
  tx: Tx,
  delivery: Delivery,
  result: DeliveryResult,
): Promise<void> {
  await tx.rows.delivery.updateMany({
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
}
