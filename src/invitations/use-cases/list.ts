import type { Database, Tx } from '../../platform/database/database.ts';
import type { InvitationId, WorkspaceId } from '../../shared/ids.ts';
import type { ListPage, ListPlace } from '../../shared/listing.ts';
import { inviteLink } from '../invite-link.ts';
import {
  countInvitations,
  findInvitationPage,
  findInvitationsBy,
  type InvitationSearch,
} from '../list-store.ts';
import type { Invitation, InvitationFilter, ListedInvitation } from '../rules.ts';
import { findInvitations } from '../store.ts';
import type { InvitationDeps } from './deps.ts';

/** Those of the invitations that are the workspace's own, in the order of the ids. */
export async function invitationsById(
  database: Database,
  workspaceId: WorkspaceId,
  ids: readonly InvitationId[],
): Promise<Invitation[]> {
  return await database.read((tx) => findInvitations(tx, workspaceId, ids));
}

/** One page of the invitations, newest first. For admins' eyes, like everything here. */
export async function listInvitations(
  tx: Tx,
  workspaceId: WorkspaceId,
  search: InvitationSearch,
  place: ListPlace,
): Promise<ListPage<ListedInvitation>> {
  return await findInvitationPage(tx, workspaceId, search, place);
}

/** How many invitations a filter shows; see mostCounted. */
export async function invitationCount(
  tx: Tx,
  workspaceId: WorkspaceId,
  filter: InvitationFilter,
): Promise<number> {
  return await countInvitations(tx, workspaceId, filter);
}

/** Pending invitations whose address contains the text, newest first, at most `limit`. */
export async function findPending(
  database: Database,
  workspaceId: WorkspaceId,
  text: string,
  limit: number,
): Promise<Invitation[]> {
  const search = { filter: 'pending', text } as const;
  return await database.read((tx) => findInvitationsBy(tx, workspaceId, search, limit));
}

/** The invitation's link, the same that its e-mail has. */
export function linkOf(
  deps: InvitationDeps,
  invitation: Pick<Invitation, 'id' | 'generation'>,
): string {
  return inviteLink(deps.secrets, deps.publicUrl, invitation);
}
