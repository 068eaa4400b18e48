import type { Role } from '../members/rules.ts';
import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import { type MemberId, parseMemberId, type ToolId } from '../shared/ids.ts';
import type { EmailAddress } from '../shared/plain-address.ts';
import type { Workspace } from '../workspaces/rules.ts';
import type { BeforeSend, Invitation, Inviter } from './rules.ts';

/** When an invitation is sent, and how long its link works from then on. */
interface SentUntil {
  readonly at: Date;
  readonly expiresAt: Date;
}

/**
 * Writes which role an open invitation gives, when the work is over; `by` vouches for it from then on, if given, and is
 * the inviter.
 */
export function saveRole(
  tx: Tx,
  invitation: Invitation,
  role: Role,
  by: Inviter | undefined,
): void {
  const vouched = by ? Prisma.sql`, ${vouchedBy(by)}` : Prisma.empty;
  tx.defer(Prisma.sql`
    UPDATE invitations SET role = ${role}::role, held_at = NULL ${vouched} WHERE ${isStillOpen(invitation)}`);
}

/** Writes which tools for chosen members an open invitation gives, when the work is over. */
export function saveTools(tx: Tx, invitation: Invitation, toolIds: readonly ToolId[]): void {
  tx.defer(Prisma.sql`
    UPDATE invitations SET tool_ids = ${[...toolIds]}::uuid[], held_at = NULL WHERE ${isStillOpen(invitation)}`);
}

/** Writes that what waits of an open invitation can't be undone any more, and for whom it is sent, when the work is over. */
export function saveReleased(
  tx: Tx,
  invitation: Invitation,
  requestedBy: MemberId | undefined,
): void {
  tx.defer(Prisma.sql`
    UPDATE invitations SET held_at = NULL,
      requested_by_member_id = coalesce(${requestedBy ?? null}::uuid, requested_by_member_id)
    WHERE ${isStillOpen(invitation)}`);
}

/** Writes to whom an open invitation goes from now on, with another link, when the work is over. */
export function saveAddress(
  tx: Tx,
  invitation: Invitation,
  to: EmailAddress,
  by: Inviter,
  { at, expiresAt }: SentUntil,
): void {
  tx.defer(Prisma.sql`
    UPDATE invitations SET email = ${to.email}, address = ${to.address}, generation = generation + 1,
      address_since = generation + 1, sent_at = ${at}::timestamptz, expires_at = ${expiresAt}::timestamptz,
      ${vouchedBy(by)}
    WHERE ${isStillOpen(invitation)}`);
}

/** Writes for how long an open invitation's link works, when the work is over. */
export function saveExpiry(tx: Tx, invitation: Invitation, expiresAt: Date): void {
  tx.defer(Prisma.sql`
    UPDATE invitations SET expires_at = ${expiresAt}::timestamptz, held_at = NULL WHERE ${isStillOpen(invitation)}`);
}

/**
 * Writes that an open invitation is again as it was before it was sent the last time, when the work is over. It is that of
 * whoever had sent it before, where `isTheirs`.
 */
export function savePutBack(
  tx: Tx,
  invitation: Invitation,
  before: BeforeSend,
  isTheirs: boolean,
): void {
  const { inviter } = before;
  const vouched = isTheirs && inviter ? Prisma.sql`, ${inviterIs(inviter)}` : Prisma.empty;
  tx.defer(Prisma.sql`
    UPDATE invitations SET email = ${before.email}, role = ${before.role}::role,
      sent_at = ${before.sentAt}::timestamptz, held_at = ${before.heldAt ?? null}::timestamptz,
      expires_at = ${before.expiresAt}::timestamptz,
      message = ${before.message ?? null}, valid_days = ${before.validDays ?? null}::int,
      tool_ids = ${[...(before.toolIds ?? [])]}::uuid[] ${vouched}
    WHERE ${isStillOpen(invitation)}`);
}

/** Who has sent an invitation. */
export async function findInviter(tx: Tx, { id, workspaceId }: Invitation): Promise<Inviter> {
  const row = await tx.db.invitation.findUniqueOrThrow({ where: { id, workspaceId } });
  return {
    slackUserId: row.invitedBySlackUser,
    name: row.invitedByName,
    memberId: parseMemberId(row.invitedByMemberId),
    address: row.invitedByEmail ?? undefined,
  };
}

/** Whether an invitation as it was would not have ended with the rights of whoever had sent it. */
export async function isVouchedFor(
  tx: Tx,
  { id: workspaceId, settings }: Workspace,
  { role, inviter }: BeforeSend,
): Promise<boolean> {
  if (!inviter?.memberId) return inviter !== undefined && settings.slackAdminsAreAdmins;
  const member = await tx.db.member.findFirst({
    where: { id: inviter.memberId, workspaceId, closedAt: null, deactivatedAt: null },
    select: { role: true },
  });
  return member !== null && (role !== 'admin' || member.role === 'admin');
}

/** What somebody said in it isn't said by whoever vouches for it now. */
function vouchedBy(inviter: Inviter): Prisma.Sql {
  return Prisma.sql`
    message = CASE WHEN invited_by_slack_user = ${inviter.slackUserId} THEN message END, ${inviterIs(inviter)}`;
}

function inviterIs({
  slackUserId,
  name,
  memberId,
  address,
}: NonNullable<BeforeSend['inviter']>): Prisma.Sql {
  return Prisma.sql`
    invited_by_slack_user = ${slackUserId}, invited_by_name = ${name},
    invited_by_member_id = ${memberId ?? null}::uuid, invited_by_email = ${address ?? null}`;
}

function isStillOpen({ id, workspaceId }: Invitation): Prisma.Sql {
  return Prisma.sql`id = ${id}::uuid AND workspace_id = ${workspaceId}::uuid
    AND accepted_at IS NULL AND revoked_at IS NULL`;
}
