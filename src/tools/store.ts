import { randomUUID } from 'node:crypto';
import type { Admin, AdminReader } from '../members/api.ts';
import type { Erased } from '../members/rules.ts';
import type { Tx } from '../platform/database/database.ts';
import { Prisma, type Tool as ToolRow } from '../platform/database/prisma-client/client.ts';
import type { MemberId, ToolId, WorkspaceId } from '../shared/ids.ts';
import { proxyHost } from './forward-rules.ts';
import { parsePreset } from './preset-rules.ts';
import { type ListedTool, maxTools, type Tool, type ToolSettings } from './rules.ts';

/** Connects a tool; gives its id. */
export async function saveTool(
  { tx, workspace }: Admin,
  tool: ToolSettings & { readonly secretHash: Uint8Array | undefined },
): Promise<ToolId> {
  const id = randomUUID() as ToolId;
  const { secretHash } = tool;
  await tx.db.tool.create({
    data: {
      ...columnsOf(tool),
      id,
      workspaceId: workspace.id,
      secretHash: secretHash ? new Uint8Array(secretHash) : null,
      createdAt: tx.now,
    },
  });
  return id;
}

/** Writes what admins say of a tool. */
export async function updateTool(
  { tx, workspace }: Admin,
  id: ToolId,
  settings: ToolSettings,
): Promise<void> {
  await tx.db.tool.update({
    where: { id, workspaceId: workspace.id },
    data: columnsOf(settings),
  });
}

function columnsOf(settings: ToolSettings) {
  const { name, address, preset, access, redirectUris, signOutUri } = settings;
  const uris = { redirectUris: [...redirectUris], signOutUri: signOutUri ?? null };
  return { name, address, preset, access, ...uris, host: proxyHost(settings) ?? null };
}

/** Replaces the secret of a tool: from now on the one before is worth nothing. */
export async function saveSecret(
  { tx, workspace }: Admin,
  id: ToolId,
  secretHash: Uint8Array,
): Promise<void> {
  await tx.db.tool.update({
    where: { id, workspaceId: workspace.id },
    data: { secretHash: new Uint8Array(secretHash) },
  });
}

/** Deletes a tool with all that was given out for it. */
export async function deleteTool({ tx, workspace }: Admin, id: ToolId): Promise<void> {
  await tx.db.tool.delete({ where: { id, workspaceId: workspace.id } });
}

/** Writes who may use a tool that is for chosen members. */
export async function saveChosen(
  { tx, workspace: { id: workspaceId } }: Admin,
  toolId: ToolId,
  memberIds: readonly MemberId[],
): Promise<void> {
  await tx.db.toolMember.deleteMany({ where: { toolId, workspaceId } });
  await tx.db.toolMember.createMany({
    data: memberIds.map((memberId) => ({ toolId, memberId, workspaceId })),
    skipDuplicates: true,
  });
}

/** The workspace's tools, the oldest first. */
export async function listTools(reader: AdminReader): Promise<ListedTool[]> {
  return await findListed(reader, {});
}

/** One of them. */
export async function findListedTool(
  reader: AdminReader,
  id: ToolId,
): Promise<ListedTool | undefined> {
  const [tool] = await findListed(reader, { id });
  return tool;
}

async function findListed(
  { tx, workspace }: AdminReader,
  only: { readonly id?: ToolId },
): Promise<ListedTool[]> {
  const rows = await tx.db.tool.findMany({
    where: { workspaceId: workspace.id, ...only },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: maxTools,
    include: {
      members: {
        where: { member: { closedAt: null } },
        select: { memberId: true, member: { select: { slackUserId: true } } },
      },
    },
  });
  if (rows.length === 0) return [];
  const uses = await tx.query<UseRow>(Prisma.sql`
    SELECT s.tool_id AS id, count(DISTINCT s.member_id)::int AS people, max(s.last_used_at) AS "lastUsedAt"
    FROM tool_sign_ins s JOIN members m ON m.id = s.member_id AND m.closed_at IS NULL
    WHERE s.workspace_id = ${workspace.id}::uuid AND s.tool_id = ANY(${rows.map(({ id }) => id)}::uuid[])
    GROUP BY s.tool_id`);
  return rows.map((row) => {
    const use = uses.find(({ id }) => id === row.id);
    return {
      ...toTool(row),
      people: use?.people ?? 0,
      lastUsedAt: use?.lastUsedAt,
      chosen: row.members.map(({ memberId, member }) => ({
        memberId: memberId as MemberId,
        slackUserId: member.slackUserId ?? undefined,
      })),
    };
  });
}

interface UseRow {
  readonly id: string;
  readonly people: number;
  readonly lastUsedAt: Date;
}

/** How many tools the workspace has. */
export async function countTools({ tx, workspace }: Admin): Promise<number> {
  return await tx.db.tool.count({ where: { workspaceId: workspace.id } });
}

/** Whether another tool of the workspace stands at this host behind a proxy. */
export async function isHostTaken(
  { tx, workspace }: Admin,
  host: string,
  { except }: { except: ToolId | undefined },
): Promise<boolean> {
  const others = { workspaceId: workspace.id, host, ...(except && { id: { not: except } }) };
  return (await tx.db.tool.count({ where: others })) > 0;
}

/** The picture of a member who hasn't been removed, and since when it is theirs. */
export async function findPicture(
  tx: Tx,
  memberId: MemberId,
): Promise<{ webp: Uint8Array<ArrayBuffer>; updatedAt: Date } | undefined> {
  const where = { memberId, member: { closedAt: null } };
  return (await tx.db.avatar.findFirst({ where })) ?? undefined;
}

/** A tool as its row has it. */
export function toTool(row: ToolRow): Tool {
  return {
    id: row.id as ToolId,
    workspaceId: row.workspaceId as WorkspaceId,
    name: row.name,
    address: row.address,
    // A newer version of the app may know more kinds.
    preset: parsePreset(row.preset) ?? 'other',
    access: row.access,
    redirectUris: row.redirectUris,
    signOutUri: row.signOutUri ?? undefined,
  };
}

/** Forgets for which tools somebody was chosen who has left. */
export async function eraseChosen(tx: Tx, { workspaceId, id: memberId }: Erased): Promise<void> {
  await tx.db.toolMember.deleteMany({ where: { workspaceId, memberId } });
}
