import type { Statement, Tx } from '../platform/database/database.ts';
import {
  Prisma,
  type Workspace as WorkspaceRow,
} from '../platform/database/prisma-client/client.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import type { NewWorkspace, Workspace } from './rules.ts';

/** Makes the workspace of a Slack team if there is none yet; gives it either way. */
export async function saveWorkspace(tx: Tx, team: NewWorkspace): Promise<Workspace> {
  const { slackTeamId } = team;
  const found = await findWorkspaceByTeam(tx, slackTeamId);
  if (found) return found;
  // Not Prisma's upsert: with nothing to update it looks first and then inserts, which two can do at once.
  const data = { ...team, createdAt: tx.now };
  await tx.db.workspace.createMany({ data, skipDuplicates: true });
  return toWorkspace(await tx.db.workspace.findUniqueOrThrow({ where: { slackTeamId } }));
}

/** The workspace of a Slack team, if it has one. */
export async function findWorkspaceByTeam(
  tx: Tx,
  slackTeamId: string,
): Promise<Workspace | undefined> {
  const row = await tx.db.workspace.findUnique({ where: { slackTeamId } });
  return row ? toWorkspace(row) : undefined;
}

/** The workspace as it is now. */
export async function findWorkspace(tx: Tx, id: WorkspaceId): Promise<Workspace> {
  return toWorkspace(await tx.db.workspace.findUniqueOrThrow({ where: { id } }));
}

/** The workspace with this id, if there is one. */
export async function findWorkspaceById(tx: Tx, id: WorkspaceId): Promise<Workspace | undefined> {
  const row = await tx.db.workspace.findUnique({ where: { id } });
  return row ? toWorkspace(row) : undefined;
}

/** Remembers under which id the app runs in the workspace's Slack team. */
export async function saveSlackApp(tx: Tx, slackTeamId: string, slackAppId: string): Promise<void> {
  await tx.db.workspace.updateMany({ where: { slackTeamId }, data: { slackAppId } });
}

/** The Slack team of a workspace, and the app's id in it if it is known. */
export async function findSlackApp(
  tx: Tx,
  id: WorkspaceId,
): Promise<{ slackTeamId: string; slackAppId: string | null } | null> {
  return await tx.db.workspace.findUnique({
    where: { id },
    select: { slackTeamId: true, slackAppId: true },
  });
}

/**
 * Writes what stands before .slack.com in a team's address. Slack gives each to one team at a time, but may give
 * it to another later: the newest word counts, and whoever had it before has none until Slack says theirs.
 */
export async function saveSlackDomain(tx: Tx, slackTeamId: string, domain: string): Promise<void> {
  await tx.db.workspace.updateMany({
    where: { slackDomain: domain, slackTeamId: { not: slackTeamId } },
    data: { slackDomain: null },
  });
  await tx.db.workspace.updateMany({ where: { slackTeamId }, data: { slackDomain: domain } });
}

/** The workspace of the team whose Slack address begins so. */
export async function findWorkspaceByDomain(
  tx: Tx,
  slackDomain: string,
): Promise<Workspace | undefined> {
  const row = await tx.db.workspace.findUnique({ where: { slackDomain } });
  return row ? toWorkspace(row) : undefined;
}

/** At most `limit` workspaces, the oldest first. */
export async function listWorkspaces(tx: Tx, limit: number): Promise<Workspace[]> {
  const rows = await tx.db.workspace.findMany({ orderBy: { createdAt: 'asc' }, take: limit });
  return rows.map(toWorkspace);
}

/**
 * Lets only one transaction at a time decide about this workspace's members and invitations. Asked
 * before any other row of the workspace, so that nobody waits in a circle.
 */
export function selectLocked(id: WorkspaceId): Statement {
  // NO KEY: rows that merely refer to the workspace can still be written meanwhile.
  return Prisma.sql`
    SELECT ${Prisma.raw(workspaceColumns)} FROM workspaces w WHERE w.id = ${id}::uuid FOR NO KEY UPDATE`;
}

/** The columns of a workspace `w` as {@link toWorkspace} reads them, for statements written by hand. */
export const workspaceColumns = `w.id, w.slack_team_id AS "slackTeamId", w.name,
  w.installer_slack_user AS "installerSlackUser", w.allowed_domains AS "allowedDomains", w.link_warnings AS "linkWarnings",
  w.slack_admins_are_admins AS "slackAdminsAreAdmins", w.seat_limit AS "seatLimit",
  w.follow_deactivations AS "followDeactivations", w.joined_messages AS "joinedMessages",
  w.undo_sends AS "undoSends", w.reminders, w.weekly_summary AS "weeklySummary",
  w.requests_to AS "requestsTo", w.requests_channel AS "requestsChannel", w.approved_domains AS "approvedDomains",
  w.second_step AS "secondStep"`;

export type WorkspaceColumns = Omit<WorkspaceRow, 'slackAppId' | 'slackDomain' | 'createdAt'>;

/** A row as the rules know it. */
export function toWorkspace(row: WorkspaceColumns): Workspace {
  const { allowedDomains, linkWarnings, slackAdminsAreAdmins } = row;
  const { followDeactivations, joinedMessages, undoSends, reminders, weeklySummary } = row;
  const seatLimit = row.seatLimit ?? undefined;
  return {
    id: row.id as WorkspaceId,
    slackTeamId: row.slackTeamId,
    name: row.name,
    installerSlackUser: row.installerSlackUser ?? undefined,
    settings: {
      allowedDomains,
      linkWarnings,
      slackAdminsAreAdmins,
      seatLimit,
      followDeactivations,
      joinedMessages,
      undoSends,
      reminders,
      weeklySummary,
      requests: {
        to: row.requestsTo,
        channel: row.requestsChannel ?? undefined,
        approvedDomains: row.approvedDomains,
      },
      secondStep: row.secondStep,
    },
  };
}
