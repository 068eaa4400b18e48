import type { Tx } from '../platform/database/database.ts';
import {
  type Installation as InstallationRow,
  Prisma,
} from '../platform/database/prisma-client/client.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import type { SlackGrant } from '../shared/slack-grant.ts';
import { appInSlack, type Installation } from './rules.ts';

/** What is kept of an installation's tokens. */
export interface KeptTokens {
  readonly tokens: Uint8Array<ArrayBuffer>;
  readonly tokensEndAt: Date | null;
}

/** Keeps an installation, in place of an earlier one. */
export async function saveInstallation(tx: Tx, grant: SlackGrant, kept: KeptTokens): Promise<void> {
  const { slackId, tokens: _tokens, url: _url, scopes, ...columns } = grant;
  const row = {
    ...columns,
    ...kept,
    scopes: [...scopes],
    installedAt: tx.now,
    renewingUntil: null,
    uninstalledAt: null,
  };
  await tx.db.installation.upsert({
    where: { slackId },
    create: { slackId, ...row },
    update: row,
  });
}

/** The installation in a team, also when it has ended. */
export async function findInstallation(tx: Tx, slackId: string): Promise<Installation | undefined> {
  const row = await tx.db.installation.findUnique({ where: { slackId } });
  return row ? toInstallation(row) : undefined;
}

/** Lets only one at a time, of all processes, find out whether it is the first, until the transaction is over. */
export async function holdFirstPlace(tx: Tx): Promise<void> {
  await tx.query(Prisma.sql`SELECT pg_advisory_xact_lock(hashtext('first_installation'))`);
}

/**
 * Whether there is anything of other teams: an installation, also one that has ended and is kept for a while, or a
 * workspace that was there by a bot token.
 */
export async function hasOthersThan(tx: Tx, slackId: string): Promise<boolean> {
  const [row] = await tx.query<{ has: boolean }>(Prisma.sql`
    SELECT EXISTS (SELECT FROM installations WHERE slack_id <> ${slackId})
      OR EXISTS (SELECT FROM workspaces WHERE slack_team_id <> ${slackId}) AS has`);
  return row?.has === true;
}

/** Some of the teams that have the app, the first ones first, with the way to it in Slack. */
export async function listInstalledTeams(
  tx: Tx,
  limit: number,
): Promise<{ name: string; homeUrl: string | undefined }[]> {
  const rows = await tx.db.installation.findMany({
    where: { uninstalledAt: null },
    orderBy: { installedAt: 'asc' },
    take: limit,
    select: { name: true, slackId: true, slackAppId: true },
  });
  return rows.map(({ name, slackId, slackAppId }) => ({
    name,
    homeUrl: appInSlack(slackAppId, slackId),
  }));
}

/** How many teams have the app. */
export async function countInstalledTeams(tx: Tx): Promise<number> {
  return await tx.db.installation.count({ where: { uninstalledAt: null } });
}

/** Some of the teams that have the app and aren't among these, as their names and Slack ids. */
export async function listTeamsBesides(
  tx: Tx,
  slackIds: readonly string[],
  limit: number,
): Promise<string[]> {
  const rows = await tx.db.installation.findMany({
    where: { uninstalledAt: null, slackId: { notIn: [...slackIds] } },
    orderBy: { installedAt: 'asc' },
    take: limit,
    select: { name: true, slackId: true },
  });
  return rows.map(({ name, slackId }) => `${name} (${slackId})`);
}

/** The Slack ids of all teams that have the app. */
export async function listInstalledIds(tx: Tx): Promise<string[]> {
  const rows = await tx.db.installation.findMany({
    where: { uninstalledAt: null },
    select: { slackId: true },
  });
  return rows.map(({ slackId }) => slackId);
}

/** Holds an installation until the transaction is over. */
export async function lockInstallation(tx: Tx, slackId: string): Promise<Installation | undefined> {
  await tx.query(
    Prisma.sql`SELECT slack_id FROM installations WHERE slack_id = ${slackId} FOR UPDATE`,
  );
  return await findInstallation(tx, slackId);
}

/**
 * Lets only one, of all processes, renew the tokens until the moment. False when somebody is at it, has failed at it a
 * short while ago, or has done it.
 */
export async function claimRenewal(
  tx: Tx,
  { slackId, tokensEndAt }: Installation,
  until: Date,
): Promise<boolean> {
  const { count } = await tx.db.installation.updateMany({
    where: {
      slackId,
      tokensEndAt: tokensEndAt ?? null,
      OR: [{ renewingUntil: null }, { renewingUntil: { lte: tx.now } }],
    },
    data: { renewingUntil: until },
  });
  return count > 0;
}

/** Writes renewed tokens in place of the old ones, unless the app was uninstalled or installed again meanwhile. */
export async function saveRenewed(
  tx: Tx,
  { slackId, installedAt, tokensEndAt }: Installation,
  kept: KeptTokens,
): Promise<void> {
  await tx.db.installation.updateMany({
    where: { slackId, installedAt, tokensEndAt: tokensEndAt ?? null, uninstalledAt: null },
    data: { ...kept, renewingUntil: null },
  });
}

/** Writes the same tokens, sealed anew; unless they were renewed or deleted meanwhile. */
export async function saveResealed(
  tx: Tx,
  slackId: string,
  old: Uint8Array,
  tokens: Uint8Array<ArrayBuffer>,
): Promise<void> {
  await tx.db.installation.updateMany({
    where: { slackId, tokens: new Uint8Array(old) },
    data: { tokens },
  });
}

/** Ends an installation: its tokens are deleted at once, all else is kept for a while. */
export async function saveUninstalled(tx: Tx, slackId: string): Promise<boolean> {
  const { count } = await tx.db.installation.updateMany({
    where: { slackId, uninstalledAt: null },
    data: { tokens: null, tokensEndAt: null, renewingUntil: null, uninstalledAt: tx.now },
  });
  return count > 0;
}

/** The installations that ended before this moment. */
export async function listUninstalledBefore(tx: Tx, moment: Date): Promise<string[]> {
  const rows = await tx.db.installation.findMany({
    where: { uninstalledAt: { lt: moment } },
    select: { slackId: true },
  });
  return rows.map(({ slackId }) => slackId);
}

/** Forgets an installation. */
export async function deleteInstallation(tx: Tx, slackId: string): Promise<void> {
  await tx.db.installation.delete({ where: { slackId } });
}

/** Deletes a workspace with everything that hangs on it. */
export async function deleteWorkspace(tx: Tx, workspaceId: WorkspaceId): Promise<void> {
  await tx.db.seenRequest.deleteMany({ where: { workspaceId } });
  await tx.db.workspace.delete({ where: { id: workspaceId } });
}

function toInstallation(row: InstallationRow): Installation {
  const { tokens, tokensEndAt, renewingUntil, uninstalledAt, ...columns } = row;
  return {
    ...columns,
    sealedTokens: tokens ?? undefined,
    tokensEndAt: tokensEndAt ?? undefined,
    renewingUntil: renewingUntil ?? undefined,
    uninstalledAt: uninstalledAt ?? undefined,
  };
}
