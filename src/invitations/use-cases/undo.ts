import { takeBackHeld } from '../../delivery/api.ts';
import type { ActingRequester, AdminRequester } from '../../members/rules.ts';
import type { Database } from '../../platform/database/database.ts';
import { findSeen, listUndone, noteUndone } from '../../platform/database/seen-requests.ts';
import type { InvitationId } from '../../shared/ids.ts';
import { done, refused } from '../../shared/outcome.ts';
import { isVouchedFor, savePutBack } from '../mend-store.ts';
import {
  type BeforeSend,
  type Invitation,
  inviteDmNotice,
  inviteEmailNotice,
  wordsOf,
} from '../rules.ts';
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
    const undone = await listUndone(tx, workspace.id, all.map(keyOf));
    // An invitation may have moved since to the address of another one.
    return all.filter((each) => sentBy(undone.get(keyOf(each))).id === each.id);
  });
}

/**
 * Undoes what an admin has just sent by the request of this key, as long as none of it has gone out: a new invitation is
 * revoked, one that was sent again is as it was before. It is under the name of whoever had sent it before, unless it would have
 * ended with their rights meanwhile: then it stays that of whoever undoes. The same twice undoes once.
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
    const { id: sentId, held, isUndone } = sentBy(await findSeen(tx, workspace.id, key));
    const isIt = sentId === invitation.id;
    if (isUndone && isIt) return done(invitation);
    if (status !== 'pending') return refused(status);
    const isAsSent = isIt && held?.at === invitation.sentAt.toISOString() && invitation.heldAt;
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
    if (held.before) await putBack(admin, invitation, held.before);
    else await saveRevoked(tx, invitation);
    record({ act: 'invitation_undone', subject: invitation.email, detail: {} });
    return done({ ...invitation, revokedAt: held.before ? undefined : tx.now });
  };
  return await manageOnce(deps, requester, id, { name: 'undo', carryOut });
}

/** What a request led to, as {@link inviteMember} and {@link undoSend} have written it. */
function sentBy(result: object = {}): Partial<Invited> & { readonly isUndone?: true } {
  return result;
}

/** What somebody else has said in it isn't said by whoever undoes. */
async function putBack(
  { tx, workspace, actor }: Target['admin'],
  invitation: Invitation,
  before: BeforeSend,
): Promise<void> {
  const { inviter, message } = before;
  if (await isVouchedFor(tx, workspace, before)) savePutBack(tx, invitation, before, true);
  else {
    const said = inviter ? wordsOf({ ...inviter, message }, actor) : message;
    savePutBack(tx, invitation, { ...before, message: said }, false);
  }
}
