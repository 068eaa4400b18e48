import type { Tx } from '../platform/database/database.ts';
import type { HomeTab as HomeTabRow } from '../platform/database/prisma-client/client.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import { type HomeState, parseHomeState } from './rules.ts';

/** What is known of somebody's Home tab. */
export interface KnownHomeTab {
  /** Where in it they were last. */
  readonly state: HomeState;
  /** Slack's hash of what was published there. */
  readonly viewHash: string | undefined;
}

/** Remembers that somebody looks at their Home tab, and where in it they are now if they went there; gives it. */
export async function saveHomeTab(
  tx: Tx,
  workspaceId: WorkspaceId,
  slackUserId: string,
  state: HomeState | undefined,
): Promise<KnownHomeTab> {
  const json = state && JSON.parse(JSON.stringify(state));
  const row = await tx.db.homeTab.upsert({
    where: { workspaceId_slackUserId: { workspaceId, slackUserId } },
    create: { workspaceId, slackUserId, state: json ?? {}, shownAt: tx.now },
    update: { ...(json && { state: json }), shownAt: tx.now },
  });
  return toKnown(row);
}

/** What is known of somebody's Home tab, if they have looked at it. */
export async function findHomeTab(
  tx: Tx,
  workspaceId: WorkspaceId,
  slackUserId: string,
): Promise<KnownHomeTab | undefined> {
  const row = await tx.db.homeTab.findUnique({
    where: { workspaceId_slackUserId: { workspaceId, slackUserId } },
  });
  return row ? toKnown(row) : undefined;
}

function toKnown(row: Pick<HomeTabRow, 'state' | 'viewHash'>): KnownHomeTab {
  return { state: parseHomeState(row.state), viewHash: row.viewHash ?? undefined };
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
