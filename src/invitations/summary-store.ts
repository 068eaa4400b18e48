import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import { type Summary, summaryEveryMs } from './summary-rules.ts';

/** Somebody who is due to be told what of their invitations is open. */
export interface DueSummary {
  readonly workspaceId: WorkspaceId;
  readonly slackUserId: string;
}

/** How many of them are named. */
const maxNamed = 3;

/**
 * Takes up to `max` inviters who are due, each for a week: of several processes each takes others. Who has nothing open
 * waits until they send an invitation again, which the database notes. Gives those to be told, and whether there may be more.
 */
export async function takeDueSummaries(
  tx: Tx,
  max: number,
): Promise<{ due: DueSummary[]; isMore: boolean }> {
  const taken = await tx.query<DueSummary & { readonly isTold: boolean }>(Prisma.sql`
    WITH due AS (
      SELECT s.workspace_id, s.slack_user_id FROM weekly_summaries s
      WHERE s.due_at <= ${tx.now}::timestamptz ORDER BY s.due_at LIMIT ${max} FOR UPDATE SKIP LOCKED
    ), looked AS (
      SELECT due.*, EXISTS (
        SELECT 1 FROM invitations i WHERE ${isOpen(tx)}
          AND i.workspace_id = due.workspace_id AND i.invited_by_slack_user = due.slack_user_id
      ) AS has_open FROM due
    )
    UPDATE weekly_summaries s SET due_at =
      CASE WHEN has_open THEN ${after(tx.now, summaryEveryMs)}::timestamptz END
    FROM looked JOIN workspaces w ON w.id = looked.workspace_id
    WHERE s.workspace_id = looked.workspace_id AND s.slack_user_id = looked.slack_user_id
    RETURNING s.workspace_id AS "workspaceId", s.slack_user_id AS "slackUserId",
      has_open AND w.weekly_summary AS "isTold"`);
  return { due: taken.filter(({ isTold }) => isTold), isMore: taken.length === max };
}

/** Finds it; undefined when nothing is open any more. */
export async function findSummary(
  tx: Tx,
  { workspaceId, slackUserId }: DueSummary,
): Promise<Summary | undefined> {
  const [row] = await tx.query<Summary>(Prisma.sql`
    WITH open AS (
      SELECT i.email, i.expires_at, min(i.expires_at) OVER () + interval '24 hours' AS soon
      FROM invitations i WHERE ${isOpen(tx)}
        AND i.workspace_id = ${workspaceId}::uuid AND i.invited_by_slack_user = ${slackUserId}
    ), counted AS (
      SELECT count(*)::int AS open, count(*) FILTER (WHERE expires_at < soon)::int AS ending,
        max(expires_at) FILTER (WHERE expires_at < soon) AS end_at FROM open
    )
    SELECT w.slack_team_id AS "slackTeamId", w.name AS "workspaceName", open, ending, end_at AS "endAt",
      ARRAY(SELECT email FROM open ORDER BY expires_at, email LIMIT ${maxNamed}) AS emails,
      COALESCE((
        SELECT m.role = 'admin' AND m.closed_at IS NULL AND m.deactivated_at IS NULL FROM members m
        WHERE m.workspace_id = w.id AND m.slack_user_id = ${slackUserId}
        ORDER BY m.joined_at DESC LIMIT 1
      ), w.slack_admins_are_admins) AS "mayInvite"
    FROM workspaces w, counted WHERE w.id = ${workspaceId}::uuid AND open > 0`);
  return row;
}

/** Whether somebody can still join by `i`. */
function isOpen(tx: Tx): Prisma.Sql {
  return Prisma.sql`i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > ${tx.now}::timestamptz`;
}
