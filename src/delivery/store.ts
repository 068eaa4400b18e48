import { randomUUID } from 'node:crypto';
import type { Tx, Writes } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import type {
  AccountEventId,
  DeliveryId,
  InvitationId,
  RequestId,
  WorkspaceId,
} from '../shared/ids.ts';
import {
  type Delivery,
  type DeliveryChannel,
  type DeliveryResult,
  giveUpAfterMs,
} from './rules.ts';
import { reasons } from './texts.ts';

export interface NewDelivery {
  readonly workspaceId: WorkspaceId;
  /** The invitation that it is about; undefined when it is about the recipient's own account. */
  readonly invitationId: InvitationId | undefined;
  readonly requestId?: RequestId;
  /** What happened to the recipient's own account: of each they are told. */
  readonly accountEventId?: AccountEventId;
  readonly channel: DeliveryChannel;
  readonly notice: string;
  readonly recipient: string;
}

/** The database channel on which a new delivery is announced. */
export const deliveriesChannel = 'deliveries';

/** What deliveries have in common that are written together. */
export type DeliveryKind = Pick<NewDelivery, 'workspaceId' | 'channel' | 'notice'>;

/** The invitation that a delivery is about, and who gets it. */
export interface AboutInvitation {
  readonly invitationId: InvitationId;
  readonly recipient: string;
}

/**
 * The state of a delivery that is looked up by what it is, not by its turn. As text, so that no index of what waits is used
 * for it: these are next to empty on most days, and a statement that was planned then would read all that waits on a busy one.
 */
export const stateOfKnown = Prisma.sql`state::text`;

/** What waits, in the words of the index of what waits for each person: no other is used for it. */
export const waitsForPerson = Prisma.sql`state NOT IN ('sent', 'failed', 'cancelled')`;

/** Writes deliveries when the work is over, and wakes the workers. One statement for however many. */
export function saveDeliveries(
  tx: Writes,
  deliveries: readonly NewDelivery[],
  dueAt = tx.now,
): void {
  tx.defer(Prisma.sql`
    INSERT INTO deliveries (id, workspace_id, invitation_id, request_id, account_event_id, channel, notice, recipient,
      created_at, due_at, give_up_at)
    SELECT new.*, ${tx.now}::timestamptz, ${dueAt}::timestamptz, ${after(tx.now, giveUpAfterMs)}::timestamptz
    FROM unnest(
      ${deliveries.map(() => randomUUID())}::uuid[],
      ${deliveries.map(({ workspaceId }) => workspaceId)}::uuid[],
      ${deliveries.map(({ invitationId }) => invitationId ?? null)}::uuid[],
      ${deliveries.map(({ requestId }) => requestId ?? null)}::uuid[],
      ${deliveries.map(({ accountEventId }) => accountEventId ?? null)}::uuid[],
      ${deliveries.map(({ channel }) => channel)}::delivery_channel[],
      ${deliveries.map(({ notice }) => notice)}::text[],
      ${deliveries.map(({ recipient }) => recipient)}::text[]
    ) AS new`);
  announce(tx);
}

/** Wakes the workers when the work is over. */
export function announce(tx: Writes): void {
  tx.signal(deliveriesChannel);
}

/** Cancels what still waits of a notice about invitations, as others come instead; when the work is over. */
export function cancelWaitingAbout(
  tx: Writes,
  { workspaceId, channel, notice }: DeliveryKind,
  about: readonly AboutInvitation[],
): void {
  // An invitation has one address, however it is written; DMs about it may go to several people.
  const isTheirs =
    channel === 'slack_dm' ? Prisma.sql`d.recipient = n.recipient` : Prisma.sql`channel = 'email'`;
  tx.defer(Prisma.sql`
    UPDATE deliveries d SET state = 'cancelled', reason = ${reasons.newerSent}
    FROM unnest(
      ${about.map(({ invitationId }) => invitationId)}::uuid[],
      ${about.map(({ recipient }) => recipient)}::text[]
    ) AS n (invitation_id, recipient)
    WHERE d.workspace_id = ${workspaceId}::uuid AND d.invitation_id = n.invitation_id
      AND ${isTheirs} AND d.notice = ${notice} AND ${stateOfKnown} IN ('queued', 'retrying')`);
}

