import type { AdminReader } from '../members/api.ts';
import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import { maxCounted } from '../shared/listing.ts';
import { type Counts, seatsInUse } from './rules.ts';
import { daysListed } from './validity-rules.ts';

// How many there are of everything, without reading it all: the database keeps the counts (see the migration
// kept_counts), of open invitations by the day on which they expire. Those of today are counted one by one.

/** The counts of a workspace, to be selected beside something else: a scalar subquery. */
export function countsOf({ tx, workspace }: AdminReader): Prisma.Sql {
  return counts(tx, ofWorkspace(workspace.id));
}

/**
 * A moment that the planner doesn't look at: its plan is as good for each, and so it is made once rather than every time,
 * which would take longer than the statement itself.
 */
function unseen(now: Date): Prisma.Sql {
  return Prisma.sql`(SELECT ${now}::timestamptz)`;
}

const isOpen = Prisma.sql`accepted_at IS NULL AND revoked_at IS NULL`;

/** Whether an invitation's link works and its newest email couldn't be delivered. */
export function isUndelivered(now: Date): Prisma.Sql {
  return Prisma.sql`${isOpen} AND undelivered_at >= sent_at AND expires_at > ${unseen(now)}`;
}

/** Whether somebody has asked for a new link, and none was sent or declined since. */
export const isAsking = Prisma.sql`${isOpen} AND asked_again_at >= sent_at
  AND (ask_ignored_at IS NULL OR ask_ignored_at < asked_again_at)`;

/**
 * Who wants something of an admin, to be selected beside something else; not counted beyond what lists are counted to. In
 * the order of an index, which holds all that is asked: else the planner reads the table where many want something.
 */
export function attentionOf({ tx, workspace }: AdminReader): Prisma.Sql {
  const first = (condition: Prisma.Sql, moment: Prisma.Sql) => Prisma.sql`
    SELECT undelivered_at >= sent_at AS is_undelivered, expires_at FROM invitations
    WHERE ${ofWorkspace(workspace.id)} AND ${condition}
    ORDER BY ${moment} DESC, id DESC LIMIT ${Prisma.raw(String(maxCounted + 1))}`;
  const undelivered = first(isUndelivered(tx.now), Prisma.sql`undelivered_at`);
  const asking = first(isAsking, Prisma.sql`asked_again_at`);
  return Prisma.sql`(
    SELECT json_build_object(
      'undelivered', (SELECT count(*) FROM (${undelivered}) AS undelivered),
      'asking', count(*),
      'askingOnly', count(*) FILTER (
        WHERE expires_at > ${unseen(tx.now)} AND is_undelivered IS NOT TRUE OR NOT ${isListed(tx)}))
    FROM (${asking}) AS asking)`;
}

/** Whether whoever has an address (a column) has an invitation that needs an admin: it expired, or its holder asks. */
export function isInvitedInNeed({ tx, workspace }: AdminReader, address: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT 1 FROM invitations i WHERE i.workspace_id = ${workspace.id}::uuid AND i.address = ${address}
      AND (${isOpen} AND expires_at <= ${unseen(tx.now)} AND ${isListed(tx)} OR ${isAsking}))`;
}

/** When the next of the pending invitations expires, to be selected beside something else. */
export function nextExpiryOf({ tx, workspace }: AdminReader): Prisma.Sql {
  return Prisma.sql`(
    SELECT min(expires_at) FROM invitations
    WHERE ${ofWorkspace(workspace.id)} AND ${isOpen} AND expires_at > ${unseen(tx.now)})`;
}

/** The counts of a workspace by themselves. */
export async function findCounts(reader: AdminReader): Promise<Counts> {
  return await selectCounts(reader.tx, countsOf(reader));
}

/** How many seats are taken. */
export async function countSeats(tx: Tx, workspaceId: WorkspaceId): Promise<number> {
  return seatsInUse(await selectCounts(tx, counts(tx, ofWorkspace(workspaceId))));
}

/** How many there are on this server. */
export async function countEverywhere(tx: Tx): Promise<Counts> {
  return await selectCounts(tx, counts(tx, Prisma.sql`TRUE`));
}

async function selectCounts(tx: Tx, sql: Prisma.Sql): Promise<Counts> {
  const [row] = await tx.query<{ counts: Counts }>(Prisma.sql`SELECT ${sql} AS counts`);
  if (!row) throw new Error('a statement without a row');
  return row.counts;
}

function ofWorkspace(id: WorkspaceId): Prisma.Sql {
  return Prisma.sql`workspace_id = ${id}::uuid`;
}

/** `where` says whose. */
function counts(tx: Tx, where: Prisma.Sql): Prisma.Sql {
  const today = todayOf(tx);
  return Prisma.sql`(
    WITH kept AS (
      SELECT workspace_id, kind, day, count FROM kept_counts WHERE ${where} AND count > 0
    ), added AS (
      SELECT COALESCE(sum(count) FILTER (WHERE kind = 'member'), 0) AS members,
        COALESCE(sum(count) FILTER (WHERE kind = 'accepted'), 0) AS accepted,
        COALESCE(sum(count) FILTER (WHERE kind = 'revoked'), 0) AS revoked,
        COALESCE(sum(count) FILTER (
          WHERE kind = 'open' AND day <= ${today} AND day >= ${firstDayListed(tx)}), 0) AS due,
        COALESCE(sum(count) FILTER (WHERE kind = 'open' AND day > ${today}), 0) AS later
      FROM kept
    ), today AS (
      SELECT count(*) AS pending FROM kept JOIN invitations USING (workspace_id)
      WHERE kind = 'open' AND day = ${today} AND accepted_at IS NULL AND revoked_at IS NULL
        AND expires_at > ${unseen(tx.now)}
        AND expires_at < (${today} + 1)::timestamp AT TIME ZONE 'UTC'
    )
    SELECT json_build_object('members', members, 'accepted', accepted, 'revoked', revoked,
      'pending', later + pending, 'expired', due - pending)
    FROM added, today)`;
}

function todayOf(tx: Tx): Prisma.Sql {
  return Prisma.sql`(${unseen(tx.now)} AT TIME ZONE 'UTC')::date`;
}

/** Whether an open invitation hasn't expired too long ago; by the day, as it is counted. */
export function isListed(tx: Tx): Prisma.Sql {
  return Prisma.sql`(expires_at >= ${firstDayListed(tx)}::timestamp AT TIME ZONE 'UTC')`;
}

/** The day (UTC) on which an open invitation may have expired at the earliest, to stand in lists still. */
function firstDayListed(tx: Tx): Prisma.Sql {
  return Prisma.sql`(${todayOf(tx)} - ${daysListed}::int)`;
}
