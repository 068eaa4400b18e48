import type { Tx } from '../platform/database/database.ts';
import {
  containing,
  inOrder,
  keysetList,
  type PlacedRow,
} from '../platform/database/keyset-list.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import { type ListPage, type ListPlace, loadListPage } from '../shared/listing.ts';
import { searchSigns } from '../shared/search-text.ts';
import type { AdminReader } from './admin.ts';
import type { ListedMember } from './rules.ts';
import { toMember } from './store.ts';

/** Names are kept as they were typed: O’Brien is found by O'Brien, too. */
const plainName = Prisma.sql`lower(translate(display_name, ${searchSigns.from}, ${searchSigns.to}))`;

/** One page of the members whose name or address contains the text, newest first. */
export async function findMemberPage(
  { tx, workspace: { id: workspaceId } }: AdminReader,
  text: string,
  place: ListPlace,
): Promise<ListPage<ListedMember>> {
  const part = containing(text);
  const matching = text
    ? Prisma.sql`AND (address LIKE ${part} OR ${plainName} LIKE ${part})`
    : Prisma.empty;
  const wanted = Prisma.sql`workspace_id = ${workspaceId}::uuid AND closed_at IS NULL ${matching}`;
  const list = { table: Prisma.sql`members`, moment: Prisma.sql`joined_at`, wanted };
  const page = await loadListPage(place, keysetList(tx, list));
  return { ...page, rows: await inFull(tx, workspaceId, page.rows) };
}

async function inFull(
  tx: Tx,
  workspaceId: WorkspaceId,
  listed: readonly PlacedRow[],
): Promise<ListedMember[]> {
  const rows = await tx.db.member.findMany({
    where: { workspaceId, id: { in: listed.map(({ id }) => id) } },
    include: { sessions: { orderBy: { lastSeenAt: 'desc' }, take: 1 } },
  });
  return inOrder(listed, rows).map((row) => {
    const lastSeenAt = row.sessions[0]?.lastSeenAt;
    return { ...toMember(row), lastSeenAt, isDeactivatedInSlack: row.deactivatedAt !== null };
  });
}
