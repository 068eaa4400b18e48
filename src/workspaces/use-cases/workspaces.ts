import type { Database, Tx } from '../../platform/database/database.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import {
  type AuditEntry,
  isNoted,
  type NewWorkspace,
  type Workspace,
  type WorkspaceSettings,
} from '../rules.ts';
import {
  findSlackApp,
  findWorkspace,
  findWorkspaceByDomain,
  findWorkspaceById,
  findWorkspaceByTeam,
  listAuditEntries,
  listWorkspaces,
  lockWorkspace,
  saveAuditEntry,
  saveHelpFeedback,
  saveSlackApp,
  saveSlackDomain,
  saveWorkspace,
  updateWorkspace,
} from '../store.ts';

/** The workspace of a Slack team, made when the team is seen for the first time. Notes what is new of the team. */
export async function workspaceOfTeam(database: Database, team: NewWorkspace): Promise<Workspace> {
  const known = await database.read((tx) => findWorkspaceByTeam(tx, team.slackTeamId));
  if (known && isNoted(known, team)) return known;
  return await database.transaction((tx) => saveWorkspace(tx, team));
}

/** The workspace of a Slack team, if it has one already. */
export async function workspaceOf(tx: Tx, slackTeamId: string): Promise<Workspace | undefined> {
  return await findWorkspaceByTeam(tx, slackTeamId);
}

/** The workspace with this id, if there is one. */
export async function workspaceById(tx: Tx, id: WorkspaceId): Promise<Workspace | undefined> {
  return await findWorkspaceById(tx, id);
}

/** The only workspace of this server; undefined when it has none or several. */
export async function onlyWorkspace(tx: Tx): Promise<Workspace | undefined> {
  const [first, second] = await listWorkspaces(tx, 2);
  return second ? undefined : first;
}

/**
 * Where admins manage the team: the app's Home tab in Slack. Undefined as long as Slack hasn't told us under
 * which id the app runs there. https://docs.slack.dev/interactivity/deep-linking
 */
export async function slackHomeUrl(
  database: Database,
  id: WorkspaceId,
): Promise<string | undefined> {
  const app = await database.read((tx) => findSlackApp(tx, id));
  if (!app?.slackAppId) return undefined;
  return `slack://app?team=${app.slackTeamId}&id=${app.slackAppId}&tab=home`;
}

/** The same as an https address, for e-mails: most mail clients follow no other. */
export async function slackPageUrl(
  database: Database,
  id: WorkspaceId,
): Promise<string | undefined> {
  const app = await database.read((tx) => findSlackApp(tx, id));
  if (!app?.slackAppId) return undefined;
  return `https://slack.com/app_redirect?app=${app.slackAppId}&team=${app.slackTeamId}`;
}

/** Remembers under which id the app runs in a Slack team. */
export async function rememberSlackApp(
  database: Database,
  slackTeamId: string,
  slackAppId: string,
): Promise<void> {
  await database.read((tx) => saveSlackApp(tx, slackTeamId, slackAppId));
}

/** Remembers what stands before .slack.com in a team's address. */
export async function rememberSlackDomain(
  database: Database,
  slackTeamId: string,
  domain: string,
): Promise<void> {
  await database.transaction((tx) => saveSlackDomain(tx, slackTeamId, domain));
}

/**
 * The workspace of the team with this Slack address. The only word of a workspace that finds it: its name is
 * whatever its admins typed, and others may type the same.
 */
export async function workspaceWithDomain(tx: Tx, domain: string): Promise<Workspace | undefined> {
  return await findWorkspaceByDomain(tx, domain);
}

/**
 * Decides something about a workspace in one transaction, with the workspace as it is now; every other decision about
 * it waits until that is over.
 */
export async function inWorkspace<T>(
  database: Database,
  id: WorkspaceId,
  decide: (tx: Tx, workspace: Workspace) => Promise<T>,
): Promise<T> {
  return await database.transaction(async (tx) => decide(tx, await lockWorkspace(tx, id)), id);
}

/** Keeps somebody's word on whether the help helped. */
export async function keepHelpFeedback(
  database: Database,
  workspaceId: WorkspaceId,
  slackUserId: string,
  helpful: boolean,
): Promise<void> {
  await database.read((tx) => saveHelpFeedback(tx, workspaceId, slackUserId, helpful));
}

/** Adds to the record of who did what, as part of the transaction that does it. */
export async function recordAct(
  tx: Tx,
  workspaceId: WorkspaceId,
  entry: AuditEntry,
): Promise<void> {
  await saveAuditEntry(tx, workspaceId, entry);
}

/** The workspace as it is now. */
export async function currentWorkspace(tx: Tx, id: WorkspaceId): Promise<Workspace> {
  return await findWorkspace(tx, id);
}

/** Writes name and settings, once it is decided that they may be. */
export async function saveSettings(
  tx: Tx,
  id: WorkspaceId,
  wanted: { name: string; settings: WorkspaceSettings },
): Promise<void> {
  await updateWorkspace(tx, id, wanted);
}

/** The latest of what was done, newest first. For admins' eyes. */
export async function latestActs(
  tx: Tx,
  workspaceId: WorkspaceId,
  limit: number,
): Promise<(AuditEntry & { at: Date })[]> {
  return await listAuditEntries(tx, workspaceId, limit);
}
