import { randomUUID } from 'node:crypto';
import type { AdminReader } from '../members/api.ts';
import type { Statement, Tx, Writes } from '../platform/database/database.ts';
import { Prisma, type Request as RequestRow } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import type { MemberId, RequestId, WorkspaceId } from '../shared/ids.ts';
import type { EmailAddress } from '../shared/plain-address.ts';
import {
  type AskedRequest,
  type Asker,
  decidedKeptMs,
  type Ending,
  type Request,
} from './rules.ts';

/** A row as the rules know it. */
export function toRequest(row: Omit<RequestRow, 'dueAt'>): Request {
  return {
    id: row.id as RequestId,
    workspaceId: row.workspaceId as WorkspaceId,
    email: row.email,
    address: row.address,
    state: row.state,
    reason: row.reason ?? undefined,
    createdAt: row.createdAt,
    toldAt: row.toldAt ?? undefined,
    remindedAt: row.remindedAt ?? undefined,
    isToAdmins: row.isToAdmins,
    decidedAt: row.decidedAt ?? undefined,
    decidedBy: row.decidedBy ?? undefined,
    approvedRole: row.approvedRole ?? undefined,
  };
}

/** The columns of a request `r` as {@link toRequest} reads them, for statements written by hand. */
export const requestColumns = Prisma.sql`r.id, r.workspace_id AS "workspaceId", r.email, r.address, r.state, r.reason,
  r.created_at AS "createdAt", r.told_at AS "toldAt", r.reminded_at AS "remindedAt", r.is_to_admins AS "isToAdmins",
  r.decided_at AS "decidedAt", r.decided_by AS "decidedBy", r.approved_role AS "approvedRole"`;

/** What {@link requestColumns} gives. */
export type RequestColumns = Omit<RequestRow, 'dueAt'>;

/** Selects a request, locked until the transaction is over: one row, or none. */
export function selectRequest(workspaceId: WorkspaceId, id: RequestId | undefined): Statement {
  return Prisma.sql`
    SELECT ${requestColumns} FROM requests r
    WHERE r.id = ${id ?? null}::uuid AND r.workspace_id = ${workspaceId}::uuid FOR UPDATE OF r`;
}

/** The same by itself. */
export async function lockRequest(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: RequestId,
): Promise<Request | undefined> {
  const [row] = await tx.query<RequestColumns>(selectRequest(workspaceId, id));
  return row && toRequest(row);
}

/** The open request for a canonical address, if there is one, and how many this member has open. */
export async function findAsked(
  tx: Tx,
  workspaceId: WorkspaceId,
  { address, memberId }: { address: string; memberId: MemberId },
): Promise<{ id: RequestId | undefined; isOwn: boolean; openOfMember: number }> {
  const isOpen = Prisma.sql`r.workspace_id = ${workspaceId}::uuid AND r.state = 'open'`;
  const [row] = await tx.query<{ id: RequestId | null; isOwn: boolean; openOfMember: number }>(
    Prisma.sql`
      SELECT asked.id, EXISTS (
        SELECT 1 FROM request_askers WHERE request_id = asked.id AND member_id = ${memberId}::uuid
      ) AS "isOwn", (
        SELECT count(*)::int FROM request_askers a JOIN requests r ON r.id = a.request_id
        WHERE a.member_id = ${memberId}::uuid AND ${isOpen}
      ) AS "openOfMember"
      FROM (VALUES (1)) AS always
      LEFT JOIN (SELECT r.id FROM requests r WHERE ${isOpen} AND r.address = ${address}) AS asked ON TRUE`,
  );
  if (!row) throw new Error('a statement without a row');
  return { ...row, id: row.id ?? undefined };
}

/** Writes a new request, of which nobody has been told yet. */
export async function saveRequest(
  tx: Tx,
  workspaceId: WorkspaceId,
  { email, address }: EmailAddress,
): Promise<RequestId> {
  const id = randomUUID() as RequestId;
  const data = { id, workspaceId, email, address, createdAt: tx.now, dueAt: tx.now };
  await tx.db.request.create({ data });
  return id;
}

/** Writes that somebody asks for it. */
export async function saveAsker(
  tx: Tx,
  workspaceId: WorkspaceId,
  requestId: RequestId,
  asker: Pick<Asker, 'memberId' | 'slackUserId' | 'name' | 'why'>,
): Promise<void> {
  const { why = null, ...who } = asker;
  await tx.db.requestAsker.create({ data: { ...who, why, requestId, workspaceId, at: tx.now } });
}

interface AskerRow extends Omit<Asker, 'why'> {
  readonly requestId: RequestId;
  readonly why: string | null;
}

