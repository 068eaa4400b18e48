import { type InvitationStatus, invitationStatus, type ListedInvitation } from './rules.ts';

/** How an invitation stands for admins: whoever was removed since has joined no more. */
export type ListedStatus = InvitationStatus | 'removed';

/** The same at a moment. */
export function listedStatus(invitation: ListedInvitation, now: Date): ListedStatus {
  return invitation.removedAt ? 'removed' : invitationStatus(invitation, now);
}

/** What admins do with one invitation. */
export type InvitationAct =
  | 'copy_link'
  | 'resend'
  | 'change_role'
  | 'change_address'
  | 'extend'
  | 'replace'
  | 'revoke'
  | 'invite_again';

const acts = {
  pending: ['copy_link', 'resend', 'change_role', 'change_address', 'extend', 'replace', 'revoke'],
  expired: ['resend', 'change_address', 'revoke'],
  revoked: ['invite_again'],
  declined: ['invite_again'],
  removed: ['invite_again'],
  accepted: [],
} as const satisfies Record<ListedStatus, readonly InvitationAct[]>;

/** What can be done with an invitation of this status, what is done most often first. */
export function actsOn(status: ListedStatus): readonly InvitationAct[] {
  return acts[status];
}
