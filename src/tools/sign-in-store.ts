import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import {
  type MemberId,
  parseToolSignInId,
  type ToolId,
  type ToolSignInId,
  type WorkspaceId,
} from '../shared/ids.ts';
import { mayUse } from './access-store.ts';

/** Which sign-ins end: all of a workspace or a member, also at some tools only, or the one that a tool knows as `sid`. */
export type EndedSignIns = (
  | { readonly workspaceId: WorkspaceId; readonly memberId?: MemberId }
  | { readonly workspaceId?: WorkspaceId; readonly memberId: MemberId }
) & {
  readonly toolIds?: readonly ToolId[];
  readonly sid?: string;
};

/** A sign-in that ended just now. */
export interface SignInEnded {
  readonly id: ToolSignInId;
  readonly workspaceId: WorkspaceId;
  /** What the tool is called, and of which kind it is. */
  readonly tool: string;
  readonly preset: string;
  /** Whether it can be told. */
  readonly isTold: boolean;
}

/** Ends sign-ins that haven't ended; gives them. */
export async function endSignIns(
  tx: Tx,
  { workspaceId, memberId, toolIds, sid }: EndedSignIns,
): Promise<SignInEnded[]> {
  const ofWorkspace = workspaceId
    ? Prisma.sql`AND s.workspace_id = ${workspaceId}::uuid`
    : Prisma.empty;
  const ofMember = memberId ? Prisma.sql`AND s.member_id = ${memberId}::uuid` : Prisma.empty;
  const atTools = toolIds ? Prisma.sql`AND s.tool_id = ANY(${[...toolIds]}::uuid[])` : Prisma.empty;
  const bySid = sid === undefined ? Prisma.empty : Prisma.sql`AND s.sid = ${sid}`;
  return await tx.query(Prisma.sql`
    WITH ended AS (
      UPDATE tool_sign_ins s SET ended_at = ${tx.now}
      WHERE s.ended_at IS NULL ${ofWorkspace} ${ofMember} ${atTools} ${bySid}
      RETURNING s.id, s.tool_id, s.workspace_id
    )
    SELECT e.id, e.workspace_id AS "workspaceId", t.name AS tool, t.preset, t.sign_out_uri IS NOT NULL AS "isTold"
    FROM ended e JOIN tools t ON t.id = e.tool_id`);
}

/** What a tool is told when a sign-in ends. */
export interface EndedSignIn {
  readonly toolId: ToolId;
  readonly signOutUri: string;
  readonly slackTeamId: string;
  readonly memberId: MemberId;
  readonly sid: string;
}

/** The sign-in that ended, as its tool is told; undefined when the tool is gone or can't be told any more. */
export async function findEnded(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: string,
): Promise<EndedSignIn | undefined> {
  const known = parseToolSignInId(id);
  if (!known) return undefined;
  const row = await tx.db.toolSignIn.findFirst({
    where: { id: known, workspaceId, endedAt: { not: null } },
    select: {
      toolId: true,
      memberId: true,
      sid: true,
      tool: { select: { signOutUri: true } },
      workspace: { select: { slackTeamId: true } },
    },
  });
  if (!row?.tool.signOutUri) return undefined;
  return {
    toolId: row.toolId as ToolId,
    memberId: row.memberId as MemberId,
    sid: row.sid,
    signOutUri: row.tool.signOutUri,
    slackTeamId: row.workspace.slackTeamId,
  };
}

/** The tools that are for admins only. */
export async function findAdminTools(tx: Tx, workspaceId: WorkspaceId): Promise<ToolId[]> {
  const rows = await tx.db.tool.findMany({
    where: { workspaceId, access: 'admins' },
    select: { id: true },
  });
  return rows.map(({ id }) => id as ToolId);
}

/** Whose sign-ins at a tool are open though they may not use it any more. */
export async function findShutOut(
  tx: Tx,
  workspaceId: WorkspaceId,
  toolId: ToolId,
): Promise<MemberId[]> {
  const rows = await tx.query<{ id: MemberId }>(Prisma.sql`
    SELECT DISTINCT m.id FROM tools t
    JOIN members m ON m.workspace_id = t.workspace_id
    WHERE t.id = ${toolId}::uuid AND t.workspace_id = ${workspaceId}::uuid
      AND (EXISTS (SELECT 1 FROM tool_sign_ins s WHERE s.tool_id = t.id AND s.member_id = m.id AND s.ended_at IS NULL)
        OR EXISTS (SELECT 1 FROM oidc_entries e WHERE e.tool_id = t.id AND e.member_id = m.id))
      AND NOT ${mayUse}`);
  return rows.map(({ id }) => id);
}

/** As long as a browser can be signed in at all, and a little more. */
const keptMs = 90 * 24 * 3_600_000;
/** Longer than tools are told of the end of one. */
const endedKeptMs = 2 * 24 * 3_600_000;

/** Deletes up to `max` sign-ins that nobody has used for three months, or of accounts that were closed some days ago. */
export async function purgeOldSignIns(tx: Tx, max: number): Promise<number> {
  return await tx.execute(Prisma.sql`
    DELETE FROM tool_sign_ins WHERE id IN (
      SELECT s.id FROM tool_sign_ins s JOIN members m ON m.id = s.member_id
      WHERE s.last_used_at < ${after(tx.now, -keptMs)} OR m.closed_at < ${after(tx.now, -endedKeptMs)}
      LIMIT ${max})`);
}
