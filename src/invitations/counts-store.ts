import type { AdminReader } from '../members/api.ts';
import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import { type InvitationStatus, seatsInUse } from './rules.ts';
import { daysListed } from './validity-rules.ts';

// How many there are of everything, without reading it all: the database keeps the counts (see the migration
// kept_counts), of open invitations by the day on which they expire. Those of today are counted one by one.

/**
 * How many invitations of each status there are, and how many members. Declined ones count as revoked; those that expired
 * too long ago to stand in lists aren't counted.
 */
export type Counts = Readonly<Record<Exclude<InvitationStatus, 'declined'> | 'members', number>>;

/** The counts of a workspace, to be selected beside something else: a scalar subquery. */
export function countsOf({ tx, workspace }: AdminReader): Prisma.Sql {
  return counts(tx, ofWorkspace(workspace.id));
}

/** The same by itself. */
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
        AND expires_at > ${tx.now}::timestamptz
        AND expires_at < (${today} + 1)::timestamp AT TIME ZONE 'UTC'
    )
    SELECT json_build_object('members', members, 'accepted', accepted, 'revoked', revoked,
      'pending', later + pending, 'expired', due - pending)
    FROM added, today)`;
}

function todayOf(tx: Tx): Prisma.Sql {
  return Prisma.sql`(${tx.now}::timestamptz AT TIME ZONE 'UTC')::date`;
}

/** The day (UTC) on which an open invitation may have expired at the earliest, to stand in lists still. */
export function firstDayListed(tx: Tx): Prisma.Sql {
  return Prisma.sql`(${todayOf(tx)} - ${daysListed}::int)`;
}
