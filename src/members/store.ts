import { createHash } from 'node:crypto';
import type { Statement, Tx, Writes } from '../platform/database/database.ts';
import { type Member as MemberRow, Prisma } from '../platform/database/prisma-client/client.ts';
import { type InvitationId, idOfBytes, type MemberId, type WorkspaceId } from '../shared/ids.ts';
import { type AccountsOfPerson, accountsOf, type Member, type Role } from './rules.ts';

export interface NewMember {
  readonly workspaceId: WorkspaceId;
  readonly email: string;
  readonly address: string;
  readonly displayName: string;
  readonly role: Role;
  readonly passwordHash: string | undefined;
  readonly invitationId: InvitationId;
  readonly avatarWebp: Uint8Array | undefined;
  /** Whom Slack has vouched for, and for their address as well; they sign in so from now on. */
  readonly slackUserId?: string;
}

/** Adds a member, with their avatar if they have one, when the work is over; gives their id. */
export function saveMember(tx: Writes, member: NewMember): MemberId {
  const { workspaceId, email, address, displayName, role, passwordHash, invitationId } = member;
  const { slackUserId } = member;
  const isVouchedFor = slackUserId !== undefined;
  const id = memberIdFor(invitationId);
  tx.defer(Prisma.sql`
    INSERT INTO members (id, workspace_id, email, address, display_name, role, password_hash,
      invitation_id, joined_at, is_email_proved, slack_user_id, slack_linked_at)
    VALUES (${id}::uuid, ${workspaceId}::uuid, ${email}, ${address}, ${displayName}, ${role}::role,
      ${passwordHash ?? null}, ${invitationId}::uuid, ${tx.now}::timestamptz,
      ${isVouchedFor ? Prisma.sql`TRUE` : isLinkTheirs(invitationId)}, ${slackUserId ?? null},
      ${isVouchedFor ? tx.now : null}::timestamptz)`);
  if (member.avatarWebp) {
    const webp = new Uint8Array(member.avatarWebp);
    tx.defer(Prisma.sql`
      INSERT INTO avatars (member_id, webp, updated_at)
      VALUES (${id}::uuid, ${webp}, ${tx.now}::timestamptz)`);
  }
  return id;
}

/**
 * The id that whoever accepts the invitation has as a member: known before, as it is kept with their passkey, and the
 * same each time, so that a passkey that came to nothing is written over by the next.
 */
export function memberIdFor(invitationId: InvitationId): MemberId {
  const id = createHash('sha256').update(`member ${invitationId}`).digest().subarray(0, 16);
  // RFC 9562, version 8: of one's own making.
  id.writeUInt8((id.readUInt8(6) & 0x0f) | 0x80, 6);
  id.writeUInt8((id.readUInt8(8) & 0x3f) | 0x80, 8);
  return idOfBytes(id) as MemberId;
}

/** Whether the invitation's link went to the invitee and was shown to nobody else: who has it reads what they get. */
function isLinkTheirs(invitationId: InvitationId): Prisma.Sql {
  return Prisma.sql`(
    EXISTS (SELECT 1 FROM deliveries d WHERE d.invitation_id = ${invitationId}::uuid
        AND d.state IN ('sending', 'sent'))
    AND NOT EXISTS (SELECT 1 FROM link_views v WHERE v.invitation_id = ${invitationId}::uuid))`;
}

/**
 * The accounts of this Slack user, or those that have the address while no Slack user is known for them. Closed
 * ones say only that there was one.
 */
export async function findAccountsOfPerson(
  tx: Tx,
  workspaceId: WorkspaceId,
  person: { userId: string; address: string | undefined },
): Promise<AccountsOfPerson> {
  const [row] = await tx.query<AccountsRow>(selectAccounts(workspaceId, person));
  return readAccounts(row?.accounts ?? null, workspaceId, person.userId);
}

/**
 * Selects the same together with the one row of another SELECT: one row, with the other's columns null where that has
 * none. The other may lock its row.
 */
export function selectAccounts(
  workspaceId: WorkspaceId,
  person: { userId: string; address: string | undefined },
  other: Statement = Prisma.sql`SELECT`,
): Statement {
  return Prisma.sql`
    SELECT other.*, ${accountsOfPerson(person, Prisma.sql`${workspaceId}::uuid`)} AS accounts
    FROM (VALUES (1)) AS always LEFT JOIN (${other}) AS other ON TRUE`;
}

/** What {@link selectAccounts} gives. */
export interface AccountsRow {
  readonly accounts: AccountsJson;
}

/** The columns of a row that there is not. */
export type Nulls<Row> = { readonly [Column in keyof Row]: null };

/** As JSON holds them. */
export type AccountsJson = readonly AccountRow[] | null;

interface AccountRow {
  readonly id: MemberId;
  readonly email: string;
  readonly displayName: string;
  readonly role: Role;
  readonly slackUserId: string | null;
  readonly joinedAt: string;
  readonly isOpen: boolean;
}

