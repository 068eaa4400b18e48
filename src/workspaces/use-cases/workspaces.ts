import type { Database, Statement, Tx, Writes } from '../../platform/database/database.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import type { NewWorkspace, Workspace } from '../rules.ts';
import {
  findSlackApp,
  findWorkspaceByTeam,
  listWorkspaces,
  saveSlackApp,
  saveSlackDomain,
  saveWorkspace,
  selectLocked,
  toWorkspace,
  type WorkspaceColumns,
} from '../store.ts';

/** The workspace of a Slack team, made when the team is seen for the first time. */
export async function workspaceOfTeam(database: Database, team: NewWorkspace): Promise<Workspace> {
  const known = await database.run((tx) => findWorkspaceByTeam(tx, team.slackTeamId));
  return known ?? (await database.transaction((tx) => saveWorkspace(tx, team)));
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
  const app = await database.run((tx) => findSlackApp(tx, id));
  if (!app?.slackAppId) return undefined;
  return `slack://app?team=${app.slackTeamId}&id=${app.slackAppId}&tab=home`;
}

/** The same as an https address, for emails: most mail clients follow no other. */
export async function slackPageUrl(
  database: Database,
  id: WorkspaceId,
): Promise<string | undefined> {
  const app = await database.run((tx) => findSlackApp(tx, id));
  if (!app?.slackAppId) return undefined;
  return `https://slack.com/app_redirect?app=${app.slackAppId}&team=${app.slackTeamId}`;
}

/** Remembers under which id the app runs in a Slack team. */
export async function rememberSlackApp(
  database: Database,
  slackTeamId: string,
  slackAppId: string,
): Promise<void> {
  await database.run((tx) => saveSlackApp(tx, slackTeamId, slackAppId));
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
 * Writes what was decided about a workspace before, if the claim still meets a row while the workspace is held; all of it
 * in one round trip, or nothing, and then it gives undefined.
 */
export async function writeInWorkspace<T>(
  database: Database,
  id: WorkspaceId,
  claim: (now: Date) => Statement,
  write: (tx: Writes) => T,
): Promise<T | undefined> {
  return await database.writeAtOnce(write, { queue: id, hold: selectLocked(id), claim });
}

/**
 * Decides something about a workspace in one transaction, with the workspace as it is now; every other decision about
 * it waits until that is over. `select` is asked while the workspace is held, without a round trip of its own.
 */
export async function inWorkspace<T, Row extends object = object>(
  database: Database,
  id: WorkspaceId,
  decide: (tx: Tx, workspace: Workspace, rows: readonly Row[]) => Promise<T>,
  select?: Statement,
): Promise<T> {
  return await database.transaction<T, [WorkspaceColumns[], Row[]]>(
    async (tx, [[row], rows = []]) => {
      if (!row) throw new Error('no such workspace');
      return await decide(tx, toWorkspace(row), rows);
    },
    // Two statements: what PostgreSQL reads in the one that waits is as it was before the wait.
    { queue: id, first: [selectLocked(id), ...(select ? [select] : [])] },
  );
}
