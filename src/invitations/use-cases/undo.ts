import { takeBackHeld } from '../../delivery/api.ts';
import type { ActingRequester } from '../../members/rules.ts';
import { findSeen } from '../../platform/database/seen-requests.ts';
import type { InvitationId } from '../../shared/ids.ts';
import { done, refused } from '../../shared/outcome.ts';
import { savePutBack } from '../mend-store.ts';
import { inviteDmNotice, inviteEmailNotice } from '../rules.ts';
import { saveRevoked } from '../store.ts';
import { cancelReasons } from '../texts/notices.ts';
import type { Invited } from './invite.ts';
import { type ManageDeps, type Managed, manageOnce, type Target } from './manage.ts';

/**
 * Undoes what an admin has just sent by the request of this key, as long as none of it has gone out: a new invitation is
 * revoked, one that was sent again is as it was before, under the name of whoever sent it last.
 */
export async function undoSend(
  deps: ManageDeps,
  requester: ActingRequester,
  id: InvitationId | undefined,
  sendKey: string,
): Promise<Managed> {
  const carryOut = async ({ admin, invitation, status }: Target): Promise<Managed> => {
    const { tx, workspace, record } = admin;
    if (status !== 'pending') return refused(status);
    const led = await findSeen(tx, workspace.id, `${sendKey} ${invitation.address}`);
    // Written by inviteMember.
    const { id: sentId, held } = (led ?? {}) as Partial<Invited>;
    const sentAt = invitation.sentAt.toISOString();
    if (!held || sentId !== invitation.id || held.at !== sentAt) return refused('nothing_to_undo');
    const about = {
      workspaceId: workspace.id,
      invitationId: invitation.id,
      notices: [inviteEmailNotice, inviteDmNotice],
      since: invitation.sentAt,
    };
    if (!(await takeBackHeld(tx, about, cancelReasons.undone))) return refused('already_sent');
    if (held.before) savePutBack(tx, invitation, held.before);
    else await saveRevoked(tx, invitation);
    record({ act: 'invitation_undone', subject: invitation.email, detail: {} });
    return done(invitation);
  };
  return await manageOnce(deps, requester, id, { name: 'undo', carryOut });
}
