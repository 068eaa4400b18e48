import type { AdminReader } from '../members/api.ts';
import type { Role } from '../members/rules.ts';
import type { Tx } from '../platform/database/database.ts';
import { findListed, findListPage, type KeysetList } from '../platform/database/keyset-list.ts';
import {
  type DeliveryState,
  type Invitation as InvitationRow,
  Prisma,
} from '../platform/database/prisma-client/client.ts';
import type { InvitationId } from '../shared/ids.ts';
import type { ListPage, ListPlace } from '../shared/listing.ts';
import { attentionOf, countsOf, isAsking, isListed, isUndelivered } from './counts-store.ts';
import {
  type Attention,
  type Counts,
  type InvitationFilter,
  type ListedInvitation,
  totalsOf,
} from './rules.ts';
import { invitationColumns, toInvitation } from './store.ts';
import { ofNewestEmail } from './undelivered-store.ts';

type Listed = InvitationFilter | 'pending';

export interface InvitationSearch {
  /** Who has joined is searched for among the members. */
  readonly filter: Exclude<Listed, 'accepted'>;
  /** Part of an address; empty for all. */
  readonly text: string;
  /** The Slack user who sent them; anybody when undefined. */
  readonly sentBy?: string;
}

interface ListedRow extends InvitationRow {
  readonly at: Date;
  readonly emailDelivery: { readonly state: DeliveryState; readonly reason: string | null } | null;
  /** The one that it made, as JSON holds it. */
  readonly account: {
    readonly name: string;
    readonly role: Role;
    readonly closedAt: string | null;
  } | null;
}

/** What comes with a page in the same statement. */
export interface BesideInvitations {
  readonly counts: Counts;
  readonly attention: Attention;
}

/** One page of the workspace's invitations, in the order of the list, each with how its email fares; how many there are, and what is asked for beside. */
export async function findInvitationPage<Also extends object>(
  reader: AdminReader,
  filter: InvitationFilter,
  place: ListPlace,
  beside: Readonly<Record<keyof Also & string, Prisma.Sql>>,
): Promise<{ page: ListPage<ListedInvitation>; also: Also & BesideInvitations }> {
  const list = found(reader, { filter, text: '' });
  const { page, also } = await findListPage<ListedRow, Also & BesideInvitations>(
    reader.tx,
    list,
    place,
    { ...beside, counts: countsOf(reader), attention: attentionOf(reader) },
    ({ counts, attention }) => totalsOf(counts, attention)[filter],
  );
  return { page: { ...page, rows: page.rows.map(toListed) }, also };
}

/** The invitations that the filter shows, in its order, at most `limit`. */
export async function findInvitationsBy(
  reader: AdminReader,
  search: InvitationSearch,
  limit: number,
): Promise<ListedInvitation[]> {
  const rows = await findListed<ListedRow>(reader.tx, found(reader, search), limit);
  return rows.map(toListed);
}

/** The invitation with this id, as in the list. */
export async function findListedInvitation(
  reader: AdminReader,
  id: InvitationId,
): Promise<ListedInvitation | undefined> {
  const [invitation] = await findListedInvitations(reader, [id]);
  return invitation;
}

/** Those with these ids, as in the list, newest first. */
export async function findListedInvitations(
  reader: AdminReader,
  ids: readonly InvitationId[],
): Promise<ListedInvitation[]> {
  if (ids.length === 0) return [];
  const list = found(reader, { filter: 'all', text: '' });
  const wanted = Prisma.sql`i.workspace_id = ${reader.workspace.id}::uuid AND i.id = ANY (${ids}::uuid[])`;
  const rows = await findListed<ListedRow>(reader.tx, { ...list, wanted }, ids.length);
  return rows.map(toListed);
}

