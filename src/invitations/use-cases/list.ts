import type { Database, Tx } from '../../platform/database.ts';
import type { InvitationId, WorkspaceId } from '../../shared/ids.ts';
import type { Invitation } from '../rules.ts';
import { findInvitations, listInvitationsOf } from '../store.ts';

/** Those of the invitations that are the workspace's own, in the order of the ids. */
export async function invitationsById(
  database: Database,
  workspaceId: WorkspaceId,
  ids: readonly InvitationId[],
): Promise<Invitation[]> {
  return await database.read((tx) => findInvitations(tx, workspaceId, ids));
}

/** The newest invitations, at most `limit`, and how many there are in all. For admins' eyes. */
export async function listInvitations(
  tx: Tx,
  workspaceId: WorkspaceId,
  limit: number,
): Promise<{ invitations: Invitation[]; total: number }> {
  return await listInvitationsOf(tx, workspaceId, limit);
}
