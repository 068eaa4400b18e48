import type { AdminReader } from '../members/api.ts';
import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import {
  type ListPage,
  type ListPlace,
  type ListQueries,
  loadListPage,
  mostCounted,
} from '../shared/listing.ts';
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

interface Found {
  id: string;
  at: Date;
}

/** One page of the workspace's invitations, newest first, each with how its e-mail fares. */
export async function findInvitationPage(
  { tx, workspace: { id: workspaceId } }: AdminReader,
  search: InvitationSearch,
  place: ListPlace,
): Promise<ListPage<ListedInvitation>> {
  const page = await loadListPage(place, listQueries(tx, workspaceId, search));
  return { ...page, rows: await withDeliveries(tx, workspaceId, page.rows) };
}

function listQueries(
  tx: Tx,
  workspaceId: WorkspaceId,
  search: InvitationSearch,
): ListQueries<Found> {
  const wanted = Prisma.sql`workspace_id = ${workspaceId}::uuid AND ${condition(tx, search)}`;
  return {
    from: (start, limit) => {
      const onward = start
        ? Prisma.sql`AND (created_at, id) <= (${new Date(start.at)}, ${start.id}::uuid)`
        : Prisma.empty;
      return tx.db.$queryRaw`
        SELECT id, created_at AS at FROM invitations WHERE ${wanted} ${onward}
        ORDER BY created_at DESC, id DESC LIMIT ${limit}`;
    },
    before: (start, limit) => tx.db.$queryRaw`
      SELECT id, created_at AS at FROM invitations
      WHERE ${wanted} AND (created_at, id) > (${new Date(start.at)}, ${start.id}::uuid)
      ORDER BY created_at, id LIMIT ${limit}`,
    count: (limit) => countUpTo(tx, wanted, limit),
  };
}

/** How many of the workspace's invitations the filter shows, counted up to just above mostCounted. */
export async function countInvitations(
  { tx, workspace: { id: workspaceId } }: AdminReader,
  filter: InvitationFilter,
): Promise<number> {
  const wanted = Prisma.sql`workspace_id = ${workspaceId}::uuid AND ${condition(tx, { filter, text: '' })}`;
  return await countUpTo(tx, wanted, mostCounted + 1);
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
  const found = await listQueries(tx, workspaceId, search).from(undefined, limit);
  return await withDeliveries(tx, workspaceId, found);
}

async function countUpTo(tx: Tx, wanted: Prisma.Sql, limit: number): Promise<number> {
  const [row] = await tx.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count
    FROM (SELECT 1 FROM invitations WHERE ${wanted} LIMIT ${limit}) AS counted`;
  return row?.count ?? 0;
}

function condition(tx: Tx, { filter, text }: InvitationSearch): Prisma.Sql {
  const open = Prisma.sql`accepted_at IS NULL AND revoked_at IS NULL`;
  const conditions = {
    all: Prisma.sql`TRUE`,
    pending: Prisma.sql`${open} AND expires_at > ${tx.now}`,
    accepted: Prisma.sql`accepted_at IS NOT NULL`,
    expired: Prisma.sql`${open} AND expires_at <= ${tx.now}`,
  } as const satisfies Record<InvitationFilter, Prisma.Sql>;
  const part = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  return text
    ? Prisma.sql`${conditions[filter]} AND (address LIKE ${part} OR lower(email) LIKE ${part})`
    : conditions[filter];
}

async function withDeliveries(
  tx: Tx,
  workspaceId: WorkspaceId,
  found: readonly Found[],
): Promise<ListedInvitation[]> {
  const ids = found.map(({ id }) => id);
  const rows = await tx.db.invitation.findMany({
    where: { workspaceId, id: { in: ids } },
    include: {
      deliveries: { where: { notice: inviteEmailNotice }, orderBy: { createdAt: 'desc' }, take: 1 },
    },
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [];
    const [delivery] = row.deliveries;
    const emailDelivery = delivery && {
      state: delivery.state,
      reason: delivery.reason ?? undefined,
    };
    return { ...toInvitation(row), emailDelivery };
  });
}
