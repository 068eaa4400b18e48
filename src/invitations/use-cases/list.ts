import { countOpenMembers } from '../../members/api.ts';
import type { Database } from '../../platform/database/database.ts';
import type { InvitationId, WorkspaceId } from '../../shared/ids.ts';
import { inviteLink } from '../invite-link.ts';
import { countInvitations, findInvitationsBy } from '../list-store.ts';
import type { Invitation } from '../rules.ts';
import { findInvitations } from '../store.ts';
import type { InvitationDeps } from './deps.ts';

/** Those of the invitations that are the workspace's own, in the order of the ids. */
export async function invitationsById(
  database: Database,
  workspaceId: WorkspaceId,
  ids: readonly InvitationId[],
): Promise<Invitation[]> {
  return await database.run((tx) => findInvitations(tx, workspaceId, ids));
}

/** Pending invitations whose address contains the text, newest first, at most `limit`. */
export async function findPending(
  database: Database,
  workspaceId: WorkspaceId,
  text: string,
  limit: number,
): Promise<Invitation[]> {
  const search = { filter: 'pending', text } as const;
  return await database.run((tx) => findInvitationsBy(tx, workspaceId, search, limit));
}

/** The invitation's link, the same that its e-mail has. */
export function linkOf(
  deps: InvitationDeps,
  invitation: Pick<Invitation, 'id' | 'generation'>,
): string {
  return inviteLink(deps.secrets, deps.publicUrl, invitation);
}

/** How many invitations of each kind there are (see mostCounted), and how many members. For admins' eyes. */
export async function countEverybody(
  database: Database,
  workspaceId: WorkspaceId,
): Promise<Record<'pending' | 'accepted' | 'expired' | 'members', number>> {
  return await database.run(async (tx) => ({
    pending: await countInvitations(tx, workspaceId, 'pending'),
    accepted: await countInvitations(tx, workspaceId, 'accepted'),
    expired: await countInvitations(tx, workspaceId, 'expired'),
    members: await countOpenMembers(tx, workspaceId),
  }));
}
