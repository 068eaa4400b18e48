import type { Tx, Writes } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import type { MemberId, WorkspaceId } from '../shared/ids.ts';
import { type DueLook, type Local, lookAgainMs, lookPauseMs } from './rules.ts';

/** Takes up to `limit` members who are due; they are ours for `leaseMs`, and come due again unless a look is noted. */
export async function claimLooks(tx: Tx, limit: number, leaseMs: number): Promise<DueLook[]> {
  return await tx.query<DueLook>(Prisma.sql`
    WITH due AS (
      SELECT member_id FROM member_looks WHERE due_at <= ${tx.now}
      ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ), claimed AS (
      UPDATE member_looks SET due_at = ${after(tx.now, leaseMs)}
      FROM due WHERE member_looks.member_id = due.member_id RETURNING due.member_id
    )
    SELECT m.id AS "memberId", w.id AS "workspaceId", w.slack_team_id AS "slackTeamId",
      m.slack_user_id AS "slackUserId", m.address, m.deactivated_at IS NOT NULL AS "isDeactivated",
      m.locale, m.time_zone AS "timeZone"
    FROM claimed JOIN members m ON m.id = claimed.member_id
    JOIN workspaces w ON w.id = m.workspace_id WHERE m.closed_at IS NULL`);
}

/** Notes when members come due; each in so many milliseconds. */
export async function saveLooks(
  tx: Tx,
  looks: readonly { readonly memberId: MemberId; readonly dueInMs: number }[],
): Promise<void> {
  if (looks.length === 0) return;
  await tx.execute(Prisma.sql`
    UPDATE member_looks SET due_at = n.due_at
    FROM unnest(
      ${looks.map(({ memberId }) => memberId)}::uuid[],
      ${looks.map(({ dueInMs }) => after(tx.now, dueInMs))}::timestamptz[]
    ) AS n (member_id, due_at)
    WHERE member_looks.member_id = n.member_id`);
}

/** Has a member looked at soon, unless that was done a moment ago; when the work is over. */
export function lookSoon(tx: Writes, workspaceId: WorkspaceId, memberId: MemberId): void {
  tx.defer(Prisma.sql`
    UPDATE member_looks SET due_at = ${tx.now}::timestamptz
    WHERE member_id = ${memberId}::uuid AND workspace_id = ${workspaceId}::uuid
      AND due_at > ${tx.now} AND due_at < ${after(tx.now, lookAgainMs - lookPauseMs)}`);
}

/** Writes a member's language and time zone as Slack says them now. */
export async function saveLocal(
  tx: Tx,
  { workspaceId, memberId }: Pick<DueLook, 'workspaceId' | 'memberId'>,
  { locale, timeZone }: Local,
): Promise<void> {
  await tx.db.member.updateMany({
    where: { id: memberId, workspaceId, closedAt: null },
    data: { locale, timeZone, changedAt: tx.now },
  });
}