/** What a search finds. */
function found(
  { tx, workspace }: AdminReader,
  { filter, text, sentBy }: Omit<InvitationSearch, 'filter'> & { readonly filter: Listed },
): KeysetList {
  const { wanted, ...placed } = listOf(tx, filter);
  // Whoever is searched for is found, however long ago they were invited; and whoever asks for a new link is shown.
  const isAll = text !== '' || filter === 'asking';
  const listed = isAll ? Prisma.sql`TRUE` : isOnList(tx);
  const address = Prisma.sql`searchable_address(i.address, searchable_name(i.email))`;
  const byThem =
    sentBy === undefined ? Prisma.empty : Prisma.sql`AND invited_by_slack_user = ${sentBy}`;
  return {
    table: Prisma.sql`invitations i`,
    id: Prisma.sql`i.id`,
    ...placed,
    wanted: Prisma.sql`i.workspace_id = ${workspace.id}::uuid AND ${wanted} AND ${listed} ${byThem}`,
    search: text === '' ? undefined : { columns: [address], text, rowsOf },
    columns: Prisma.sql`${invitationColumns},
    ${ofNewestEmail(Prisma.sql`json_build_object('state', d.state, 'reason', d.reason)`)} AS "emailDelivery", (
      SELECT json_build_object('name', a.display_name, 'role', a.role, 'closedAt', a.closed_at) FROM members a
      WHERE a.invitation_id = i.id
    ) AS account`,
  };
}

function rowsOf(condition: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT i.* FROM invitations i WHERE ${condition} OFFSET 0) AS i`;
}

/** Whether it isn't open, or hasn't expired too long ago. */
function isOnList(tx: Tx): Prisma.Sql {
  return Prisma.sql`(accepted_at IS NOT NULL OR revoked_at IS NOT NULL OR ${isListed(tx)})`;
}

/** Whom a list has, and by which moment it is sorted: each as its own index has it. Who has joined are the members now. */
function listOf(
  { now }: Tx,
  filter: Listed,
): Pick<KeysetList, 'wanted' | 'moment'> & Partial<KeysetList> {
  const open = Prisma.sql`accepted_at IS NULL AND revoked_at IS NULL`;
  const created = Prisma.sql`i.created_at`;
  const lists = {
    open: { wanted: open, moment: created },
    pending: { wanted: Prisma.sql`${open} AND expires_at > ${now}`, moment: created },
    undelivered: { wanted: isUndelivered(now), moment: Prisma.sql`i.undelivered_at` },
    asking: { wanted: isAsking, moment: Prisma.sql`i.asked_again_at` },
    expired: {
      wanted: Prisma.sql`${open} AND expires_at <= ${now}`,
      moment: Prisma.sql`i.expires_at`,
    },
    accepted: {
      table: Prisma.sql`members m JOIN invitations i ON i.id = m.invitation_id`,
      id: Prisma.sql`m.invitation_id`,
      wanted: Prisma.sql`m.workspace_id = i.workspace_id AND m.closed_at IS NULL`,
      moment: Prisma.sql`m.joined_at`,
    },
    revoked: {
      wanted: Prisma.sql`accepted_at IS NULL AND revoked_at IS NOT NULL`,
      moment: Prisma.sql`i.revoked_at`,
    },
    all: { wanted: Prisma.sql`TRUE`, moment: created },
  } as const satisfies Record<Listed, object>;
  return lists[filter];
}

function toListed(row: ListedRow): ListedInvitation {
  const { emailDelivery, askedAgainAt, askIgnoredAt, account } = row;
  const isAsking =
    askedAgainAt && askedAgainAt >= row.sentAt && (!askIgnoredAt || askIgnoredAt < askedAgainAt);
  return {
    ...toInvitation(row),
    // What they were given since they joined counts.
    role: account?.role ?? row.role,
    emailDelivery: emailDelivery
      ? { state: emailDelivery.state, reason: emailDelivery.reason ?? undefined }
      : undefined,
    askedAgainAt: isAsking ? askedAgainAt : undefined,
    joinedAs: account?.name,
    removedAt: account?.closedAt ? new Date(account.closedAt) : undefined,
  };
}
