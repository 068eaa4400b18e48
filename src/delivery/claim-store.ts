import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import type { DeliveryId, InvitationId, WorkspaceId } from '../shared/ids.ts';
import { type Delivery, type DeliveryChannel, dmPauseMs } from './rules.ts';

interface ClaimedRow {
  id: string;
  workspace_id: string;
  invitation_id: string | null;
  notice: string;
  recipient: string;
  attempts: number;
  created_at: Date;
  give_up_at: Date;
  is_superseded: boolean;
}

interface ClaimOptions {
  readonly onlyOverdue?: boolean;
  readonly behind?: readonly WorkspaceId[] | undefined;
}

/**
 * Takes up to `limit` deliveries of a channel that are due, or whose worker died, for `leaseMs`: nobody else
 * gets them meanwhile. SKIP LOCKED lets many workers claim side by side. Direct messages must be claimed in
 * a transaction. With `onlyOverdue` it takes only those whose time is over; with `behind` those of these workspaces
 * last, in that order, and of each workspace those first that were tried least.
 */
export async function claimDeliveries(
  tx: Tx,
  channel: DeliveryChannel,
  limit: number,
  leaseMs: number,
  { onlyOverdue = false, behind }: ClaimOptions = {},
): Promise<Delivery[]> {
  const may = channel === 'slack_dm' ? await oneByOne(tx) : Prisma.empty;
  const overdue = onlyOverdue ? Prisma.sql`AND d.give_up_at <= ${tx.now}` : Prisma.empty;
  const first = behind
    ? Prisma.sql`array_position(${behind}::uuid[], d.workspace_id) NULLS FIRST, d.attempts,`
    : Prisma.empty;
  const rows = await tx.db.$queryRaw<ClaimedRow[]>`
    UPDATE deliveries AS claimed
    SET state = 'sending', attempts = attempts + 1, lease_until = ${after(tx.now, leaseMs)}
    WHERE id IN (
      SELECT d.id FROM deliveries AS d
      WHERE d.channel = ${channel}::delivery_channel AND ${isDue(tx, 'd')} ${may} ${overdue}
      ORDER BY ${first} d.due_at LIMIT ${limit} FOR UPDATE OF d SKIP LOCKED
    )
    RETURNING id, workspace_id, invitation_id, notice, recipient, attempts, created_at, give_up_at,
      ${isSuperseded} AS is_superseded`;
  return rows.map(toDelivery);
}

function isDue(tx: Tx, alias: 'd' | 'other'): Prisma.Sql {
  const row = Prisma.raw(alias);
  return Prisma.sql`((${row}.state IN ('queued', 'retrying') AND ${row}.due_at <= ${tx.now})
    OR (${row}.state = 'sending' AND ${row}.lease_until <= ${tx.now}))`;
}

/**
 * Of the messages to one person only the oldest goes, and none while another is being sent or went out just
 * now. Whoever claims waits for the others who do: each must see what the one before has taken.
 */
async function oneByOne(tx: Tx): Promise<Prisma.Sql> {
  await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('slack_dm'))`;
  const same = Prisma.sql`other.recipient = d.recipient AND other.workspace_id = d.workspace_id
    AND other.channel = 'slack_dm'`;
  return Prisma.sql`
    AND NOT EXISTS (
      SELECT 1 FROM deliveries AS other
      WHERE ${same} AND other.state IN ('queued', 'sending', 'retrying') AND other.id <> d.id
        AND ((other.state = 'sending' AND other.lease_until > ${tx.now})
          OR (${isDue(tx, 'other')} AND (other.due_at, other.id) < (d.due_at, d.id))))
    AND NOT EXISTS (
      SELECT 1 FROM deliveries AS other
      WHERE ${same} AND other.sent_at > ${after(tx.now, -dmPauseMs)})`;
}

/** As in cancelWaitingAbout: that one can't cancel what is just being sent, or was when its process died. */
const isSuperseded = Prisma.sql`CASE WHEN claimed.invitation_id IS NULL
  THEN EXISTS (
    SELECT 1 FROM deliveries AS newer
    WHERE newer.recipient = claimed.recipient AND newer.workspace_id = claimed.workspace_id
      AND newer.invitation_id IS NULL AND newer.notice = claimed.notice
      AND newer.created_at > claimed.created_at)
  ELSE EXISTS (
    SELECT 1 FROM deliveries AS newer
    WHERE newer.invitation_id = claimed.invitation_id AND newer.notice = claimed.notice
      AND (newer.channel = 'email' OR newer.recipient = claimed.recipient)
      AND newer.created_at > claimed.created_at)
  END`;

function toDelivery(row: ClaimedRow): Delivery {
  return {
    id: row.id as DeliveryId,
    workspaceId: row.workspace_id as WorkspaceId,
    invitationId: (row.invitation_id ?? undefined) as InvitationId | undefined,
    notice: row.notice,
    recipient: row.recipient,
    attempts: row.attempts,
    createdAt: row.created_at,
    giveUpAt: row.give_up_at,
    isSuperseded: row.is_superseded,
  };
}

/** Keeps a delivery that is still being sent for `leaseMs` more, unless somebody else took it over. */
export async function renewLease(tx: Tx, delivery: Delivery, leaseMs: number): Promise<void> {
  const { id, workspaceId, attempts } = delivery;
  await tx.db.delivery.updateMany({
    where: { id, workspaceId, attempts, state: 'sending' },
    data: { leaseUntil: after(tx.now, leaseMs) },
  });
}

/** When the next delivery of one of the channels becomes due; undefined when none waits. */
export async function nextDueAt(
  tx: Tx,
  channels: readonly DeliveryChannel[],
): Promise<Date | undefined> {
  const next = await Promise.all(
    channels.map((channel) =>
      tx.db.delivery.findFirst({
        where: { channel, state: { in: ['queued', 'retrying'] } },
        orderBy: { dueAt: 'asc' },
        select: { dueAt: true },
      }),
    ),
  );
  const times = next.flatMap((row) => row?.dueAt.getTime() ?? []);
  return times.length > 0 ? new Date(Math.min(...times)) : undefined;
}

/** Makes what dead workers left under way due again. Only while no worker can be at it. */
export async function releaseLeases(tx: Tx): Promise<void> {
  await tx.db.delivery.updateMany({
    where: { state: 'sending' },
    data: { state: 'retrying', leaseUntil: null, dueAt: tx.now },
  });
}
