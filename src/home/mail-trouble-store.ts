import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { WorkspaceId } from '../shared/ids.ts';

const isWaiting = Prisma.sql`d.channel = 'email' AND d.state IN ('queued', 'sending', 'retrying')`;

/** The workspaces that emails wait of; where there is only one, that one, as the mail server is theirs alone. */
export async function listWorkspacesThatWait(tx: Tx): Promise<WorkspaceId[]> {
  const rows = await tx.query<{ id: string }>(Prisma.sql`
    SELECT w.id::text FROM workspaces w
    WHERE EXISTS (SELECT 1 FROM deliveries d WHERE d.workspace_id = w.id AND ${isWaiting})
      OR NOT EXISTS (SELECT 1 FROM workspaces other WHERE other.id <> w.id)`);
  return rows.map(({ id }) => id as WorkspaceId);
}

/**
 * The Slack users who are known to be admins of the workspace, at most `limit`: members with the role; and, unless the
 * team switched that off, without an account and without having had one, whoever installed the app, has looked at
 * the Home tab of admins since a moment, or has sent an invitation whose email waits.
 */
export async function listKnownAdmins(
  tx: Tx,
  workspaceId: WorkspaceId,
  since: Date,
  limit: number,
): Promise<string[]> {
  const id = Prisma.sql`${workspaceId}::uuid`;
  const rows = await tx.query<{ who: string }>(Prisma.sql`
    WITH of_slack AS (
      SELECT installer_slack_user AS who FROM workspaces WHERE id = ${id}
      UNION SELECT slack_user_id FROM home_tabs WHERE workspace_id = ${id} AND shown_at > ${since}
      UNION SELECT i.invited_by_slack_user FROM deliveries d
        JOIN invitations i ON i.id = d.invitation_id
        WHERE d.workspace_id = ${id} AND ${isWaiting}
    )
    SELECT slack_user_id AS who FROM members
    WHERE workspace_id = ${id} AND role = 'admin' AND closed_at IS NULL AND deactivated_at IS NULL
      AND slack_user_id IS NOT NULL
    UNION SELECT who FROM of_slack JOIN workspaces w ON w.id = ${id}
    WHERE who IS NOT NULL AND w.slack_admins_are_admins
      AND NOT EXISTS (SELECT 1 FROM members m WHERE m.workspace_id = ${id} AND m.slack_user_id = who)
    LIMIT ${limit}`);
  return rows.map(({ who }) => who);
}
