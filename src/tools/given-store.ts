import type { AdminReader } from '../members/api.ts';
import type { Tx, Writes } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { MemberId, ToolId, WorkspaceId } from '../shared/ids.ts';
import { hasApp, mayUse } from './access-store.ts';
import type { GivableTools, OwnTool } from './given-rules.ts';
import { maxTools } from './rules.ts';

/** What an admin can give with an invitation, the oldest first. */
export async function findGivableTools({ tx, workspace }: AdminReader): Promise<GivableTools> {
  return await findGivable(tx, workspace.id);
}

/** The names of those of these tools that are for chosen members: for the record. */
export async function namesOfChosen(
  tx: Tx,
  workspaceId: WorkspaceId,
  toolIds: readonly ToolId[],
): Promise<string[]> {
  if (toolIds.length === 0) return [];
  const { choosable } = await findGivable(tx, workspaceId);
  return choosable.flatMap(({ id, name }) => (toolIds.includes(id) ? name : []));
}

async function findGivable(tx: Tx, workspaceId: WorkspaceId): Promise<GivableTools> {
  const rows = await tx.query<{ id: ToolId; name: string; isForAll: boolean }>(Prisma.sql`
    SELECT id, name, access = 'everybody' AS "isForAll" FROM tools
    WHERE workspace_id = ${workspaceId}::uuid AND access <> 'admins'
    ORDER BY created_at, id LIMIT ${maxTools}`);
  return {
    choosable: rows.flatMap(({ id, name, isForAll }) => (isForAll ? [] : { id, name })),
    forAll: rows.flatMap(({ name, isForAll }) => (isForAll ? name : [])),
  };
}

/**
 * Makes somebody one of the chosen members of these tools, when the work is over. Tools that are gone meanwhile, or for
 * others now, are left out.
 */
export function giveTools(
  tx: Writes,
  { workspaceId, memberId }: { readonly workspaceId: WorkspaceId; readonly memberId: MemberId },
  toolIds: readonly ToolId[],
): void {
  if (toolIds.length === 0) return;
  tx.defer(Prisma.sql`
    INSERT INTO tool_members (tool_id, member_id, workspace_id)
    SELECT id, ${memberId}::uuid, workspace_id FROM tools
    WHERE workspace_id = ${workspaceId}::uuid AND access = 'chosen' AND id = ANY(${[...toolIds]}::uuid[])`);
}

/**
 * The tools that a member may use at this moment, the oldest first. With OAuth none once their team has uninstalled the
 * app: they are shut then.
 */
export async function findOwnTools(
  tx: Tx,
  { workspaceId, id: memberId }: { readonly workspaceId: WorkspaceId; readonly id: MemberId },
  site: { readonly isByOauth: boolean },
): Promise<OwnTool[]> {
  return await tx.query<OwnTool>(Prisma.sql`
    SELECT t.id, t.name, t.address FROM tools t
    JOIN workspaces w ON w.id = t.workspace_id
    JOIN members m ON m.workspace_id = t.workspace_id AND m.closed_at IS NULL
    WHERE t.workspace_id = ${workspaceId}::uuid AND m.id = ${memberId}::uuid
      AND ${hasApp(site)} AND ${mayUse}
    ORDER BY t.created_at, t.id LIMIT ${maxTools}`);
}
