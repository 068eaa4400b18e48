import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import { type DeliveryChannel, giveUpAfterMs } from './rules.ts';
import { announce } from './store.ts';

/** A delivery that waits or has failed, as an operator looks at it. */
export interface OpenDelivery {
  readonly id: string;
  readonly createdAt: Date;
  readonly channel: DeliveryChannel;
  readonly notice: string;
  readonly recipient: string;
  readonly state: string;
  readonly attempts: number;
  readonly reason: string | null;
}

/** What waits or has failed, newest first, at most `limit`. */
export async function findOpenDeliveries(tx: Tx, limit: number): Promise<OpenDelivery[]> {
  return await tx.db.delivery.findMany({
    where: { state: { in: ['queued', 'sending', 'retrying', 'failed'] } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
    select: {
      id: true,
      createdAt: true,
      channel: true,
      notice: true,
      recipient: true,
      state: true,
      attempts: true,
      reason: true,
    },
  });
}

/**
 * Puts one delivery that waits for another try or has failed, or all that have failed, or all of both, back in the
 * queue with a day of tries before them. Gives how many. What makes no sense any more is then cancelled by itself.
 */
export async function requeue(tx: Tx, which: { id: string } | 'failed' | 'all'): Promise<number> {
  const { count } = await tx.db.delivery.updateMany({
    where: {
      ...(typeof which === 'object' && which),
      state: { in: which === 'failed' ? ['failed'] : ['retrying', 'failed'] },
    },
    data: {
      state: 'queued',
      attempts: 0,
      reason: null,
      dueAt: tx.now,
      giveUpAt: after(tx.now, giveUpAfterMs),
    },
  });
  announce(tx);
  return count;
}

/** How many deliveries wait, by state, and for how many seconds the oldest of them has. */
export async function deliveryFigures(
  tx: Tx,
): Promise<{ byState: Record<string, number>; oldestWaitSeconds: number }> {
  // Of those that ended there are hundreds of thousands, and nobody counts them: an index leads to these alone.
  const rows = await tx.query<{ state: string; count: number; oldest: Date }>(Prisma.sql`
    SELECT state::text, count(*)::int AS count, min(created_at) AS oldest
    FROM deliveries WHERE state IN ('queued', 'sending', 'retrying') GROUP BY state`);
  const none = { queued: 0, sending: 0, retrying: 0 };
  const counts = Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  const waits = rows.map(({ oldest }) => (tx.now.getTime() - oldest.getTime()) / 1000);
  return { byState: { ...none, ...counts }, oldestWaitSeconds: Math.max(0, ...waits) };
}

/**
 * Deletes up to `max` deliveries that ended more than 90 days ago. The newest of each invitation's emails
 * stays: admins see in the list how it fared.
 */
export async function purgeOldDeliveries(tx: Tx, max: number): Promise<number> {
  const old = after(tx.now, -keptMs);
  return await tx.execute(Prisma.sql`
    DELETE FROM deliveries WHERE id IN (
      SELECT d.id FROM deliveries AS d
      WHERE d.created_at < ${old} AND d.state IN ('sent', 'failed', 'cancelled')
        AND NOT (d.channel = 'email' AND d.invitation_id IS NOT NULL AND ${isNewest})
      LIMIT ${max})`);
}

const keptMs = 90 * 24 * 3_600_000;

const isNewest = Prisma.sql`NOT EXISTS (
  SELECT 1 FROM deliveries AS newer
  WHERE newer.invitation_id = d.invitation_id AND newer.notice = d.notice
    AND (newer.queue_number, newer.created_at) > (d.queue_number, d.created_at))`;
