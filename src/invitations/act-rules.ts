import type { InvitationStatus } from './rules.ts';

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
  accepted: [],
} as const satisfies Record<InvitationStatus, readonly InvitationAct[]>;

/** What can be done with an invitation of this status, what is done most often first. */
export function actsOn(status: InvitationStatus): readonly InvitationAct[] {
  return acts[status];
}
