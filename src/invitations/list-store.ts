import type { AdminReader } from '../members/api.ts';
import type { Tx } from '../platform/database/database.ts';
import {
  containing,
  countUpTo,
  inOrder,
  keysetList,
  type PlacedRow,
} from '../platform/database/keyset-list.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import { type ListPage, type ListPlace, loadListPage, maxCounted } from '../shared/listing.ts';
import {
  type Invitation,
  type InvitationFilter,
  inviteEmailNotice,
  type ListedInvitation,
} from './rules.ts';
import { toInvitation } from './store.ts';

export interface InvitationSearch {
  readonly filter: InvitationFilter;
  /** Part of an address; empty for all. */
  readonly text: string;
}

/** One page of the workspace's invitations, newest first, each with how its email fares. */
export async function findInvitationPage(
  { tx, workspace: { id: workspaceId } }: AdminReader,
  search: InvitationSearch,
  place: ListPlace,
): Promise<ListPage<ListedInvitation>> {
  const page = await loadListPage(place, keysetList(tx, found(tx, workspaceId, search)));
  return { ...page, rows: await withDeliveries(tx, workspaceId, page.rows) };
}

/** What a search finds, newest first. */
function found(tx: Tx, workspaceId: WorkspaceId, search: InvitationSearch) {
  return {
    table: Prisma.sql`invitations`,
    moment: Prisma.sql`created_at`,
    wanted: Prisma.sql`workspace_id = ${workspaceId}::uuid AND ${condition(tx, search)}`,
  };
}

/** How many of the workspace's invitations the filter shows, counted up to just above maxCounted. */
export async function countInvitations(
  { tx, workspace: { id: workspaceId } }: AdminReader,
  filter: InvitationFilter,
): Promise<number> {
  const all = found(tx, workspaceId, { filter, text: '' });
  return await countUpTo(tx, all, maxCounted + 1);
}

/** How many invitations can be accepted now; exact, as it decides about seats. */
export async function countPending(tx: Tx, workspaceId: WorkspaceId): Promise<number> {
  return await tx.db.invitation.count({
    where: { workspaceId, acceptedAt: null, revokedAt: null, expiresAt: { gt: tx.now } },
  });
}

/** The invitations that the filter shows, newest first, at most `limit`. */
export async function findInvitationsBy(
  { tx, workspace: { id: workspaceId } }: AdminReader,
  search: InvitationSearch,
  limit: number,
): Promise<Invitation[]> {
  const list = keysetList(tx, found(tx, workspaceId, search));
  return await withDeliveries(tx, workspaceId, await list.from(undefined, limit));
}

function condition(tx: Tx, { filter, text }: InvitationSearch): Prisma.Sql {
  const open = Prisma.sql`accepted_at IS NULL AND revoked_at IS NULL`;
  const conditions = {
    all: Prisma.sql`TRUE`,
    pending: Prisma.sql`${open} AND expires_at > ${tx.now}`,
    accepted: Prisma.sql`accepted_at IS NOT NULL`,
    expired: Prisma.sql`${open} AND expires_at <= ${tx.now}`,
    revoked: Prisma.sql`accepted_at IS NULL AND revoked_at IS NOT NULL`,
  } as const satisfies Record<InvitationFilter, Prisma.Sql>;
  const part = containing(text);
  return text
    ? Prisma.sql`${conditions[filter]} AND (address LIKE ${part} OR lower(email) LIKE ${part})`
    : conditions[filter];
}

async function withDeliveries(
  tx: Tx,
  workspaceId: WorkspaceId,
  listed: readonly PlacedRow[],
): Promise<ListedInvitation[]> {
  const rows = await tx.db.invitation.findMany({
    where: { workspaceId, id: { in: listed.map(({ id }) => id) } },
    include: {
      deliveries: { where: { notice: inviteEmailNotice }, orderBy: { createdAt: 'desc' }, take: 1 },
    },
  });
  return inOrder(listed, rows).map((row) => {
    const [delivery] = row.deliveries;
    const emailDelivery = delivery && {
      state: delivery.state,
      reason: delivery.reason ?? undefined,
    };
    return { ...toInvitation(row), emailDelivery };
  });
}
