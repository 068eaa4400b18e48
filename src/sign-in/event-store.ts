import { createHash, randomUUID } from 'node:crypto';
import type { Erased, Member } from '../members/rules.ts';
import type { Tx, Writes } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { networkOf } from '../platform/database/rate-limit.ts';
import { after } from '../shared/clock.ts';
import { type AccountEventId, idOfBytes, type MemberId, type WorkspaceId } from '../shared/ids.ts';
import {
  type AccountEvent,
  type AccountEventKind,
  eventsKeptMs,
  failureRows,
  readEvents,
} from './event-rules.ts';
import type { Browser, SignInWay } from './rules.ts';

/** An event as it is written. */
export interface NewEvent {
  readonly workspaceId: WorkspaceId;
  readonly memberId: MemberId;
  readonly kind: Exclude<AccountEventKind, 'sign_in_failed'>;
  readonly way?: SignInWay | undefined;
  readonly browser: Browser;
}

const longestUserAgent = 300;

/** Writes what happened at an account when the work is over. Gives its id. */
export function saveEvent(tx: Writes, event: NewEvent): AccountEventId {
  const { workspaceId, memberId, kind, way, browser } = event;
  const id = randomUUID() as AccountEventId;
  tx.defer(Prisma.sql`
    INSERT INTO account_events (id, workspace_id, member_id, kind, way, user_agent, ip_address, at)
    VALUES (${id}::uuid, ${workspaceId}::uuid, ${memberId}::uuid, ${kind}, ${way ?? null}::sign_in_way,
      ${browser.userAgent.slice(0, longestUserAgent)}, ${browser.ipAddress}, ${tx.now}::timestamptz)`);
  return id;
}

/**
 * Counts a try at an account that failed. However many there are, and from however many networks, they are a few rows a
 * day. Where nobody has the address as much is written, so that the time tells nobody whether somebody has.
 */
export async function countFailure(
  tx: Tx,
  { workspaceId, memberId }: { workspaceId: WorkspaceId; memberId: MemberId | undefined },
  { userAgent, ipAddress }: Browser,
): Promise<void> {
  const today = tx.now.toISOString().slice(0, 10);
  const part = hashOf([networkOf(ipAddress)]).readUInt32BE() % failureRows;
  const id = idOfBytes(hashOf([workspaceId, memberId ?? '', today, String(part)]).subarray(0, 16));
  await tx.execute(Prisma.sql`
    INSERT INTO account_events (id, workspace_id, member_id, kind, user_agent, ip_address, at)
    VALUES (${id}::uuid, ${workspaceId}::uuid, ${memberId ?? null}::uuid, 'sign_in_failed',
      ${userAgent.slice(0, longestUserAgent)}, ${ipAddress}, ${tx.now}::timestamptz)
    ON CONFLICT (id) DO UPDATE SET times = account_events.times + 1, at = EXCLUDED.at,
      user_agent = EXCLUDED.user_agent, ip_address = EXCLUDED.ip_address`);
}

function hashOf(parts: readonly string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

/** What happened last at a member's account, the newest first. */
export async function listEvents(
  tx: Tx,
  { workspaceId, id: memberId }: Pick<Member, 'workspaceId' | 'id'>,
): Promise<AccountEvent[]> {
  const rows = await tx.db.accountEvent.findMany({
    where: { workspaceId, memberId, at: { gt: after(tx.now, -eventsKeptMs) } },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: readEvents,
  });
  return rows.map((row) => toEvent({ ...row, memberId }));
}

/** An event at an open account, with what its member is told of it. */
export interface FoundEvent extends AccountEvent {
  readonly workspaceId: WorkspaceId;
  readonly workspaceName: string;
  /** When the member said that it wasn't them. */
  readonly disownedAt: Date | undefined;
  /** Whether the account is closed by now. */
  readonly isClosed: boolean;
}

/** What happened once, with whose account it was. */
export async function findEvent(tx: Tx, id: AccountEventId): Promise<FoundEvent | undefined> {
  const row = await tx.db.accountEvent.findUnique({
    where: { id },
    include: { workspace: { select: { name: true } }, member: { select: { closedAt: true } } },
  });
  if (!row?.memberId) return undefined;
  return {
    ...toEvent({ ...row, memberId: row.memberId }),
    workspaceId: row.workspaceId as WorkspaceId,
    workspaceName: row.workspace.name,
    disownedAt: row.disownedAt ?? undefined,
    isClosed: row.member?.closedAt !== null,
  };
}

/** Notes that it wasn't the member; false when that was noted before. */
export async function noteDisowned(tx: Tx, id: AccountEventId): Promise<boolean> {
  const { count } = await tx.db.accountEvent.updateMany({
    where: { id, disownedAt: null },
    data: { disownedAt: tx.now },
  });
  return count > 0;
}

/** When the member said last that something wasn't them. */
export async function lastDisownedAt(
  tx: Tx,
  { workspaceId, id: memberId }: Pick<Member, 'workspaceId' | 'id'>,
): Promise<Date | undefined> {
  const where = { workspaceId, memberId };
  const { _max } = await tx.db.accountEvent.aggregate({ where, _max: { disownedAt: true } });
  return _max.disownedAt ?? undefined;
}

interface EventRow extends Browser {
  readonly id: string;
  readonly memberId: string;
  readonly kind: string;
  readonly way: SignInWay | null;
  readonly times: number;
  readonly at: Date;
}

function toEvent({ id, memberId, kind, way, userAgent, ipAddress, times, at }: EventRow) {
  return {
    id: id as AccountEventId,
    memberId: memberId as MemberId,
    // Written from one.
    kind: kind as AccountEventKind,
    way: way ?? undefined,
    userAgent,
    ipAddress,
    times,
    at,
  };
}

/** Deletes everything that happened at the account of somebody who leaves. */
export async function eraseEvents(tx: Tx, { workspaceId, id: memberId }: Erased): Promise<void> {
  await tx.db.accountEvent.deleteMany({ where: { workspaceId, memberId } });
}

/** Deletes up to `max` events that are old. */
export async function purgeOldEvents(tx: Tx, max: number): Promise<number> {
  return await tx.execute(Prisma.sql`
    DELETE FROM account_events WHERE id IN (
      SELECT id FROM account_events WHERE at <= ${after(tx.now, -eventsKeptMs)} LIMIT ${max})`);
}
