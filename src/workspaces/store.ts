import type { Tx } from '../platform/database.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import type { AuditEntry, Workspace } from './rules.ts';

/** Makes the workspace of a Slack team if there is none yet; gives it either way. */
export async function saveWorkspace(
  tx: Tx,
  team: { slackTeamId: string; name: string },
): Promise<Workspace> {
  const row = await tx.rows.workspace.upsert({
    where: { slackTeamId: team.slackTeamId },
    create: { ...team, createdAt: tx.now },
    update: {},
  });
  return toWorkspace(row);
}

/** The workspace of a Slack team, if it has one. */
export async function findWorkspaceByTeam(
  tx: Tx,
  slackTeamId: string,
): Promise<Workspace | undefined> {
  const row = await tx.rows.workspace.findUnique({ where: { slackTeamId } });
  return row ? toWorkspace(row) : undefined;
}

/**
 * Lets only one transaction at a time decide about this workspace's members and invitations. Take it
 * before any other row of the workspace, so that nobody waits in a circle.
 */
export async function lockWorkspace(tx: Tx, id: WorkspaceId): Promise<void> {
  // NO KEY: rows that merely refer to the workspace can still be written meanwhile.
  await tx.rows.$queryRaw`SELECT id FROM workspaces WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
}

/** Adds to the record of who did what. */
export async function saveAuditEntry(
  tx: Tx,
  workspaceId: WorkspaceId,
  entry: AuditEntry,
): Promise<void> {
  await tx.rows.auditEntry.create({ data: { workspaceId, ...entry, at: tx.now } });
}

function toWorkspace(row: { id: string; slackTeamId: string; name: string }): Workspace {
  return { id: row.id as WorkspaceId, slackTeamId: row.slackTeamId, name: row.name };
}
