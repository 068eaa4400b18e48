import { findListed, findListPage, type KeysetList } from '../platform/database/keyset-list.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { InvitationId, MemberId } from '../shared/ids.ts';
import type { ListPage, ListPlace } from '../shared/listing.ts';
import type { AdminReader } from './admin.ts';
import type { ListedMember } from './rules.ts';
import { type MemberColumns, toMember } from './store.ts';

interface ListedRow extends MemberColumns {
  readonly at: Date;
  readonly deactivatedAt: Date | null;
  readonly lastSeenAt: Date | null;
  readonly invitationId: string | null;
}

/** One page of the members, newest first; in the same statement what else is asked for by name, each a scalar subquery. */
export async function findMemberPage<Also extends object>(
  reader: AdminReader,
  place: ListPlace,
  also: Readonly<Record<keyof Also & string, Prisma.Sql>>,
  totalOf: (also: Also) => number,
): Promise<{ page: ListPage<ListedMember>; also: Also }> {
  const list = listOf(reader, Prisma.empty);
  const found = await findListPage<ListedRow, Also>(reader.tx, list, place, also, totalOf);
  return { ...found, page: { ...found.page, rows: found.page.rows.map(toListed) } };
}

/** The members whose name or address contains the text, newest first, at most `limit`. */
export async function findMembersBy(
  reader: AdminReader,
  text: string,
  limit: number,
): Promise<ListedMember[]> {
  // Names are kept as they were typed: O’Brien is found by O'Brien, too.
  const names = Prisma.sql`searchable_name(m.display_name)`;
  const addresses = Prisma.sql`searchable_address(m.address, searchable_name(m.email))`;
  const rowsOf = (condition: Prisma.Sql) =>
    Prisma.sql`(SELECT m.* FROM members m WHERE ${condition} OFFSET 0) AS m`;
  return await listed(
    reader,
    { ...listOf(reader, Prisma.empty), search: { columns: [addresses, names], text, rowsOf } },
    limit,
  );
}

/** Who is a member at one of these addresses, as in the list. */
export async function findMembersAt(
  reader: AdminReader,
  addresses: readonly string[],
): Promise<ListedMember[]> {
  if (addresses.length === 0) return [];
  const matching = Prisma.sql`AND m.address = ANY (${addresses}::text[])`;
  return await listed(reader, listOf(reader, matching), addresses.length);
}

/** The member with this id, or whom this invitation made, as in the list; undefined once removed. */
export async function findListedMember(
  reader: AdminReader,
  by: { readonly memberId: MemberId } | { readonly invitationId: InvitationId },
): Promise<ListedMember | undefined> {
  const matching =
    'memberId' in by
      ? Prisma.sql`AND m.id = ${by.memberId}::uuid`
      : Prisma.sql`AND m.invitation_id = ${by.invitationId}::uuid`;
  const [member] = await listed(reader, listOf(reader, matching), 1);
  return member;
}

async function listed(
  reader: AdminReader,
  list: KeysetList,
  limit: number,
): Promise<ListedMember[]> {
  const rows = await findListed<ListedRow>(reader.tx, list, limit);
  return rows.map(toListed);
}

/** `more` says which of them only. */
function listOf({ workspace: { id } }: AdminReader, more: Prisma.Sql): KeysetList {
  return {
    table: Prisma.sql`members m`,
    id: Prisma.sql`m.id`,
    moment: Prisma.sql`m.joined_at`,
    wanted: Prisma.sql`m.workspace_id = ${id}::uuid AND m.closed_at IS NULL ${more}`,
    columns: Prisma.sql`m.id, m.workspace_id AS "workspaceId", m.email, m.display_name AS "displayName",
      m.role::text AS role, m.slack_user_id AS "slackUserId", m.joined_at AS "joinedAt",
      m.deactivated_at AS "deactivatedAt", m.invitation_id AS "invitationId",
      (SELECT max(last_seen_at) FROM sessions WHERE member_id = m.id) AS "lastSeenAt"`,
  };
}

function toListed(row: ListedRow): ListedMember {
  return {
    ...toMember(row),
    invitationId: row.invitationId === null ? undefined : (row.invitationId as InvitationId),
    lastSeenAt: row.lastSeenAt ?? undefined,
    isDeactivatedInSlack: row.deactivatedAt !== null,
  };
}
