import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import type {
  AccountEventId,
  DeliveryId,
  InvitationId,
  RequestId,
  WorkspaceId,
} from '../shared/ids.ts';
import type { Delivery, DeliveryChannel } from './rules.ts';
import { stateOfKnown } from './store.ts';
import { isDue, isStillDue } from './turn-store.ts';

interface ClaimedRow {
  id: string;
  workspace_id: string;
  invitation_id: string | null;
  request_id: string | null;
  account_event_id: string | null;
  notice: string;
  recipient: string;
  attempts: number;
  created_at: Date;
  give_up_at: Date;
  is_superseded: boolean;
}

/** What a claim is for. */
interface Claim {
  readonly limit: number;
  /** For so long nobody else gets what is taken. */
  readonly leaseMs: number;
}

/**
 * Takes emails of these workspaces that are due, or whose worker died: of each one the first, then of each the second,
 * and so on. With `behind` those of the workspaces in it come last, in that order, and of each workspace those first
 * that were tried least. SKIP LOCKED lets many workers claim side by side.
 */
export async function claimEmails(
  tx: Tx,
  workspaceIds: readonly WorkspaceId[],
  { limit, leaseMs }: Claim,
  behind?: readonly WorkspaceId[],
): Promise<Delivery[]> {
  const leastTried = behind ? Prisma.sql`attempts,` : Prisma.empty;
  return await claim(
    tx,
    leaseMs,
    inTurn(tx, Prisma.sql`channel = 'email'`, { workspaceIds, limit, leastTried, behind }),
  );
}

/** The same of calls of tools, without any that are behind. */
export async function claimCalls(
  tx: Tx,
  workspaceIds: readonly WorkspaceId[],
  { limit, leaseMs }: Claim,
): Promise<Delivery[]> {
  const ofChannel = Prisma.sql`channel = 'oidc_logout'`;
  const order = { workspaceIds, limit, leastTried: Prisma.empty, behind: undefined };
  return await claim(tx, leaseMs, inTurn(tx, ofChannel, order));
}

/** Of each of these workspaces the first of a channel, then of each the second, and so on. */
function inTurn(
  tx: Tx,
  ofChannel: Prisma.Sql,
  order: {
    readonly workspaceIds: readonly WorkspaceId[];
    readonly limit: number;
    readonly leastTried: Prisma.Sql;
    readonly behind: readonly WorkspaceId[] | undefined;
  },
): Prisma.Sql {
  const { workspaceIds, limit, leastTried, behind } = order;
  return Prisma.sql`ARRAY(
      SELECT due.id FROM unnest(${workspaceIds}::uuid[]) WITH ORDINALITY AS turn (workspace_id, position)
      CROSS JOIN LATERAL (
        SELECT id, row_number() OVER (ORDER BY ${leastTried} due_at) AS rank FROM (
          SELECT id, attempts, due_at FROM deliveries
          WHERE ${ofChannel} AND workspace_id = turn.workspace_id AND ${isDue(tx)}
          ORDER BY ${leastTried} due_at LIMIT ${limit * othersToo}
        ) AS first
      ) AS own
      JOIN deliveries AS due ON due.id = own.id
      ORDER BY array_position(${behind ?? []}::uuid[], turn.workspace_id) NULLS FIRST,
        own.rank, turn.position
      LIMIT ${limit} FOR UPDATE OF due SKIP LOCKED)`;
}

/** Others may claim at the same moment: then the ones behind are taken. */
const othersToo = 2;

/** Takes these direct messages, as found by findFirstToPeople in the same transaction. */
export async function claimDms(
  tx: Tx,
  ids: readonly DeliveryId[],
  { leaseMs }: Pick<Claim, 'leaseMs'>,
): Promise<Delivery[]> {
  return await claim(
    tx,
    leaseMs,
    // What is being cancelled in this moment is left to whoever cancels it.
    Prisma.sql`ARRAY(SELECT id FROM deliveries WHERE id = ANY(${ids}::uuid[]) FOR UPDATE SKIP LOCKED)`,
  );
}

