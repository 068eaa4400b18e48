import type { Tx } from '../platform/database.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import { type HomeState, parseHomeState } from './rules.ts';

/** Remembers that somebody's Home tab was shown, and where in it they were. */
export async function saveHomeTab(
  tx: Tx,
  workspaceId: WorkspaceId,
  slackUserId: string,
  state: HomeState,
): Promise<void> {
  const json = JSON.parse(JSON.stringify(state));
  await tx.rows.homeTab.upsert({
    where: { workspaceId_slackUserId: { workspaceId, slackUserId } },
    create: { workspaceId, slackUserId, state: json, shownAt: tx.now },
    update: { state: json, shownAt: tx.now },
  });
}

/** Where in their Home tab somebody was last. */
export async function findHomeTab(
  tx: Tx,
  workspaceId: WorkspaceId,
  slackUserId: string,
): Promise<HomeState | undefined> {
  const row = await tx.rows.homeTab.findUnique({
    where: { workspaceId_slackUserId: { workspaceId, slackUserId } },
  });
  return row ? parseHomeState(row.state) : undefined;
}

/** The Slack users whose Home tab was shown since a moment, the latest first, at most `limit`. */
export async function listHomeTabsSince(
  tx: Tx,
  workspaceId: WorkspaceId,
  since: Date,
  limit: number,
): Promise<string[]> {
  const rows = await tx.rows.homeTab.findMany({
    where: { workspaceId, shownAt: { gt: since } },
    orderBy: { shownAt: 'desc' },
    take: limit,
    select: { slackUserId: true },
  });
  return rows.map((row) => row.slackUserId);
}
