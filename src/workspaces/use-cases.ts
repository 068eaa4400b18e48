import type { Database, Tx } from '../platform/database.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import type { AuditEntry, Workspace } from './rules.ts';
import { findWorkspaceByTeam, lockWorkspace, saveAuditEntry, saveWorkspace } from './store.ts';

/** The workspace of a Slack team, made when the team is seen for the first time. */
export async function workspaceOfTeam(
  database: Database,
  team: { slackTeamId: string; name: string },
): Promise<Workspace> {
  const known = await database.read((tx) => findWorkspaceByTeam(tx, team.slackTeamId));
  return known ?? (await database.transaction((tx) => saveWorkspace(tx, team)));
}

/** Makes every other decision about the workspace wait until this transaction is over. */
export async function holdWorkspace(tx: Tx, id: WorkspaceId): Promise<void> {
  await lockWorkspace(tx, id);
}

/** Adds to the record of who did what, as part of the transaction that does it. */
export async function recordAct(
  tx: Tx,
  workspaceId: WorkspaceId,
  entry: AuditEntry,
): Promise<void> {
  await saveAuditEntry(tx, workspaceId, entry);
}
