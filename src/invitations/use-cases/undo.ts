import { takeBackHeld } from '../../delivery/api.ts';
import type { ActingRequester, AdminRequester } from '../../members/rules.ts';
import type { Database } from '../../platform/database/database.ts';
import { findSeen, listUndone, noteUndone } from '../../platform/database/seen-requests.ts';
import type { InvitationId } from '../../shared/ids.ts';
import { done, refused } from '../../shared/outcome.ts';
import { savePutBack } from '../mend-store.ts';
import { type Invitation, inviteDmNotice, inviteEmailNotice } from '../rules.ts';
import { undoableUntil } from '../sent-rules.ts';
import { findInvitations, saveRevoked } from '../store.ts';
import { cancelReasons } from '../texts/notices.ts';
import type { Invited } from './invite.ts';
import { giveBackInvite } from './limits.ts';
import { listFor } from './list.ts';
import { type ManageDeps, type Managed, manageOnce, type Target } from './manage.ts';

/** Those of the invitations that were sent by the request of this key, and undone; none for others than admins. */
export async function undoneAmong(
  deps: { readonly database: Database },
  requester: AdminRequester,
  ids: readonly InvitationId[],
  sendKey: string,
): Promise<Invitation[]> {
  return await listFor(deps, requester, async ({ tx, workspace }) => {
    const all = await findInvitations(tx, workspace.id, ids);
    const keyOf = ({ address }: Invitation) => `${sendKey} ${address}`;
    const undone = new Set(await listUndone(tx, workspace.id, all.map(keyOf)));
    return all.filter((each) => undone.has(keyOf(each)));
  });
}

/**
 * Undoes what an admin has just sent by the request of this key, as long as none of it has gone out: a new invitation is
 * revoked, one that was sent again is as it was before, under the name of whoever sent it last. The same twice undoes once.
 */
export async function undoSend(
  deps: ManageDeps,
  requester: ActingRequester,
  id: InvitationId | undefined,
  sendKey: string,
): Promise<Managed> {
  const carryOut = async ({ admin, invitation, status }: Target): Promise<Managed> => {
    const { tx, workspace, record } = admin;
    const key = `${sendKey} ${invitation.address}`;
    const led = await findSeen(tx, workspace.id, key);
    // Written by inviteMember, and below.
    const { id: sentId, held, isUndone } = (led ?? {}) as Partial<Invited> & { isUndone?: true };
    if (isUndone) return done(invitation);
    if (status !== 'pending') return refused(status);
    const sentAt = invitation.sentAt.toISOString();
    const isAsSent = sentId === invitation.id && held?.at === sentAt && invitation.heldAt;
    if (!held || !isAsSent) return refused('nothing_to_undo');
    if (!undoableUntil(invitation, tx.now)) return refused('already_sent');
    const about = {
      workspaceId: workspace.id,
      invitationId: invitation.id,
      notices: [inviteEmailNotice, inviteDmNotice],
      since: invitation.sentAt,
    };
    const reason = held.before ? undefined : cancelReasons.undone;
    if (!(await takeBackHeld(tx, about, reason))) return refused('already_sent');
    await giveBackInvite(admin, deps, invitation.address);
    noteUndone(tx, workspace.id, key);
    if (held.before) savePutBack(tx, invitation, held.before);
    else await saveRevoked(tx, invitation);
    record({ act: 'invitation_undone', subject: invitation.email, detail: {} });
    return done({ ...invitation, revokedAt: held.before ? undefined : tx.now });
  };
  return await manageOnce(deps, requester, id, { name: 'undo', carryOut });
}
