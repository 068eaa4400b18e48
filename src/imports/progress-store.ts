import type { AdminReader } from '../members/api.ts';
import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import type { ImportId, InvitationId } from '../shared/ids.ts';
import { draftKeptMs, type Import, type Progress, type RowState } from './rules.ts';

/** How far imports are, in their order. */
export async function findProgress(tx: Tx, imports: readonly Import[]): Promise<Progress[]> {
  const [one, ...more] = imports;
  // For any ids the plan would be one for many imports, which reads all invitations.
  const isTheirs =
    one && more.length === 0
      ? Prisma.sql`r.import_id = ${one.id}::uuid`
      : Prisma.sql`r.import_id = ANY(${imports.map(({ id }) => id)}::uuid[])`;
  const rows = await tx.query<StateRow>(Prisma.sql`
    SELECT r.import_id AS "importId", r.state::text AS state, count(*)::int AS count,
      (count(*) FILTER (WHERE i.accepted_at IS NOT NULL))::int AS joined,
      (count(*) FILTER (WHERE i.accepted_at IS NULL AND i.revoked_at IS NULL AND email.state = 'failed'))::int AS failed,
      (count(*) FILTER (WHERE i.revoked_at IS NOT NULL AND i.declined_at IS NULL))::int AS revoked,
      (count(*) FILTER (WHERE i.id IS NOT NULL AND i.accepted_at IS NULL AND i.revoked_at IS NULL))::int AS open
    FROM import_rows r
    LEFT JOIN invitations i ON i.id = r.invitation_id
    LEFT JOIN LATERAL (
      SELECT d.state FROM deliveries d WHERE d.invitation_id = i.id AND d.channel = 'email'
      ORDER BY d.created_at DESC, d.id DESC LIMIT 1
    ) AS email ON TRUE
    WHERE ${isTheirs}
    GROUP BY r.import_id, r.state`);
  return imports.map((found) => {
    const own = rows.filter(({ importId }) => importId === found.id);
    const count = (state: RowState): number => own.find((row) => row.state === state)?.count ?? 0;
    const sum = (column: 'joined' | 'failed' | 'revoked' | 'open'): number =>
      own.reduce((all, row) => all + row[column], 0);
    return {
      import: found,
      counts: {
        wrong: count('wrong'),
        waiting: count('waiting'),
        invited: count('invited'),
        invited_again: count('invited_again'),
        sent_just_now: count('sent_just_now'),
        refused: count('refused'),
        stopped: count('stopped'),
      },
      joined: sum('joined'),
      failed: sum('failed'),
      revoked: sum('revoked'),
      open: sum('open'),
      ownOpen: own.find(({ state }) => state === 'invited')?.open ?? 0,
    };
  });
}

interface StateRow {
  readonly importId: string;
  readonly state: RowState;
  readonly count: number;
  readonly joined: number;
  readonly failed: number;
  readonly revoked: number;
  readonly open: number;
}

/** For so long an import stands in Home. */
const recentMs = 14 * 24 * 3_600_000;
const maxRecent = 3;

/**
 * The workspace's imports of late, newest first, to be selected beside something else: a scalar subquery. Of drafts only
 * the admin's own newest with anybody in it, which they may have closed by mistake.
 */
export function recentImportsOf({ tx, workspace, actor }: AdminReader): Prisma.Sql {
  const dayAgo = after(tx.now, -draftKeptMs);
  return Prisma.sql`(
    SELECT COALESCE(json_agg(recent), '[]') FROM (
      SELECT i.id, i.state::text AS state, floor(extract(epoch FROM i.created_at) * 1000) AS at, c.* FROM (
        SELECT * FROM imports
        WHERE workspace_id = ${workspace.id}::uuid
          AND created_at >= ${after(tx.now, -recentMs)}::timestamptz
          AND (state <> 'draft' OR id = (
            SELECT id FROM imports WHERE workspace_id = ${workspace.id}::uuid AND state = 'draft'
              AND slack_user_id = ${actor.person.userId} AND created_at >= ${dayAgo}::timestamptz
              AND EXISTS (SELECT FROM import_rows WHERE import_id = imports.id)
            ORDER BY created_at DESC LIMIT 1))
        ORDER BY created_at DESC LIMIT ${maxRecent}
      ) AS i CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE r.state <> 'wrong' OR i.state = 'draft') AS total,
          count(*) FILTER (WHERE r.state = 'waiting') AS waiting,
          count(*) FILTER (WHERE r.state IN ('invited', 'invited_again', 'sent_just_now')) AS invited,
          count(*) FILTER (WHERE v.accepted_at IS NOT NULL) AS joined,
          count(*) FILTER (WHERE v.revoked_at IS NOT NULL AND v.declined_at IS NULL) AS revoked
        FROM import_rows r LEFT JOIN invitations v ON v.id = r.invitation_id WHERE r.import_id = i.id
      ) AS c ORDER BY i.created_at DESC
    ) AS recent)`;
}

/** The open invitations of an import in the order of its rows, from a position on, so many at most. */
export async function findOpenOf(
  tx: Tx,
  { id, workspaceId }: Pick<Import, 'id' | 'workspaceId'>,
  {
    from,
    max,
    isOwn,
  }: { from: number; max: number /** Only those that it has made. */; isOwn: boolean },
): Promise<OpenInvitation[]> {
  return await tx.query<OpenInvitation>(Prisma.sql`
    SELECT i.id, i.email, i.address, i.role::text AS role, r.position
    FROM import_rows r JOIN invitations i ON i.id = r.invitation_id
    WHERE r.import_id = ${id}::uuid AND i.workspace_id = ${workspaceId}::uuid AND r.position >= ${from}
      AND (r.state = 'invited' OR NOT ${isOwn}) AND i.accepted_at IS NULL AND i.revoked_at IS NULL
    ORDER BY r.position LIMIT ${max}`);
}

/** An invitation of an import that nobody has accepted or revoked. */
export interface OpenInvitation {
  readonly id: InvitationId;
  readonly email: string;
  readonly address: string;
  readonly role: 'member' | 'admin';
  /** Of its row. */
  readonly position: number;
}

/** How many rows of an import haven't been sent. */
export async function countWaiting(tx: Tx, importId: ImportId): Promise<number> {
  return await tx.db.importRow.count({ where: { importId, state: 'waiting' } });
}
