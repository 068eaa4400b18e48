import type { Erased } from '../members/rules.ts';
import type { Tx } from '../platform/database/database.ts';
import { type HomeTab as HomeTabRow, Prisma } from '../platform/database/prisma-client/client.ts';
import { after, aheadMs } from '../shared/clock.ts';
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

/** A Home tab that was shown lately. */
interface RecentTab {
  readonly slackUserId: string;
  /** Whether it is ours to bring up to date: no process has done so within a while. */
  readonly isClaimed: boolean;
}

/**
 * Those of these people whose Home tabs were shown since a moment, out of the `limit` that were shown last; each that no
 * process has brought up to date since `refreshedBefore` is claimed.
 */
export async function claimTabs(
  tx: Tx,
  workspaceId: WorkspaceId,
  slackUserIds: readonly string[],
  { since, limit, refreshedBefore }: { since: Date; limit: number; refreshedBefore: Date },
): Promise<RecentTab[]> {
  return await tx.query<RecentTab>(Prisma.sql`
    WITH recent AS (
      SELECT slack_user_id FROM home_tabs
      WHERE workspace_id = ${workspaceId}::uuid AND shown_at > ${since}
      ORDER BY shown_at DESC LIMIT ${limit}
    ), claimed AS (
      UPDATE home_tabs h SET refreshed_at = ${tx.now} FROM recent r
      WHERE h.workspace_id = ${workspaceId}::uuid AND h.slack_user_id = r.slack_user_id
        AND h.slack_user_id = ANY(${slackUserIds}::text[])
        AND (h.refreshed_at IS NULL OR h.refreshed_at <= ${refreshedBefore}
          OR h.refreshed_at > ${after(tx.now, aheadMs)})
      RETURNING h.slack_user_id
    )
    SELECT r.slack_user_id AS "slackUserId", c.slack_user_id IS NOT NULL AS "isClaimed"
    FROM recent r LEFT JOIN claimed c ON c.slack_user_id = r.slack_user_id
    WHERE r.slack_user_id = ANY(${slackUserIds}::text[])`);
}

/** Lets go of tabs that were claimed and aren't brought up to date now. */
export async function releaseTabs(
  tx: Tx,
  workspaceId: WorkspaceId,
  slackUserIds: readonly string[],
): Promise<void> {
  if (slackUserIds.length === 0) return;
  await tx.db.homeTab.updateMany({
    where: { workspaceId, slackUserId: { in: [...slackUserIds] } },
    data: { refreshedAt: null },
  });
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

/** Forgets where in Home somebody was who has left. */
export async function eraseHomeTab(tx: Tx, { workspaceId, slackUserId }: Erased): Promise<void> {
  if (slackUserId === undefined) return;
  await tx.db.homeTab.deleteMany({ where: { workspaceId, slackUserId } });
}
