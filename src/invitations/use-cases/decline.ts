import { enqueue } from '../../delivery/api.ts';
import type { Delivery, Prepared } from '../../delivery/rules.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { findWorkspaceById, saveAuditEntry, writeInWorkspace } from '../../workspaces/api.ts';
import { claimDecline } from '../decline-store.ts';
import { declinedDmNotice, type JoinRefusal } from '../rules.ts';
import { declinedDm } from '../slack/declined-blocks.ts';
import { cancelReasons } from '../texts/notices.ts';
import { findInvitationOfToken } from '../token-store.ts';
import type { InvitationDeps } from './deps.ts';
import { type ClosedInvitation, type OpenedInvitation, openInvitation } from './join.ts';

/** Why nobody can join at present by a link that is as good as ever. */
const passing: readonly JoinRefusal[] = ['seats_full', 'domain_not_allowed'];

/** The invitation that the holder of its link can decline, whether or not they could join now; else what it is worth. */
export async function openToDecline(
  deps: InvitationDeps,
  token: string,
): Promise<Outcome<OpenedInvitation, ClosedInvitation>> {
  const looked = await openInvitation(deps, token);
  if (looked.ok) return looked;
  const { state, opened } = looked.refusal;
  return opened && passing.includes(state) ? done(opened) : looked;
}

/**
 * Declines an invitation for the holder of its link: the link is dead, the seat free, and the inviter told, once. Refused
 * with the link's state when it doesn't work, also because somebody was faster.
 */
export async function declineInvitation(
  deps: InvitationDeps,
  token: string,
): Promise<Outcome<OpenedInvitation, ClosedInvitation>> {
  const opened = await openToDecline(deps, token);
  if (!opened.ok) return opened;
  const { invitation } = opened.value;
  const { id: invitationId, workspaceId, email, invitedByName, invitedBySlackUser } = invitation;
  const claim = (now: Date) => claimDecline(invitation, now);
  const isDeclined = await writeInWorkspace(deps.database, workspaceId, claim, (tx) => {
    saveAuditEntry(tx, workspaceId, {
      actor: email,
      act: 'invitation_declined',
      subject: email,
      detail: { invitedBy: invitedByName },
    });
    enqueue(tx, {
      workspaceId,
      invitationId,
      channel: 'slack_dm',
      notice: declinedDmNotice,
      recipient: invitedBySlackUser,
    });
    return true;
  });
  if (isDeclined) {
    deps.changed(workspaceId);
    return opened;
  }
  const now = await openToDecline(deps, token);
  return now.ok ? refused({ state: 'replaced', opened: now.value }) : now;
}

/** Writes the notice to the inviter. */
export async function prepareDeclined(
  { database }: Pick<InvitationDeps, 'database'>,
  { invitationId, workspaceId }: Delivery,
): Promise<Prepared> {
  return await database.run(async (tx): Promise<Prepared> => {
    const found = invitationId && (await findInvitationOfToken(tx, invitationId));
    const workspace = await findWorkspaceById(tx, workspaceId);
    if (!found || !workspace) return { kind: 'cancel', reason: cancelReasons.gone };
    const note = declinedDm(found.invitation.email, workspace);
    return { kind: 'slack_dm', slackTeamId: found.slackTeamId, note };
  });
}
