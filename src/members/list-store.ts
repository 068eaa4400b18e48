import { containing, findListPage } from '../platform/database/keyset-list.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { ListPage, ListPlace } from '../shared/listing.ts';
import type { AdminReader } from './admin.ts';
import type { ListedMember } from './rules.ts';
import { type MemberColumns, toMember } from './store.ts';

interface ListedRow extends MemberColumns {
  readonly at: Date;
  readonly deactivatedAt: Date | null;
  readonly lastSeenAt: Date | null;
}

/**
 * One page of the members whose name or address contains the text, newest first; in the same statement what else is
 * asked for by name, each a scalar subquery. They are counted only where there is a text.
 */
export async function findMemberPage<Also extends object>(
  { tx, workspace: { id } }: AdminReader,
  text: string,
  place: ListPlace,
  also: Readonly<Record<keyof Also & string, Prisma.Sql>>,
): Promise<{ page: ListPage<ListedMember>; also: Also }> {
  const part = containing(text);
  const matching = text
    ? // Names are kept as they were typed: O’Brien is found by O'Brien, too.
      Prisma.sql`AND (m.address LIKE ${part} OR searchable_name(m.display_name) LIKE ${part})`
    : Prisma.empty;
  const list = {
    table: Prisma.sql`members m`,
    id: Prisma.sql`m.id`,
    moment: Prisma.sql`m.joined_at`,
    wanted: Prisma.sql`m.workspace_id = ${id}::uuid AND m.closed_at IS NULL ${matching}`,
    columns: Prisma.sql`m.id, m.workspace_id AS "workspaceId", m.email, m.display_name AS "displayName",
      m.role::text AS role, m.slack_user_id AS "slackUserId", m.joined_at AS "joinedAt",
      m.deactivated_at AS "deactivatedAt",
      (SELECT max(last_seen_at) FROM sessions WHERE member_id = m.id) AS "lastSeenAt"`,
    isCounted: text !== '',
  };
  const found = await findListPage<ListedRow, Also>(tx, list, place, also);
  return { ...found, page: { ...found.page, rows: found.page.rows.map(toListed) } };
}

function toListed(row: ListedRow): ListedMember {
  return {
    ...toMember(row),
    lastSeenAt: row.lastSeenAt ?? undefined,
    isDeactivatedInSlack: row.deactivatedAt !== null,
  };
}
