import { enqueue } from '../../delivery/api.ts';
import { type Admin, asAdmin } from '../../members/api.ts';
import type { ActingRequester } from '../../members/rules.ts';
import { once } from '../../platform/database/seen-requests.ts';
import type { InvitationId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { insertLinkViews, saveLinkViews } from '../link-view-store.ts';
import { findInvitationsBy } from '../list-store.ts';
import { type Invitation, invitationStatus, linkDmNotice, type ManageRefusal } from '../rules.ts';
import { findOpenInvitation } from '../store.ts';
import type { InvitationDeps } from './deps.ts';
import { linkOf } from './list.ts';
import { type ManageDeps, manage, type Target } from './manage.ts';

/** An invitation with its link, for an admin's eyes. */
export interface ShownLink {
  readonly invitation: Invitation;
  readonly link: string;
}

/**
 * The pending invitation with its link. Who was shown which links is kept, so that they can be replaced when that
 * person is let go, and stands in the record.
 */
export async function showLink(
  deps: ManageDeps,
  requester: ActingRequester,
  id: InvitationId | undefined,
): Promise<Outcome<ShownLink, ManageRefusal>> {
  const shown = await manage(deps, requester, id, async (target) => {
    const { invitation, status } = target;
    if (status !== 'pending') return refused(status);
    noteOneShown(target);
    return done(invitation);
  });
  return shown.ok ? done({ invitation: shown.value, link: linkOf(deps, shown.value) }) : shown;
}

/** The same for the pending invitation of a canonical address. */
export async function showLinkOfAddress(
  deps: InvitationDeps,
  requester: ActingRequester,
  address: string,
): Promise<Outcome<ShownLink, 'not_an_admin' | 'gone'>> {
  return await asAdmin(deps, requester, async (admin) => {
    const { tx, workspace } = admin;
    const invitation = await findOpenInvitation(tx, workspace.id, address);
    if (!invitation || invitationStatus(invitation, tx.now) !== 'pending') return refused('gone');
    await noteShown(admin, [invitation]);
    return done({ invitation, link: linkOf(deps, invitation) });
  });
}

/** The newest pending invitations with their links, at most `limit`, and whether there are more. */
export async function showAllLinks(
  deps: InvitationDeps,
  requester: ActingRequester,
  limit: number,
): Promise<Outcome<{ shown: ShownLink[]; hasMore: boolean }, 'not_an_admin'>> {
  return await asAdmin(deps, requester, async (admin) => {
    const search = { filter: 'pending', text: '' } as const;
    const found = await findInvitationsBy(admin, search, limit + 1);
    const listed = found.slice(0, limit);
    await noteShown(admin, listed);
    const shown = listed.map((invitation) => ({ invitation, link: linkOf(deps, invitation) }));
    return done({ shown, hasMore: found.length > limit });
  });
}

/** Sends the link to the admin who asks, as a DM. `dialogKey` names the dialog: twice from the same is one DM. */
export async function sendLinkToRequester(
  deps: ManageDeps,
  requester: ActingRequester,
  id: InvitationId | undefined,
  dialogKey: string,
): Promise<Outcome<Invitation, ManageRefusal>> {
  const key = `link_dm ${dialogKey}`;
  const act = async (target: Target) => {
    const { invitation, status, seen } = target;
    const { tx } = target.admin;
    if (status !== 'pending') return refused(status);
    const { workspaceId } = invitation;
    await once(tx, workspaceId, { key, seen }, async () => {
      noteOneShown(target);
      enqueue(tx, {
        workspaceId,
        invitationId: invitation.id,
        channel: 'slack_dm',
        notice: linkDmNotice,
        recipient: requester.person.userId,
      });
      return done({});
    });
    return done(invitation);
  };
  return await manage(deps, requester, id, act, key);
}

/** Keeps who saw the link. */
function noteOneShown({ admin, invitation, isShown }: Target): void {
  if (isShown) return;
  const { tx, workspace, actor, record } = admin;
  tx.defer(insertLinkViews(tx.now, workspace.id, actor.person.userId, [invitation]));
  record({ act: 'link_shown', subject: invitation.email, detail: {} });
}

/** Keeps who saw the links. The record has one entry for however many, and none for what they saw before. */
async function noteShown(
  { tx, workspace, actor, record }: Admin,
  shown: readonly Invitation[],
): Promise<void> {
  const news = await saveLinkViews(tx, workspace.id, actor.person.userId, shown);
  const [first] = shown;
  if (news === 0 || !first) return;
  const isOne = shown.length === 1;
  record({
    act: isOne ? 'link_shown' : 'links_shown',
    subject: isOne ? first.email : String(shown.length),
    detail: {},
  });
}
