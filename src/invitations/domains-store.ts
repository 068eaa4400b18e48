import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { WorkspaceId } from '../shared/ids.ts';

/** More are no habit of a team's any more. */
const maxUsed = 20;

/** The domains in which most of a workspace's members, and of those who accepted an invitation, have their addresses. */
export async function findUsedDomains(tx: Tx, workspaceId: WorkspaceId): Promise<string[]> {
  const rows = await tx.query<{ domain: string }>(Prisma.sql`
    SELECT substring(address FROM '[^@]+$') AS domain FROM (
      SELECT address FROM members WHERE workspace_id = ${workspaceId}::uuid AND closed_at IS NULL
      UNION ALL
      SELECT address FROM invitations WHERE workspace_id = ${workspaceId}::uuid AND accepted_at IS NOT NULL
    ) AS used GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${maxUsed}`);
  return rows.map(({ domain }) => domain);
}
