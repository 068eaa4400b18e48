import type { Tx } from '../platform/database/database.ts';
import type { Workspace as WorkspaceRow } from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import { type AuditEntry, isNoted, type NewWorkspace, type Workspace } from './rules.ts';

/**
 * Makes the workspace of a Slack team if there is none yet; gives it either way. A team that has the app from its
 * organisation from now on is noted as such.
 */
export async function saveWorkspace(tx: Tx, team: NewWorkspace): Promise<Workspace> {
  const { slackTeamId, slackEnterpriseId = null } = team;
  const found = await findWorkspaceByTeam(tx, slackTeamId);
  if (found && isNoted(found, team)) return found;
  if (found) {
    const data = { slackEnterpriseId };
    return toWorkspace(await tx.db.workspace.update({ where: { slackTeamId }, data }));
  }
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
 * Lets only one transaction at a time decide about this workspace's members and invitations. Take it
 * before any other row of the workspace, so that nobody waits in a circle.
 */
export async function lockWorkspace(tx: Tx, id: WorkspaceId): Promise<Workspace> {
  // NO KEY: rows that merely refer to the workspace can still be written meanwhile.
  await tx.db.$queryRaw`SELECT id FROM workspaces WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return await findWorkspace(tx, id);
}

/** Adds to the record of who did what. */
export async function saveAuditEntry(
  tx: Tx,
  workspaceId: WorkspaceId,
  entry: AuditEntry,
): Promise<void> {
  await tx.db.auditEntry.create({
    data: { workspaceId, ...entry, at: tx.now },
    select: { id: true },
  });
}

function toWorkspace(row: WorkspaceRow): Workspace {
  const { allowedDomains, linkWarnings, slackAdminsAreAdmins, followDeactivations } = row;
  const seatLimit = row.seatLimit ?? undefined;
  return {
    id: row.id as WorkspaceId,
    slackTeamId: row.slackTeamId,
    name: row.name,
    installerSlackUser: row.installerSlackUser ?? undefined,
    slackEnterpriseId: row.slackEnterpriseId ?? undefined,
    settings: {
      allowedDomains,
      linkWarnings,
      slackAdminsAreAdmins,
      seatLimit,
      followDeactivations,
    },
  };
}

const auditKeptMs = 365 * 24 * 3_600_000;

/** Deletes up to `most` entries of who did what that are older than a year. */
export async function purgeOldAuditEntries(tx: Tx, max: number): Promise<number> {
  return await tx.db.$executeRaw`
    DELETE FROM audit_entries WHERE id IN (
      SELECT id FROM audit_entries WHERE at < ${after(tx.now, -auditKeptMs)} LIMIT ${max})`;
}
