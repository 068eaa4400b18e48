import type { Tx } from '../platform/database/database.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import type { Member } from './rules.ts';

/** Notes whether a member is deactivated in Slack; gives whether that is new. */
export async function saveDeactivated(
  tx: Tx,
  { workspaceId, id }: Pick<Member, 'workspaceId' | 'id'>,
  isDeactivated: boolean,
): Promise<boolean> {
  const { count } = await tx.db.member.updateMany({
    where: { id, workspaceId, deactivatedAt: isDeactivated ? null : { not: null } },
    data: { deactivatedAt: isDeactivated ? tx.now : null },
  });
  return count > 0;
}

/** The names of Admins who are deactivated in Slack. */
export async function listDeactivatedAdmins(tx: Tx, workspaceId: WorkspaceId): Promise<string[]> {
  const rows = await tx.db.member.findMany({
    where: { workspaceId, role: 'admin', closedAt: null, deactivatedAt: { not: null } },
    orderBy: { joinedAt: 'asc' },
    select: { displayName: true },
  });
  return rows.map(({ displayName }) => displayName);
}
