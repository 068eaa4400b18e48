import type { AdminReader } from '../members/api.ts';
import { findListed, findListPage, type KeysetList } from '../platform/database/keyset-list.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import {
  type ListPage,
  type ListPlace,
  maxCounted,
  type RowPlace,
  uncounted,
} from '../shared/listing.ts';
import { type EntryRow, type ListedEntry, toEntry } from '../workspaces/audit-rules.ts';
import type { ActivePerson, SlackActor } from './rules.ts';

interface Beside {
  /** Up to one more than is counted. */
  readonly total: number;
  readonly name: string | null;
}

/**
 * One page of who did what, of one person's if there is one, newest first; in the same statement their name, and what else
 * is asked for by name, each a scalar subquery.
 */
export async function findActivityPage<Also extends object>(
  { tx, workspace: { id } }: AdminReader,
  person: ActivePerson | undefined,
  place: ListPlace,
  also: Readonly<Record<keyof Also & string, Prisma.Sql>>,
): Promise<{ page: ListPage<ListedEntry>; name: string | undefined; also: Also }> {
  const list = listOf(id, person);
  const counted = Prisma.sql`SELECT FROM ${list.table} WHERE ${list.wanted} LIMIT ${maxCounted + 1}`;
  const beside = {
    ...also,
    total: Prisma.sql`(SELECT count(*)::int FROM (${counted}) AS counted)`,
    name: person ? nameOf(id, person) : Prisma.sql`NULL::text`,
  };
  const found = await findListPage<EntryRow, Also & Beside>(
    tx,
    list,
    place,
    beside as Readonly<Record<keyof (Also & Beside) & string, Prisma.Sql>>,
    ({ total }) => uncounted(total),
  );
  const { name } = found.also;
  const page = { ...found.page, rows: found.page.rows.map(toEntry) };
  return { page, name: name ?? undefined, also: found.also };
}

/** So many entries behind a place, or of the newest, newest first. */
export async function findActivityAfter(
  { tx, workspace: { id } }: AdminReader,
  person: ActivePerson | undefined,
  last: RowPlace | undefined,
  limit: number,
): Promise<ListedEntry[]> {
  const list = listOf(id, person);
  const behind = last
    ? Prisma.sql`AND (${list.moment}, ${list.id}) < (${new Date(last.at)}, ${last.id}::uuid)`
    : Prisma.empty;
  const wanted = Prisma.sql`${list.wanted} ${behind}`;
  const rows = await findListed<EntryRow>(tx, { ...list, wanted }, limit);
  return rows.map(toEntry);
}

/** How somebody is called; undefined when nobody is there by that. */
export async function findActiveName(
  { tx, workspace: { id } }: AdminReader,
  person: ActivePerson,
): Promise<string | undefined> {
  const [row] = await tx.query<{ name: string | null }>(
    Prisma.sql`SELECT ${nameOf(id, person)} AS name`,
  );
  return row?.name ?? undefined;
}

/**
 * Everybody who did things in Slack without an account, at most `limit`: from one to the next by the index. Left out is who
 * has an account now with the address that they had then: as that they are found with all that they did.
 */
export async function listSlackActors(
  { tx, workspace: { id } }: AdminReader,
  limit: number,
): Promise<SlackActor[]> {
  const next = (more: Prisma.Sql) => Prisma.sql`
    SELECT p.person FROM audit_people p
    WHERE p.workspace_id = ${id}::uuid AND p.kind = 'slack_user' ${more} ORDER BY p.person LIMIT 1`;
  return await tx.query<SlackActor>(Prisma.sql`
    WITH RECURSIVE found AS (
      (${next(Prisma.empty)}) UNION ALL
      SELECT (${next(Prisma.sql`AND p.person > found.person`)}) FROM found WHERE found.person IS NOT NULL
    )
    SELECT found.person AS "slackUserId", ${slackNameOf(id, Prisma.sql`found.person`)} AS name
    FROM found WHERE found.person IS NOT NULL AND NOT EXISTS (
      SELECT FROM members m
      JOIN audit_people p ON p.workspace_id = m.workspace_id AND p.kind = 'slack_user' AND p.person = m.slack_user_id
      JOIN audit_people q ON q.entry_id = p.entry_id AND q.kind = 'address' AND q.person = m.address
      WHERE m.workspace_id = ${id}::uuid AND m.slack_user_id = found.person)
    LIMIT ${limit}`);
}

/** The entries of the workspace, or of one person: those are found by an index of their own. */
function listOf(workspaceId: WorkspaceId, person: ActivePerson | undefined): KeysetList {
  const columns = Prisma.sql`a.id, a.actor, a.act, a.subject, a.detail, receipt_of(a.id) AS receipt`;
  if (!person) {
    return {
      table: Prisma.sql`audit_entries a`,
      id: Prisma.sql`a.id`,
      moment: Prisma.sql`a.at`,
      wanted: Prisma.sql`a.workspace_id = ${workspaceId}::uuid`,
      columns,
    };
  }
  const kind = person.kind === 'slack' ? 'slack_user' : 'address';
  return {
    table: Prisma.sql`audit_people p JOIN audit_entries a ON a.id = p.entry_id`,
    id: Prisma.sql`p.entry_id`,
    moment: Prisma.sql`p.at`,
    wanted: Prisma.sql`p.workspace_id = ${workspaceId}::uuid AND p.kind = ${kind}::audit_person_kind
      AND p.person = ${asRecorded(workspaceId, person)}`,
    columns,
  };
}

/** As whom the record knows them. */
function asRecorded(workspaceId: WorkspaceId, { kind, id }: ActivePerson): Prisma.Sql {
  const own = Prisma.sql`workspace_id = ${workspaceId}::uuid AND id = ${id}::uuid`;
  switch (kind) {
    case 'slack':
      return Prisma.sql`${id}`;
    case 'member':
      return Prisma.sql`(SELECT address FROM members WHERE ${own})`;
    case 'invitation':
      return Prisma.sql`(SELECT address FROM invitations WHERE ${own})`;
  }
}

/** How they are called: a subquery. */
function nameOf(workspaceId: WorkspaceId, { kind, id }: ActivePerson): Prisma.Sql {
  switch (kind) {
    case 'slack':
      return slackNameOf(workspaceId, Prisma.sql`${id}`);
    case 'member':
      return Prisma.sql`(SELECT display_name FROM members
        WHERE workspace_id = ${workspaceId}::uuid AND id = ${id}::uuid)`;
    case 'invitation':
      return Prisma.sql`(SELECT COALESCE(m.display_name, i.email)
        FROM invitations i LEFT JOIN members m ON m.invitation_id = i.id
        WHERE i.workspace_id = ${workspaceId}::uuid AND i.id = ${id}::uuid)`;
  }
}

/** What they were called when they last did something; Slack did it where they were deactivated. */
function slackNameOf(workspaceId: WorkspaceId, slackUserId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(
    SELECT CASE a.act WHEN 'invitations_ended' THEN a.subject ELSE a.actor END
    FROM audit_people p JOIN audit_entries a ON a.id = p.entry_id
    WHERE p.workspace_id = ${workspaceId}::uuid AND p.kind = 'slack_user' AND p.person = ${slackUserId}
    ORDER BY p.at DESC, p.entry_id DESC LIMIT 1)`;
}
