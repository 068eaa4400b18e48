import type { AdminReader } from '../members/api.ts';
import type { Tx } from '../platform/database/database.ts';
import {
  containing,
  findListed,
  findListPage,
  type KeysetList,
} from '../platform/database/keyset-list.ts';
import {
  type DeliveryState,
  type Invitation as InvitationRow,
  Prisma,
} from '../platform/database/prisma-client/client.ts';
import type { ListPage, ListPlace } from '../shared/listing.ts';
import { type Counts, countsOf, firstDayListed } from './counts-store.ts';
import {
  type Invitation,
  type InvitationFilter,
  inviteEmailNotice,
  type ListedInvitation,
} from './rules.ts';
import { invitationColumns, toInvitation } from './store.ts';

export interface InvitationSearch {
  readonly filter: InvitationFilter;
  /** Part of an address; empty for all. */
  readonly text: string;
  /** The Slack user who sent them; anybody when undefined. */
  readonly sentBy?: string;
}

interface ListedRow extends InvitationRow {
  readonly at: Date;
  readonly emailDelivery: { readonly state: DeliveryState; readonly reason: string | null } | null;
}

/** One page of the workspace's invitations, newest first, each with how its email fares; how many there are, and what is asked for beside. */
export async function findInvitationPage<Also extends object>(
  reader: AdminReader,
  search: InvitationSearch,
  place: ListPlace,
  beside: Readonly<Record<keyof Also & string, Prisma.Sql>>,
): Promise<{ page: ListPage<ListedInvitation>; counts: Counts; also: Also }> {
  const { filter, text } = search;
  const list = { ...found(reader, search), isCounted: text !== '' };
  const { page, also } = await findListPage<ListedRow, Also & { counts: Counts }>(
    reader.tx,
    list,
    place,
    { ...beside, counts: countsOf(reader) },
  );
  const { counts } = also;
  const total = text ? page.total : totalOf(counts, filter);
  return { page: { ...page, rows: page.rows.map(toListed), total }, counts, also };
}

function totalOf(
  { pending, accepted, expired, revoked }: Counts,
  filter: InvitationFilter,
): number {
  const byFilter = {
    all: pending + accepted + expired + revoked,
    pending,
    accepted,
    expired,
    revoked,
  };
  return byFilter[filter];
}

/** The invitations that the filter shows, newest first, at most `limit`. */
export async function findInvitationsBy(
  reader: AdminReader,
  search: InvitationSearch,
  limit: number,
): Promise<Invitation[]> {
  const rows = await findListed<ListedRow>(reader.tx, found(reader, search), limit);
  return rows.map(toListed);
}

/** What a search finds, newest first. */
function found({ tx, workspace }: AdminReader, search: InvitationSearch): KeysetList {
  return {
    table: Prisma.sql`invitations i`,
    id: Prisma.sql`i.id`,
    moment: Prisma.sql`i.created_at`,
    wanted: Prisma.sql`i.workspace_id = ${workspace.id}::uuid AND ${condition(tx, search)}`,
    columns: Prisma.sql`${invitationColumns}, (
      SELECT json_build_object('state', d.state, 'reason', d.reason) FROM deliveries d
      WHERE d.invitation_id = i.id AND d.notice = ${inviteEmailNotice}
      ORDER BY d.created_at DESC LIMIT 1
    ) AS "emailDelivery"`,
  };
}

function condition(tx: Tx, { filter, text, sentBy }: InvitationSearch): Prisma.Sql {
  const open = Prisma.sql`accepted_at IS NULL AND revoked_at IS NULL`;
  const conditions = {
    all: Prisma.sql`TRUE`,
    pending: Prisma.sql`${open} AND expires_at > ${tx.now}`,
    accepted: Prisma.sql`accepted_at IS NOT NULL`,
    expired: Prisma.sql`${open} AND expires_at <= ${tx.now}`,
    revoked: Prisma.sql`accepted_at IS NULL AND revoked_at IS NOT NULL`,
  } as const satisfies Record<InvitationFilter, Prisma.Sql>;
  const part = containing(text);
  const byThem =
    sentBy === undefined ? Prisma.empty : Prisma.sql`AND invited_by_slack_user = ${sentBy}`;
  // Whoever is searched for is found, however long ago they were invited.
  return text
    ? Prisma.sql`${conditions[filter]} ${byThem} AND (address LIKE ${part} OR lower(email) LIKE ${part})`
    : Prisma.sql`${conditions[filter]} ${byThem} AND ${isListed(tx)}`;
}

/** Whether it isn't open, or hasn't expired too long ago; by the day, as it is counted. */
function isListed(tx: Tx): Prisma.Sql {
  return Prisma.sql`(accepted_at IS NOT NULL OR revoked_at IS NOT NULL
    OR expires_at >= ${firstDayListed(tx)}::timestamp AT TIME ZONE 'UTC')`;
}

function toListed(row: ListedRow): ListedInvitation {
  const { emailDelivery } = row;
  return {
    ...toInvitation(row),
    emailDelivery: emailDelivery
      ? { state: emailDelivery.state, reason: emailDelivery.reason ?? undefined }
      : undefined,
  };
}