/** The accounts of this Slack user, or those that have the address while no Slack user is known for them: a subquery. */
export function accountsOfPerson(
  { userId, address }: { userId: string; address: string | undefined },
  workspaceId: Prisma.Sql,
): Prisma.Sql {
  return Prisma.sql`(
    SELECT json_agg(json_build_object('id', m.id, 'email', m.email, 'displayName', m.display_name,
      'role', m.role, 'slackUserId', m.slack_user_id, 'joinedAt', m.joined_at,
      'isOpen', m.closed_at IS NULL))
    FROM members m
    WHERE m.workspace_id = ${workspaceId}
      AND (m.slack_user_id = ${userId} OR (m.slack_user_id IS NULL AND m.address = ${address ?? null})))`;
}

/** What {@link accountsOfPerson} gave. */
export function readAccounts(
  rows: AccountsJson,
  workspaceId: WorkspaceId,
  userId: string,
): AccountsOfPerson {
  const accounts = (rows ?? []).map(({ isOpen, slackUserId, joinedAt, ...member }) => ({
    isOpen,
    member: {
      ...member,
      workspaceId,
      slackUserId: slackUserId ?? undefined,
      joinedAt: new Date(joinedAt),
    },
  }));
  return accountsOf(accounts, userId);
}

/** Remembers which Slack user a member is. */
export async function saveSlackUser(
  tx: Tx,
  workspaceId: WorkspaceId,
  memberId: MemberId,
  slackUserId: string,
): Promise<void> {
  await tx.db.member.updateMany({
    where: { workspaceId, id: memberId, slackUserId: null },
    data: { slackUserId },
  });
}

/** The member with this id, unless removed. */
export async function findMember(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: MemberId,
): Promise<Member | undefined> {
  const row = await tx.db.member.findFirst({
    where: { id, workspaceId, closedAt: null },
  });
  return row ? toMember(row) : undefined;
}

/** The same if they are an admin, and weren't deactivated in Slack. */
export async function findActiveAdmin(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: MemberId,
): Promise<Member | undefined> {
  const row = await tx.db.member.findFirst({
    where: { id, workspaceId, role: 'admin', closedAt: null, deactivatedAt: null },
  });
  return row ? toMember(row) : undefined;
}

/** Gives a member another role. */
export async function saveRole(tx: Tx, member: Member, role: Role): Promise<void> {
  await tx.db.member.update({
    where: { id: member.id, workspaceId: member.workspaceId },
    data: { role },
  });
}

/** Closes a member's account. The row stays, for the record; the address is free again. */
export async function closeMember(tx: Tx, member: Member): Promise<void> {
  await tx.db.member.update({
    where: { id: member.id, workspaceId: member.workspaceId },
    data: { closedAt: tx.now },
  });
}

/** Members with this role whose Slack user is known and active, longest in the workspace first. */
export async function listSlackUsersWithRole(
  tx: Tx,
  workspaceId: WorkspaceId,
  role: Role,
): Promise<string[]> {
  const rows = await tx.db.member.findMany({
    where: { workspaceId, role, closedAt: null, slackUserId: { not: null }, deactivatedAt: null },
    orderBy: { joinedAt: 'asc' },
    select: { slackUserId: true },
  });
  return rows.flatMap((row) => row.slackUserId ?? []);
}

/** How the Admin members can be written to in Slack, longest in the workspace first; not those deactivated there. */
export async function listAdminContacts(
  tx: Tx,
  workspaceId: WorkspaceId,
): Promise<{ slackUserId: string | null; address: string }[]> {
  return await tx.db.member.findMany({
    where: { workspaceId, role: 'admin', closedAt: null, deactivatedAt: null },
    orderBy: { joinedAt: 'asc' },
    select: { slackUserId: true, address: true },
  });
}

/** The names of the Admin members beside one, longest in the workspace first; those deactivated in Slack apart. */
export async function listAdminNames(
  tx: Tx,
  workspaceId: WorkspaceId,
  except: MemberId,
): Promise<string[]> {
  const rows = await tx.db.member.findMany({
    where: { workspaceId, id: { not: except }, role: 'admin', closedAt: null, deactivatedAt: null },
    orderBy: { joinedAt: 'asc' },
    select: { displayName: true },
  });
  return rows.map(({ displayName }) => displayName);
}

/** The member's picture, as WebP. */
export async function findAvatar(
  tx: Tx,
  workspaceId: WorkspaceId,
  memberId: MemberId,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const row = await tx.db.avatar.findFirst({
    where: { memberId, member: { workspaceId, closedAt: null } },
  });
  return row?.webp;
}

/** What of a row the rules know. */
export type MemberColumns = Pick<
  MemberRow,
  'id' | 'workspaceId' | 'email' | 'displayName' | 'role' | 'slackUserId' | 'joinedAt'
>;

/** A row as the rules know it. */
export function toMember(row: MemberColumns): Member {
  return {
    id: row.id as MemberId,
    workspaceId: row.workspaceId as WorkspaceId,
    email: row.email,
    displayName: row.displayName,
    role: row.role,
    slackUserId: row.slackUserId ?? undefined,
    joinedAt: row.joinedAt,
  };
}