/** Who asked for each of the requests, the first one in front. */
async function findAskers(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: readonly RequestId[],
): Promise<AskerRow[]> {
  return await tx.query<AskerRow>(Prisma.sql`
    SELECT a.request_id AS "requestId", a.member_id AS "memberId", a.slack_user_id AS "slackUserId",
      a.name, a.why, m.closed_at IS NOT NULL AS "isGone", (
        SELECT count(*)::int FROM invitations i
        WHERE i.requested_by_member_id = a.member_id AND i.workspace_id = a.workspace_id
          AND i.address <> r.address
      ) AS "invitedBefore"
    FROM request_askers a JOIN members m ON m.id = a.member_id JOIN requests r ON r.id = a.request_id
    WHERE a.workspace_id = ${workspaceId}::uuid AND a.request_id = ANY(${[...ids]}::uuid[])
    ORDER BY a.at, a.member_id`);
}

/** The requests with who asked for them. */
export async function withAskers(
  tx: Tx,
  workspaceId: WorkspaceId,
  requests: readonly Request[],
): Promise<AskedRequest[]> {
  if (requests.length === 0) return [];
  const all = await findAskers(
    tx,
    workspaceId,
    requests.map(({ id }) => id),
  );
  return requests.map((request) => ({
    request,
    askers: all
      .filter(({ requestId }) => requestId === request.id)
      .map(({ requestId: _, why, ...asker }) => ({ ...asker, why: why ?? undefined })),
  }));
}

/** A request with who asked for it, and the Slack team. */
export async function findRequest(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: RequestId,
): Promise<(AskedRequest & { readonly slackTeamId: string }) | undefined> {
  const row = await tx.db.request.findFirst({
    where: { id, workspaceId },
    include: { workspace: { select: { slackTeamId: true } } },
  });
  if (!row) return undefined;
  const [found] = await withAskers(tx, workspaceId, [toRequest(row)]);
  return found && { ...found, slackTeamId: row.workspace.slackTeamId };
}

/** The open requests, those that have waited longest first. */
export async function listOpenRequests(
  { tx, workspace: { id: workspaceId } }: AdminReader,
  limit: number,
): Promise<AskedRequest[]> {
  const rows = await tx.db.request.findMany({
    where: { workspaceId, state: 'open' },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: limit,
  });
  return await withAskers(tx, workspaceId, rows.map(toRequest));
}

/**
 * How many requests are open, to be selected beside something else: {@link OpenRequests} as a scalar subquery.
 * `isCounted` says of whoever has an address whether they are counted by something else already.
 */
export function openRequestsOf(
  { workspace }: AdminReader,
  isCounted: (address: Statement) => Statement,
): Statement {
  return Prisma.sql`(
    SELECT json_build_object('all', count(*),
      'alone', count(*) FILTER (WHERE NOT ${isCounted(Prisma.sql`r.address`)}))
    FROM requests r WHERE r.workspace_id = ${workspace.id}::uuid AND r.state = 'open')`;
}

/** Writes how an open request ended; false when it had ended before. */
export async function saveEnding(
  tx: Tx,
  { id, workspaceId }: Pick<Request, 'id' | 'workspaceId'>,
  {
    state,
    reason = null,
    decidedBy = null,
    approvedRole = null,
  }: { [K in keyof Ending]: Ending[K] | null },
): Promise<boolean> {
  const count = await tx.execute(Prisma.sql`
    UPDATE requests SET state = ${state}::request_state, reason = ${reason}, decided_by = ${decidedBy},
      approved_role = ${approvedRole}::role, decided_at = ${tx.now}::timestamptz
    WHERE id = ${id}::uuid AND workspace_id = ${workspaceId}::uuid AND state = 'open'`);
  return count > 0;
}

/** Writes that it goes on later, as that step is done. */
export async function saveStep(
  tx: Tx,
  { id, workspaceId }: Pick<Request, 'id' | 'workspaceId'>,
  done: {
    readonly toldAt?: Date | null;
    readonly remindedAt?: Date;
    readonly isToAdmins?: boolean;
    readonly dueAt: Date;
  },
): Promise<void> {
  await tx.db.request.updateMany({ where: { id, workspaceId, state: 'open' }, data: done });
}

/** Whether somebody joined the request after a moment. */
export async function hasJoinedSince(
  tx: Tx,
  { id: requestId, workspaceId }: Pick<Request, 'id' | 'workspaceId'>,
  since: Date,
): Promise<boolean> {
  const where = { requestId, workspaceId, at: { gt: since } };
  return (await tx.db.requestAsker.count({ where })) > 0;
}

/** Deletes up to `max` requests that ended long ago. */
export async function purgeOldRequests(tx: Tx, max: number): Promise<number> {
  return await tx.execute(Prisma.sql`
    DELETE FROM requests WHERE id IN (
      SELECT id FROM requests
      WHERE state <> 'open' AND decided_at < ${after(tx.now, -decidedKeptMs)}::timestamptz LIMIT ${max})`);
}

/** Wakes whoever tells admins, when the work is over. */
export function announceRequest(tx: Writes): void {
  tx.signal(requestsChannel);
}

/** The database channel on which it is announced that there is something to do about a request. */
export const requestsChannel = 'requests';
