import type { AdminReader } from '../members/api.ts';
import type { Role } from '../members/rules.ts';
import { findListPage, type KeysetList } from '../platform/database/keyset-list.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { InvitationId, MemberId, WorkspaceId } from '../shared/ids.ts';
import { type ListPage, type ListPlace, maxCounted, uncounted } from '../shared/listing.ts';
import type { BroughtIn, Inviter, PersonRef } from './person-rules.ts';

/** So many inviters are told of; one more says that there are others. */
const maxInviters = 5;

interface LedRow {
  readonly inviters: readonly Inviter[] | null;
  readonly brought: number;
}

/**
 * Who let somebody in, with who let those in, and so on; and how many people they themselves brought in, undefined when
 * those are very many. Of whoever was removed as well.
 */
export async function findWhoLetIn(
  { tx, workspace: { id } }: AdminReader,
  ref: PersonRef,
  invitationId: InvitationId | undefined,
): Promise<{ inviters: readonly Inviter[]; hasMore: boolean; brought: number | undefined }> {
  const [row] = await tx.query<LedRow>(Prisma.sql`
    SELECT ${chainOf(id, invitationId)} AS inviters, ${countOf(id, ref)} AS brought`);
  const inviters = row?.inviters ?? [];
  return {
    inviters: inviters.slice(0, maxInviters),
    hasMore: inviters.length > maxInviters,
    brought: uncounted(row?.brought ?? 0),
  };
}

/** A step of the chain: an invitation with who sent it, and the invitation by which those came. Nobody stands in it twice. */
function chainOf(workspaceId: WorkspaceId, invitationId: InvitationId | undefined): Prisma.Sql {
  const inviter = Prisma.sql`
    CROSS JOIN LATERAL (SELECT COALESCE(i.invited_by_member_id, (
      SELECT s.id FROM members s
      WHERE s.workspace_id = i.workspace_id AND s.slack_user_id = i.invited_by_slack_user
      ORDER BY s.joined_at DESC LIMIT 1)) AS id) AS account
    LEFT JOIN members m ON m.id = account.id`;
  const columns = Prisma.sql`COALESCE(m.display_name, i.invited_by_name) AS name, m.email AS inviter_email,
    m.closed_at IS NOT NULL AS is_removed, m.invitation_id AS before`;
  return Prisma.sql`(
    WITH RECURSIVE chain AS (
      SELECT 1 AS depth, ARRAY[i.id] AS path, ${columns} FROM invitations i ${inviter}
      WHERE i.workspace_id = ${workspaceId}::uuid AND i.id = ${invitationId ?? null}::uuid
      UNION ALL
      SELECT c.depth + 1, c.path || i.id, ${columns}
      FROM chain c JOIN invitations i ON i.id = c.before AND i.workspace_id = ${workspaceId}::uuid ${inviter}
      WHERE c.depth <= ${maxInviters} AND i.id <> ALL(c.path)
    )
    SELECT json_agg(json_build_object('name', name, 'email', inviter_email, 'isRemoved', is_removed) ORDER BY depth) FROM chain)`;
}

function countOf(workspaceId: WorkspaceId, ref: PersonRef): Prisma.Sql {
  const { wanted } = listOf(workspaceId, ref);
  return Prisma.sql`(SELECT count(*)::int FROM (
    SELECT FROM invitations i WHERE ${wanted} LIMIT ${maxCounted + 1}) AS counted)`;
}

interface BroughtRow {
  readonly id: InvitationId;
  readonly at: Date;
  readonly email: string;
  readonly memberId: MemberId | null;
  readonly displayName: string | null;
  readonly role: Role | null;
  readonly isRemoved: boolean;
}

interface Beside {
  readonly name: string | null;
  readonly total: number;
}

/** One page of whom somebody brought in, who joined last first; and how they are called themselves. */
export async function findBroughtPage(
  { tx, workspace: { id } }: AdminReader,
  ref: PersonRef,
  place: ListPlace,
): Promise<{ page: ListPage<BroughtIn>; name: string | undefined }> {
  const beside = { name: nameOf(id, ref), total: countOf(id, ref) };
  const list = listOf(id, ref);
  const found = await findListPage<BroughtRow, Beside>(tx, list, place, beside, ({ total }) =>
    uncounted(total),
  );
  const rows = found.page.rows.map(toBroughtIn);
  return { page: { ...found.page, rows }, name: found.also.name ?? undefined };
}

/** Accepted invitations by who sent them: whoever has an account may have invited before they had it. */
function listOf(workspaceId: WorkspaceId, ref: PersonRef): KeysetList {
  return {
    table: Prisma.sql`invitations i LEFT JOIN members m ON m.invitation_id = i.id`,
    id: Prisma.sql`i.id`,
    moment: Prisma.sql`i.accepted_at`,
    wanted: Prisma.sql`i.workspace_id = ${workspaceId}::uuid AND i.accepted_at IS NOT NULL
      AND i.invited_by_slack_user = (SELECT slack_user_id FROM members WHERE ${isMeant(workspaceId, ref)})`,
    columns: Prisma.sql`i.id, i.email, m.id AS "memberId", m.display_name AS "displayName",
      m.role::text AS role, (m.id IS NULL OR m.closed_at IS NOT NULL) AS "isRemoved"`,
  };
}

function nameOf(workspaceId: WorkspaceId, ref: PersonRef): Prisma.Sql {
  return Prisma.sql`(SELECT display_name FROM members WHERE ${isMeant(workspaceId, ref)})`;
}

/** The account of somebody, open or closed. */
function isMeant(workspaceId: WorkspaceId, { kind, id }: PersonRef): Prisma.Sql {
  const column = kind === 'member' ? Prisma.sql`id` : Prisma.sql`invitation_id`;
  return Prisma.sql`workspace_id = ${workspaceId}::uuid AND ${column} = ${id}::uuid`;
}

function toBroughtIn({ memberId, displayName, role, at, ...row }: BroughtRow): BroughtIn {
  const ref: PersonRef =
    memberId === null || row.isRemoved
      ? { kind: 'invitation', id: row.id }
      : { kind: 'member', id: memberId };
  const { id, email, isRemoved } = row;
  return { id, at, ref, email, isRemoved, name: displayName ?? email, role: role ?? undefined };
}
