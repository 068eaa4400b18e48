import type { AdminReader } from '../members/api.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { InvitationId } from '../shared/ids.ts';
import type { PromisedTool } from '../tools/given-rules.ts';

/** What whoever accepts `i`, an invitation, can open then, as tools are at this moment; the oldest first. */
export const promisedTools = Prisma.sql`COALESCE((
  SELECT json_agg(json_build_object('name', t.name, 'isChosen', t.access = 'chosen') ORDER BY t.created_at, t.id)
  FROM tools t WHERE t.workspace_id = i.workspace_id AND CASE t.access
    WHEN 'everybody' THEN TRUE
    WHEN 'admins' THEN i.role = 'admin'
    ELSE t.id = ANY(i.tool_ids)
  END), '[]'::json)`;

/** The same of one invitation, for an admin's eyes. */
export async function findPromisedTools(
  { tx, workspace }: AdminReader,
  id: InvitationId,
): Promise<readonly PromisedTool[]> {
  const [row] = await tx.query<{ tools: PromisedTool[] }>(Prisma.sql`
    SELECT ${promisedTools} AS tools FROM invitations i
    WHERE i.id = ${id}::uuid AND i.workspace_id = ${workspace.id}::uuid`);
  return row?.tools ?? [];
}
