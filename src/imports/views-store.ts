import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { Import, ShownIn } from './rules.ts';

/** So many dialogs of an import are kept up to date, those opened last. */
const maxShown = 5;

/** Notes that a dialog shows the import, and no other any more. Gives the dialogs that are too many with it. */
export async function addView(
  tx: Tx,
  { id, workspaceId }: Pick<Import, 'id' | 'workspaceId'>,
  { viewId, slackUserId }: ShownIn,
): Promise<string[]> {
  await tx.execute(Prisma.sql`
    DELETE FROM import_views v USING imports i
    WHERE i.id = v.import_id AND i.workspace_id = ${workspaceId}::uuid
      AND v.view_id = ${viewId} AND v.import_id <> ${id}::uuid`);
  await tx.execute(Prisma.sql`
    INSERT INTO import_views (import_id, view_id, slack_user_id, opened_at)
    VALUES (${id}::uuid, ${viewId}, ${slackUserId}, ${tx.now}::timestamptz) ON CONFLICT DO NOTHING`);
  const rows = await tx.query<{ viewId: string }>(Prisma.sql`
    DELETE FROM import_views WHERE import_id = ${id}::uuid AND view_id IN (
      SELECT view_id FROM import_views WHERE import_id = ${id}::uuid
      ORDER BY opened_at DESC, view_id DESC OFFSET ${maxShown}
    ) RETURNING view_id AS "viewId"`);
  return rows.map((row) => row.viewId);
}

/** The dialogs that show the import. */
export async function findViews(
  tx: Tx,
  { id, workspaceId }: Pick<Import, 'id' | 'workspaceId'>,
): Promise<ShownIn[]> {
  return await tx.db.importView.findMany({
    where: { importId: id, import: { workspaceId } },
    orderBy: { openedAt: 'asc' },
    select: { viewId: true, slackUserId: true },
  });
}

/** Forgets a dialog that was closed, or shows something else by now. */
export async function forgetView(
  tx: Tx,
  { id, workspaceId }: Pick<Import, 'id' | 'workspaceId'>,
  viewId: string,
): Promise<void> {
  await tx.db.importView.deleteMany({ where: { importId: id, import: { workspaceId }, viewId } });
}
