import { randomUUID } from 'node:crypto';
import type { Role } from '../members/rules.ts';
import type { Statement, Tx } from '../platform/database/database.ts';
import {
  type Invitation as InvitationRow,
  Prisma,
} from '../platform/database/prisma-client/client.ts';
import { seenResult } from '../platform/database/seen-requests.ts';
import type { InvitationId, MemberId, ToolId, WorkspaceId } from '../shared/ids.ts';
import type { EmailAddress } from '../shared/plain-address.ts';
import type { Invitation, InviteDetails, Inviter } from './rules.ts';

export interface NewInvitation {
  readonly workspaceId: WorkspaceId;
  readonly to: EmailAddress;
  readonly role: Role;
  readonly inviter: Inviter;
  readonly expiresAt: Date;
  readonly details: InviteDetails;
  /** The member who asked for it. */
  readonly requestedBy: MemberId | undefined;
  /** Whether sending it waits so that it can be undone. */
  readonly isHeld: boolean;
}

/** Writes a new invitation, when the work is over. */
export function saveInvitation(tx: Tx, wanted: NewInvitation): Invitation {
  const { workspaceId, to, role, inviter, expiresAt, details } = wanted;
  const id = randomUUID() as InvitationId;
  const heldAt = wanted.isHeld ? tx.now : undefined;
  tx.defer(Prisma.sql`
    INSERT INTO invitations (id, workspace_id, email, address, role, generation, invited_by_slack_user,
      invited_by_name, invited_by_member_id, invited_by_email, requested_by_member_id, created_at, sent_at, held_at,
      expires_at, message, valid_days, tool_ids)
    VALUES (${id}::uuid, ${workspaceId}::uuid, ${to.email}, ${to.address}, ${role}::role, 1,
      ${inviter.slackUserId}, ${inviter.name}, ${inviter.memberId ?? null}::uuid, ${inviter.address ?? null},
      ${wanted.requestedBy ?? null}::uuid, ${tx.now}::timestamptz, ${tx.now}::timestamptz,
      ${heldAt ?? null}::timestamptz, ${expiresAt}::timestamptz, ${details.message ?? null}, ${details.validDays ?? null}::int, ${[...details.toolIds]}::uuid[])`);
  return {
    id,
    workspaceId,
    ...to,
    role,
    generation: 1,
    invitedBySlackUser: inviter.slackUserId,
    invitedByName: inviter.name,
    createdAt: tx.now,
    sentAt: tx.now,
    heldAt,
    expiresAt,
    acceptedAt: undefined,
    revokedAt: undefined,
    declinedAt: undefined,
    suggestedName: undefined,
    ...details,
  };
}

/** Renews an open invitation: same row and link, from now on with this role, inviter and expiry. */
export async function renewInvitation(
  tx: Tx,
  id: InvitationId,
  invitation: NewInvitation,
): Promise<Invitation> {
  const row = await tx.db.invitation.update({
    where: { id, workspaceId: invitation.workspaceId },
    data: {
      email: invitation.to.email,
      ...columnsOf(invitation),
      sentAt: tx.now,
      heldAt: invitation.isHeld ? tx.now : null,
    },
  });
  return toInvitation(row);
}

function columnsOf({ role, inviter, expiresAt, details, requestedBy }: NewInvitation) {
  return {
    role,
    expiresAt,
    invitedBySlackUser: inviter.slackUserId,
    invitedByName: inviter.name,
    invitedByMemberId: inviter.memberId ?? null,
    invitedByEmail: inviter.address ?? null,
    // What another inviter said in it isn't said by this one.
    message: details.message ?? null,
    validDays: details.validDays ?? null,
    toolIds: [...details.toolIds],
    ...(requestedBy && { requestedByMemberId: requestedBy }),
  };
}

/** The open invitation (neither accepted nor revoked; perhaps expired) of a canonical address. */
export async function findOpenInvitation(
  tx: Tx,
  workspaceId: WorkspaceId,
  address: string,
): Promise<Invitation | undefined> {
  const row = await tx.db.invitation.findFirst({
    where: { workspaceId, address, acceptedAt: null, revokedAt: null },
  });
  return row ? toInvitation(row) : undefined;
}

/** Those of the invitations that belong to the workspace, in the order of the ids. */
export async function findInvitations(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: readonly InvitationId[],
): Promise<Invitation[]> {
  const rows = await tx.db.invitation.findMany({ where: { workspaceId, id: { in: [...ids] } } });
  const found = new Map(rows.map((row) => [row.id, toInvitation(row)]));
  return ids.flatMap((id) => found.get(id) ?? []);
}

/**
 * Writes that these open invitations were sent again, when the work is over: the link of each works for as long as its
 * inviter chose, else for `inviteTtlMs`.
 */
export function saveResent(tx: Tx, ...resent: Parameters<typeof resentUpdate>): void {
  tx.defer(resentUpdate(...resent));
}

/** The same at once, as they count as pending for what follows. */
export async function saveResentNow(
  tx: Tx,
  ...resent: Parameters<typeof resentUpdate>
): Promise<void> {
  await tx.execute(resentUpdate(...resent));
}

