import type { Tx } from '../platform/database/database.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import { type HomeState, parseHomeState } from './rules.ts';

/** Remembers that somebody looks at their Home tab, and where in it they are now if they went there. */
export async function saveHomeTab(
  tx: Tx,
  workspaceId: WorkspaceId,
  slackUserId: string,
  state: HomeState | undefined,
): Promise<void> {
  const json = state && JSON.parse(JSON.stringify(state));
  await tx.db.homeTab.upsert({
    where: { workspaceId_slackUserId: { workspaceId, slackUserId } },
    create: { workspaceId, slackUserId, state: json ?? {}, shownAt: tx.now },
    update: { ...(json && { state: json }), shownAt: tx.now },
  });
}

/** Where in their Home tab somebody was last, and Slack's hash of what was published there. */
export async function findHomeTab(
  tx: Tx,
  workspaceId: WorkspaceId,
  slackUserId: string,
): Promise<{ state: HomeState; viewHash: string | undefined } | undefined> {
  const row = await tx.db.homeTab.findUnique({
    where: { workspaceId_slackUserId: { workspaceId, slackUserId } },
  });
  return row
    ? { state: parseHomeState(row.state), viewHash: row.viewHash ?? undefined }
    : undefined;
}

/** Remembers what was published in somebody's Home tab. */
export async function saveViewHash(
  tx: Tx,
  workspaceId: WorkspaceId,
  slackUserId: string,
  viewHash: string,
): Promise<void> {
  await tx.db.homeTab.updateMany({ where: { workspaceId, slackUserId }, data: { viewHash } });
}

/** The Slack users whose Home tab was shown since a moment, the latest first, at most `limit`. */
export async function listHomeTabsSince(
  tx: Tx,
  workspaceId: WorkspaceId,
  since: Date,
  limit: number,
): Promise<string[]> {
  const rows = await tx.db.homeTab.findMany({
    where: { workspaceId, shownAt: { gt: since } },
    orderBy: { shownAt: 'desc' },
    take: limit,
    select: { slackUserId: true },
  });
  return rows.map((row) => row.slackUserId);
}
