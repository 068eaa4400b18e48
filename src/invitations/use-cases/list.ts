import { type AdminReader, asAdminReader } from '../../members/api.ts';
import type { AdminRequester } from '../../members/rules.ts';
import type { Database } from '../../platform/database/database.ts';
import type { InvitationId } from '../../shared/ids.ts';
import { done, type Outcome } from '../../shared/outcome.ts';
import { findCounts } from '../counts-store.ts';
import { inviteLink } from '../invite-link.ts';
import { findInvitationsBy } from '../list-store.ts';
import type { Counts, Invitation } from '../rules.ts';
import { findInvitations } from '../store.ts';
import type { InvitationDeps } from './deps.ts';

/** Those of the invitations that are the workspace's own, in the order of the ids; none for others than admins. */
export async function invitationsById(
  deps: { readonly database: Database },
  requester: AdminRequester,
  ids: readonly InvitationId[],
): Promise<Invitation[]> {
  return await listFor(deps, requester, ({ tx, workspace }) =>
    findInvitations(tx, workspace.id, ids),
  );
}

/** Pending invitations whose address contains the text, newest first, at most `limit`; none for others than admins. */
export async function findPending(
  deps: { readonly database: Database },
  requester: AdminRequester,
  text: string,
  limit: number,
): Promise<Invitation[]> {
  const search = { filter: 'pending', text } as const;
  return await listFor(deps, requester, (reader) => findInvitationsBy(reader, search, limit));
}

/** What an admin may read; none for others. */
export async function listFor(
  deps: { readonly database: Database },
  requester: AdminRequester,
  list: (reader: AdminReader) => Promise<Invitation[]>,
): Promise<Invitation[]> {
  const found = await asAdminReader(deps, requester, async (reader) => done(await list(reader)));
  return found.ok ? found.value : [];
}

/** The invitation's link, the same that its email has. */
export function linkOf(
  deps: Pick<InvitationDeps, 'secrets' | 'publicUrl'>,
  invitation: Pick<Invitation, 'id' | 'generation'>,
): string {
  return inviteLink(deps.secrets, deps.publicUrl, invitation);
}

/** How many invitations of each status there are, and how many members. */
export async function countEverybody(
  deps: { readonly database: Database },
  requester: AdminRequester,
): Promise<Outcome<Counts, 'not_an_admin'>> {
  return await asAdminReader(deps, requester, async (reader) => done(await findCounts(reader)));
}
