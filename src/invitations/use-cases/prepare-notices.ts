import type { Delivery, Prepared } from '../../delivery/rules.ts';
import type { InvitationDeps } from '../deps.ts';
import { inviteLink } from '../invite-link.ts';
import { inviteEmail } from '../notices.tsx';
import { invitationStatus } from '../rules.ts';
import { findInvitationOfToken } from '../store.ts';

/** Writes the invite e-mail as the invitation is now; cancels it when nobody could use the link any more. */
export async function prepareInviteEmail(
  deps: InvitationDeps,
  delivery: Delivery,
): Promise<Prepared> {
  const { invitationId } = delivery;
  const { found, now } = await deps.database.read(async (tx) => ({
    found: invitationId && (await findInvitationOfToken(tx, invitationId)),
    now: tx.now,
  }));
  if (!found) return { kind: 'cancel', reason: 'the invitation is gone' };
  const { invitation, workspaceName } = found;
  const status = invitationStatus(invitation, now);
  if (status !== 'pending') return { kind: 'cancel', reason: `the invitation is ${status}` };
  const letter = inviteEmail({
    workspaceName,
    invitedBy: invitation.invitedByName,
    email: invitation.email,
    role: invitation.role,
    link: inviteLink(deps.secrets, deps.publicUrl, invitation),
    expiresAt: invitation.expiresAt,
  });
  return { kind: 'send', letter };
}