function resentUpdate(
  workspaceId: WorkspaceId,
  invitations: readonly Pick<Invitation, 'id'>[],
  { at, inviteTtlMs }: { at: Date; inviteTtlMs: number },
): Statement {
  const ids = invitations.map(({ id }) => id);
  return Prisma.sql`
    UPDATE invitations SET sent_at = ${at}::timestamptz, expires_at = ${at}::timestamptz
      + COALESCE(valid_days * interval '24 hours', ${inviteTtlMs}::float8 * interval '1 millisecond')
    WHERE workspace_id = ${workspaceId}::uuid AND id = ANY(${ids}::uuid[])`;
}

/** Kills every link of the invitation so far; the next one is another. */
export async function raiseGeneration(tx: Tx, invitation: Invitation): Promise<void> {
  await tx.db.invitation.update({
    where: { id: invitation.id, workspaceId: invitation.workspaceId },
    data: { generation: { increment: 1 } },
  });
}

/** Writes that an invitation was revoked. */
export async function saveRevoked(tx: Tx, invitation: Invitation): Promise<void> {
  await tx.db.invitation.update({
    where: { id: invitation.id, workspaceId: invitation.workspaceId },
    data: { revokedAt: tx.now },
  });
}

/** The invitation, locked until the transaction is over; nobody can accept or change it meanwhile. */
export async function lockInvitation(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: InvitationId,
): Promise<Invitation | undefined> {
  const [row] = await tx.query<InvitationRow>(Prisma.sql`
    SELECT ${invitationColumns} FROM invitations i
    WHERE i.id = ${id}::uuid AND i.workspace_id = ${workspaceId}::uuid FOR UPDATE`);
  return row && toInvitation(row);
}

/** An invitation as somebody acts on it. */
export interface LockedRow extends InvitationRow {
  /** What the request led to when it came before. */
  readonly seen: object | null;
  /** Of which generation they were shown the link last. */
  readonly shownGeneration: number | null;
}

/** Selects an invitation for a request of a Slack user, locked until the transaction is over: one row, or none. */
export function selectLocked(
  workspaceId: WorkspaceId,
  id: InvitationId | undefined,
  by: { readonly slackUserId: string; readonly requestKey: string },
): Statement {
  return Prisma.sql`
    SELECT ${invitationColumns}, ${seenResult(workspaceId, by.requestKey)} AS seen, (
      SELECT v.generation FROM link_views v
      WHERE v.workspace_id = i.workspace_id AND v.slack_user_id = ${by.slackUserId} AND v.invitation_id = i.id
    ) AS "shownGeneration"
    FROM invitations i
    WHERE i.id = ${id ?? null}::uuid AND i.workspace_id = ${workspaceId}::uuid FOR UPDATE OF i`;
}

/** The name of the member whom an invitation made, unless removed. */
export async function findMemberWhoAccepted(
  tx: Tx,
  workspaceId: WorkspaceId,
  invitationId: InvitationId,
): Promise<string | undefined> {
  const [row] = await tx.query<{ readonly displayName: string }>(Prisma.sql`
    SELECT display_name AS "displayName" FROM members
    WHERE workspace_id = ${workspaceId}::uuid AND invitation_id = ${invitationId}::uuid
      AND closed_at IS NULL`);
  return row?.displayName;
}

/** As what the member whom an invitation made was removed; undefined unless they were. */
export async function findRoleOfRemoved(
  tx: Tx,
  { id, workspaceId }: Pick<Invitation, 'id' | 'workspaceId'>,
): Promise<Role | undefined> {
  const row = await tx.db.member.findFirst({
    where: { workspaceId, invitationId: id, closedAt: { not: null } },
    select: { role: true },
  });
  return row?.role;
}

/** The columns of `i`, an invitation, as Prisma calls them. */
export const invitationColumns = Prisma.sql`
  i.id, i.workspace_id AS "workspaceId", i.email, i.address, i.role::text AS role, i.generation,
  i.invited_by_slack_user AS "invitedBySlackUser", i.invited_by_name AS "invitedByName",
  i.created_at AS "createdAt", i.sent_at AS "sentAt", i.held_at AS "heldAt", i.expires_at AS "expiresAt",
  i.accepted_at AS "acceptedAt", i.revoked_at AS "revokedAt", i.declined_at AS "declinedAt",
  i.asked_again_at AS "askedAgainAt", i.ask_ignored_at AS "askIgnoredAt", i.undelivered_at AS "undeliveredAt",
  i.suggested_name AS "suggestedName", i.message, i.valid_days AS "validDays", i.tool_ids AS "toolIds"`;

/** A row as the rules know it. */
export function toInvitation(row: InvitationRow): Invitation {
  return {
    id: row.id as InvitationId,
    workspaceId: row.workspaceId as WorkspaceId,
    email: row.email,
    address: row.address,
    role: row.role,
    generation: row.generation,
    invitedBySlackUser: row.invitedBySlackUser,
    invitedByName: row.invitedByName,
    createdAt: row.createdAt,
    sentAt: row.sentAt,
    heldAt: row.heldAt ?? undefined,
    expiresAt: row.expiresAt,
    acceptedAt: row.acceptedAt ?? undefined,
    revokedAt: row.revokedAt ?? undefined,
    declinedAt: row.declinedAt ?? undefined,
    suggestedName: row.suggestedName ?? undefined,
    message: row.message ?? undefined,
    validDays: row.validDays ?? undefined,
    toolIds: row.toolIds as ToolId[],
  };
}
