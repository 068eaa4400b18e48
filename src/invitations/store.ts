import type { Role } from '../members/rules.ts';
import type { Tx } from '../platform/database.ts';
import type { Invitation as InvitationRow } from '../platform/prisma-client/client.ts';
import type { EmailAddress } from '../shared/email-address.ts';
import type { InvitationId, WorkspaceId } from '../shared/ids.ts';
import type { Invitation, Inviter } from './rules.ts';

export interface NewInvitation {
  readonly workspaceId: WorkspaceId;
  readonly to: EmailAddress;
  readonly role: Role;
  readonly inviter: Inviter;
  readonly expiresAt: Date;
}

/** Writes a new invitation. */
export async function saveInvitation(tx: Tx, invitation: NewInvitation): Promise<Invitation> {
  const row = await tx.rows.invitation.create({
    data: {
      workspaceId: invitation.workspaceId,
      ...invitation.to,
      ...columnsOf(invitation),
      createdAt: tx.now,
      sentAt: tx.now,
    },
  });
  return toInvitation(row);
}

/** Renews an open invitation: same row and link, from now on with this role, inviter and expiry. */
export async function renewInvitation(
  tx: Tx,
  id: InvitationId,
  invitation: NewInvitation,
): Promise<Invitation> {
  const row = await tx.rows.invitation.update({
    where: { id, workspaceId: invitation.workspaceId },
    data: { email: invitation.to.email, ...columnsOf(invitation), sentAt: tx.now },
  });
  return toInvitation(row);
}

function columnsOf({ role, inviter, expiresAt }: NewInvitation) {
  return {
    role,
    expiresAt,
    invitedBySlackUser: inviter.slackUserId,
    invitedByName: inviter.name,
    invitedByMemberId: inviter.memberId ?? null,
  };
}

/** The open invitation (neither accepted nor revoked; perhaps expired) of a canonical address. */
export async function findOpenInvitation(
  tx: Tx,
  workspaceId: WorkspaceId,
  address: string,
): Promise<Invitation | undefined> {
  const row = await tx.rows.invitation.findFirst({
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
  const rows = await tx.rows.invitation.findMany({ where: { workspaceId, id: { in: [...ids] } } });
  const found = new Map(rows.map((row) => [row.id, toInvitation(row)]));
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** The invitation that a token names, with the name of its workspace. For looking tokens up only. */
export async function findInvitationOfToken(
  tx: Tx,
  id: InvitationId,
): Promise<{ invitation: Invitation; workspaceName: string } | undefined> {
  const row = await tx.rows.invitation.findUnique({ where: { id }, include: { workspace: true } });
  return row ? { invitation: toInvitation(row), workspaceName: row.workspace.name } : undefined;
}

/**
 * Marks the invitation as accepted if, at this very moment, it may be: one statement, so that of many at
 * once only one gets it. Gives it as it was committed last, or nothing to those who come too late.
 */
export async function claimInvitation(
  tx: Tx,
  invitation: Invitation,
): Promise<Invitation | undefined> {
  const [row] = await tx.rows.invitation.updateManyAndReturn({
    where: {
      id: invitation.id,
      workspaceId: invitation.workspaceId,
      generation: invitation.generation,
      acceptedAt: null,
      revokedAt: null,
      expiresAt: { gt: tx.now },
    },
    data: { acceptedAt: tx.now },
  });
  return row ? toInvitation(row) : undefined;
}

/** Invitations, newest first, at most `limit`; and how many there are in all. */
export async function listInvitationsOf(
  tx: Tx,
  workspaceId: WorkspaceId,
  limit: number,
): Promise<{ invitations: Invitation[]; total: number }> {
  const rows = await tx.rows.invitation.findMany({
    where: { workspaceId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  const total = await tx.rows.invitation.count({ where: { workspaceId } });
  return { invitations: rows.map(toInvitation), total };
}

function toInvitation(row: InvitationRow): Invitation {
  return {
    id: row.id as InvitationId,
    workspaceId: row.workspaceId as WorkspaceId,
    email: row.email,
    address: row.address,
    role: row.role,
    generation: row.generation,
    invitedByName: row.invitedByName,
    createdAt: row.createdAt,
    sentAt: row.sentAt,
    expiresAt: row.expiresAt,
    acceptedAt: row.acceptedAt ?? undefined,
    revokedAt: row.revokedAt ?? undefined,
  };
}