/** Waits for the others who claim direct messages, until this transaction is over. */
export async function lockDms(tx: Tx): Promise<void> {
  await tx.execute(Prisma.sql`SELECT pg_advisory_xact_lock(hashtext('slack_dm'))`);
}

/** Takes what is due of a channel and will not be tried any more, as its time is over. */
export async function claimOverdue(
  tx: Tx,
  channel: DeliveryChannel,
  { limit, leaseMs }: Claim,
): Promise<Delivery[]> {
  return await claim(
    tx,
    leaseMs,
    Prisma.sql`ARRAY(
      SELECT id FROM deliveries
      WHERE channel = ${channel}::delivery_channel AND ${isDue(tx)} AND give_up_at <= ${tx.now}
      ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`,
  );
}

async function claim(tx: Tx, leaseMs: number, ids: Prisma.Sql): Promise<Delivery[]> {
  const rows = await tx.query<ClaimedRow>(Prisma.sql`
    UPDATE deliveries AS claimed
    SET state = 'sending', attempts = attempts + 1, lease_until = ${after(tx.now, leaseMs)}
    WHERE id = ANY(${ids}) AND ${isStillDue(tx)}
    RETURNING id, workspace_id, invitation_id, request_id, account_event_id, notice, recipient, attempts,
      created_at, give_up_at, ${isSuperseded} AS is_superseded`);
  return rows.map(toDelivery);
}

/**
 * By the order in which they were asked for, as a clock may be set back; those from before they had a number have none but
 * the clock's. What was asked for at the same moment was asked for together.
 */
const isNewer = Prisma.sql`(newer.queue_number, newer.created_at) > (claimed.queue_number, claimed.created_at)
      AND newer.created_at <> claimed.created_at`;

/** As in cancelWaitingAbout: that one can't cancel what is just being sent, or was when its process died. */
const isSuperseded = Prisma.sql`CASE WHEN claimed.invitation_id IS NULL
  THEN EXISTS (
    SELECT 1 FROM deliveries AS newer
    WHERE newer.recipient = claimed.recipient AND newer.workspace_id = claimed.workspace_id
      AND newer.invitation_id IS NULL AND newer.notice = claimed.notice
      AND newer.request_id IS NOT DISTINCT FROM claimed.request_id
      AND newer.account_event_id IS NOT DISTINCT FROM claimed.account_event_id
      AND ${isNewer})
  ELSE EXISTS (
    SELECT 1 FROM deliveries AS newer
    WHERE newer.invitation_id = claimed.invitation_id AND newer.notice = claimed.notice
      AND (newer.channel = 'email' OR newer.recipient = claimed.recipient)
      AND ${isNewer})
  END`;

function toDelivery(row: ClaimedRow): Delivery {
  return {
    id: row.id as DeliveryId,
    workspaceId: row.workspace_id as WorkspaceId,
    invitationId: (row.invitation_id ?? undefined) as InvitationId | undefined,
    requestId: (row.request_id ?? undefined) as RequestId | undefined,
    accountEventId: (row.account_event_id ?? undefined) as AccountEventId | undefined,
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
  await tx.execute(Prisma.sql`
    UPDATE deliveries SET lease_until = ${after(tx.now, leaseMs)}
    WHERE id = ${delivery.id}::uuid AND workspace_id = ${delivery.workspaceId}::uuid
      AND ${stateOfKnown} = 'sending' AND attempts = ${delivery.attempts}`);
}

/** Makes what dead workers left under way due again. Only while no worker can be at it. */
export async function releaseLeases(tx: Tx): Promise<void> {
  await tx.db.delivery.updateMany({
    where: { state: 'sending' },
    data: { state: 'retrying', leaseUntil: null, dueAt: tx.now },
  });
}
