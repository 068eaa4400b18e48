import type { Role } from '../members/rules.ts';
import type { EmailProblem } from '../shared/email-address.ts';
import type { InvitationId, MemberId, WorkspaceId } from '../shared/ids.ts';

/** An e-mail address asked to join with a role. */
export interface Invitation {
  readonly id: InvitationId;
  readonly workspaceId: WorkspaceId;
  readonly email: string;
  readonly address: string;
  readonly role: Role;
  readonly generation: number;
  readonly invitedByName: string;
  readonly createdAt: Date;
  readonly sentAt: Date;
  readonly expiresAt: Date;
  readonly acceptedAt: Date | undefined;
  readonly revokedAt: Date | undefined;
}

export type InvitationStatus = 'pending' | 'accepted' | 'expired' | 'revoked';

/** The invitation's status at a moment. At the very instant of expiry it is expired. */
export function invitationStatus(
  invitation: Pick<Invitation, 'acceptedAt' | 'revokedAt' | 'expiresAt'>,
  now: Date,
): InvitationStatus {
  if (invitation.acceptedAt) return 'accepted';
  if (invitation.revokedAt) return 'revoked';
  return invitation.expiresAt.getTime() > now.getTime() ? 'pending' : 'expired';
}

/** The status as people see it. */
export function statusName(status: InvitationStatus): string {
  const names = {
    pending: 'Pending',
    accepted: 'Accepted',
    expired: 'Expired',
    revoked: 'Revoked',
  } as const satisfies Record<InvitationStatus, string>;
  return names[status];
}

/** Why an invitation wasn't sent. */
export type InviteRefusal = 'not_an_admin' | 'already_member' | EmailProblem;

/** Why an invite link doesn't work. */
export type DeadLink = 'unknown' | 'accepted' | 'expired' | 'revoked' | 'replaced';

/** Why somebody with an invite link isn't let in. */
export type JoinRefusal = DeadLink | 'already_member';

/** Whoever sent an invitation. */
export interface Inviter {
  readonly slackUserId: string;
  readonly name: string;
  readonly memberId: MemberId | undefined;
}

/** The notices about an invitation, by the names under which deliveries keep them. */
export const inviteEmailNotice = 'invitations.invite_email';
