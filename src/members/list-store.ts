import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import { type ListPage, type ListPlace, loadListPage } from '../shared/listing.ts';
import { searchSigns } from '../shared/search-text.ts';
import type { AdminReader } from './admin.ts';
import type { ListedMember } from './rules.ts';
import { toMember, withAvatar } from './store.ts';

interface Found {
  id: string;
  at: Date;
}

/** Names are kept as they were typed: O’Brien is found by O'Brien, too. */
const plainName = Prisma.sql`lower(translate(display_name, ${searchSigns.from}, ${searchSigns.to}))`;

/** One page of the members whose name or address contains the text, newest first. */
export async function findMemberPage(
  { tx, workspace: { id: workspaceId } }: AdminReader,
  text: string,
  place: ListPlace,
): Promise<ListPage<ListedMember>> {
  const part = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  const matching = text
    ? Prisma.sql`AND (address LIKE ${part} OR ${plainName} LIKE ${part})`
    : Prisma.empty;
  const wanted = Prisma.sql`workspace_id = ${workspaceId}::uuid AND closed_at IS NULL ${matching}`;
  const page = await loadListPage<Found>(place, {
    from: (start, limit) => {
      const onward = start
        ? Prisma.sql`AND (joined_at, id) <= (${new Date(start.at)}, ${start.id}::uuid)`
        : Prisma.empty;
      return tx.db.$queryRaw`
        SELECT id, joined_at AS at FROM members WHERE ${wanted} ${onward}
        ORDER BY joined_at DESC, id DESC LIMIT ${limit}`;
    },
    before: (start, limit) => tx.db.$queryRaw`
      SELECT id, joined_at AS at FROM members
      WHERE ${wanted} AND (joined_at, id) > (${new Date(start.at)}, ${start.id}::uuid)
      ORDER BY joined_at, id LIMIT ${limit}`,
    count: async (limit) => {
      const [row] = await tx.db.$queryRaw<{ count: number }[]>`
        SELECT count(*)::int AS count
        FROM (SELECT 1 FROM members WHERE ${wanted} LIMIT ${limit}) AS counted`;
      return row?.count ?? 0;
    },
  });
  return { ...page, rows: await inFull(tx, workspaceId, page.rows) };
}

async function inFull(
  tx: Tx,
  workspaceId: WorkspaceId,
  found: readonly Found[],
): Promise<ListedMember[]> {
  const ids = found.map(({ id }) => id);
  const rows = await tx.db.member.findMany({
    where: { workspaceId, id: { in: ids } },
    include: { ...withAvatar, sessions: { orderBy: { lastSeenAt: 'desc' }, take: 1 } },
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [];
    const lastSeenAt = row.sessions[0]?.lastSeenAt;
    return { ...toMember(row), lastSeenAt, isDeactivatedInSlack: row.deactivatedAt !== null };
  });
}