/** Cancels what still waits about an invitation of these notices, to whomever; when the work is over. */
export function cancelWaitingOf(
  tx: Writes,
  about: {
    readonly workspaceId: WorkspaceId;
    readonly id: InvitationId;
    readonly notices: readonly string[];
  },
  reason: string,
): void {
  tx.defer(Prisma.sql`
    UPDATE deliveries SET state = 'cancelled', reason = ${reason}
    WHERE workspace_id = ${about.workspaceId}::uuid AND invitation_id = ${about.id}::uuid
      AND notice = ANY(${about.notices}::text[]) AND ${stateOfKnown} IN ('queued', 'retrying')`);
}

/** The same of a notice to somebody about their own account. */
export function cancelWaitingTo(
  tx: Writes,
  { workspaceId, channel, notice }: DeliveryKind,
  recipient: string,
): void {
  tx.defer(Prisma.sql`
    UPDATE deliveries SET state = 'cancelled', reason = ${reasons.newerSent}
    WHERE channel = ${channel}::delivery_channel AND workspace_id = ${workspaceId}::uuid
      AND recipient = ${recipient} AND invitation_id IS NULL AND notice = ${notice}
      AND ${waitsForPerson} AND ${stateOfKnown} IN ('queued', 'retrying')`);
}

/** Cancels everything of a workspace that still waits for people. Tools are told of sign-outs all the same. */
export async function cancelAllWaiting(
  tx: Tx,
  workspaceId: WorkspaceId,
  reason: string,
): Promise<void> {
  await tx.execute(Prisma.sql`
    UPDATE deliveries SET state = 'cancelled', reason = ${reason}
    WHERE workspace_id = ${workspaceId}::uuid AND channel <> 'oidc_logout' AND state IN ('queued', 'retrying')`);
}

/** How an attempt ended. */
export interface Ended {
  readonly delivery: Delivery;
  readonly result: DeliveryResult;
}

/**
 * Writes how attempts ended, in one statement, and gives of which: not of those that somebody else took over meanwhile. Of
 * several, those that somebody else has locked are left out: so none waits for another in a circle.
 */
export async function saveResults(
  tx: Tx,
  ended: readonly Ended[],
): Promise<ReadonlySet<DeliveryId>> {
  const ids = ended.map(({ delivery }) => delivery.id);
  const results = ended.map(({ result }) => result);
  const isFree =
    ids.length > 1
      ? Prisma.sql`AND deliveries.id = ANY(ARRAY(
          SELECT id FROM deliveries WHERE id = ANY(${ids}::uuid[]) FOR NO KEY UPDATE SKIP LOCKED))`
      : Prisma.empty;
  const rows = await tx.query<{ id: DeliveryId }>(Prisma.sql`
    UPDATE deliveries SET state = ended.state, reason = ended.reason, lease_until = NULL,
      due_at = COALESCE(ended.due_at, deliveries.due_at),
      sent_at = CASE WHEN ended.state = 'sent' THEN ${tx.now}::timestamptz ELSE deliveries.sent_at END
    FROM unnest(
      ${ids}::uuid[],
      ${ended.map(({ delivery }) => delivery.workspaceId)}::uuid[],
      ${ended.map(({ delivery }) => delivery.attempts)}::int[],
      ${results.map(({ state }) => state)}::delivery_state[],
      ${results.map((result) => ('reason' in result ? result.reason : null))}::text[],
      ${results.map((result) => ('dueAt' in result ? result.dueAt : null))}::timestamptz[]
    ) AS ended (id, workspace_id, attempts, state, reason, due_at)
    WHERE deliveries.id = ended.id AND deliveries.workspace_id = ended.workspace_id
      AND deliveries.state::text = 'sending' AND deliveries.attempts = ended.attempts ${isFree}
    RETURNING deliveries.id`);
  return new Set(rows.map(({ id }) => id));
}

/** Deletes what was sent to somebody, or waits to be; what is being sent at this moment goes as all of it does in the end. */
export async function deleteDeliveriesTo(
  tx: Tx,
  workspaceId: WorkspaceId,
  recipients: readonly string[],
): Promise<void> {
  await tx.db.delivery.deleteMany({
    where: { workspaceId, recipient: { in: [...recipients] }, state: { not: 'sending' } },
  });
}
