import { enqueue } from '../../delivery/enqueue.ts';
import { type Actor, actorName, type Member, type Requester } from '../../members/rules.ts';
import { resolveActor } from '../../members/use-cases.ts';
import type { Tx } from '../../platform/database.ts';
import { after } from '../../shared/clock.ts';
import type { InvitationId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { type AuditAct, isDomainAllowed, type Workspace } from '../../workspaces/rules.ts';
import { holdWorkspace, recordAct } from '../../workspaces/use-cases.ts';
import { findInvitationsBy } from '../list-store.ts';
import {
  type Invitation,
  type InvitationStatus,
  invitationStatus,
  linkDmNotice,
  type ManageRefusal,
  resendPauseMs,
} from '../rules.ts';
import {
  lockInvitation,
  raiseGeneration,
  revokeInvitedBy,
  saveResent,
  saveRevoked,
} from '../store.ts';
import type { InvitationDeps } from './deps.ts';
import { enqueueInvite, hasSeatFor } from './invite.ts';

type Managed = Outcome<Invitation, ManageRefusal>;

/** What an admin's act on one invitation works with; all of it read under lock. */
interface Scene {
  readonly tx: Tx;
  readonly workspace: Workspace;
  readonly actor: Actor;
  readonly invitation: Invitation;
  readonly status: InvitationStatus;
}

/** Sends a pending or expired invitation again: the same link works for the whole time anew. */
export async function resendInvitation(
  deps: InvitationDeps,
  requester: Requester,
  id: InvitationId,
): Promise<Managed> {
  return await manage(deps, requester, id, (scene) => resend(deps, scene));
}

async function resend(deps: InvitationDeps, scene: Scene): Promise<Managed> {
  const { tx, workspace, invitation, status } = scene;
  if (status === 'accepted' || status === 'revoked') return refused(status);
  const pause = tx.now.getTime() - invitation.sentAt.getTime();
  if (status === 'pending' && pause < resendPauseMs) return refused('just_sent');
  if (!isDomainAllowed(workspace.settings, invitation.address)) {
    return refused('domain_not_allowed');
  }
  if (!(await hasSeatFor(tx, workspace, invitation))) return refused('seats_full');
  await saveResent(tx, invitation, after(tx.now, deps.inviteTtlMs));
  await enqueueInvite(tx, invitation);
  return await recorded(scene, 'invitation_resent');
}

/** The most invitations that are sent again with one press, so that it ends in time. */
const mostResentAtOnce = 200;

/** Sends the expired invitations again, as far as seats and domains allow; gives how many. */
export async function resendAllExpired(
  deps: InvitationDeps,
  requester: Requester,
): Promise<Outcome<number, 'not_an_admin'>> {
  return await deps.database.transaction(async (tx) => {
    const workspace = await holdWorkspace(tx, requester.workspace.id);
    const actor = await resolveActor(tx, workspace, requester.person);
    if (!actor.isAdmin) return refused('not_an_admin');
    const search = { filter: 'expired', text: '' } as const;
    const expired = await findInvitationsBy(tx, workspace.id, search, mostResentAtOnce);
    let count = 0;
    for (const { id } of expired) {
      const invitation = await lockInvitation(tx, workspace.id, id);
      if (!invitation || invitationStatus(invitation, tx.now) !== 'expired') continue;
      const sent = await resend(deps, { tx, workspace, actor, invitation, status: 'expired' });
      if (sent.ok) count += 1;
    }
    return done(count);
  });
}

/** Kills the link and sends the invitee another one that works for the whole time. */
export async function replaceLink(
  deps: InvitationDeps,
  requester: Requester,
  id: InvitationId,
): Promise<Managed> {
  return await manage(deps, requester, id, async (scene) => {
    const { tx, invitation, status } = scene;
    if (status !== 'pending') return refused(status);
    await raiseGeneration(tx, invitation);
    await saveResent(tx, invitation, after(tx.now, deps.inviteTtlMs));
    await enqueueInvite(tx, invitation);
    return await recorded(scene, 'link_replaced');
  });
}

/** Takes an invitation back: its link is dead. Revoking twice is the same as once. */
export async function revokeInvitation(
  deps: InvitationDeps,
  requester: Requester,
  id: InvitationId,
): Promise<Managed> {
  return await manage(deps, requester, id, async (scene) => {
    const { tx, invitation, status } = scene;
    if (status === 'accepted') return refused('accepted');
    if (status === 'revoked') return done(invitation);
    await saveRevoked(tx, invitation);
    return await recorded(scene, 'invitation_revoked');
  });
}

/** The pending invitation, for showing its link to an admin. */
export async function openForCopying(
  deps: InvitationDeps,
  requester: Requester,
  id: InvitationId,
): Promise<Managed> {
  return await manage(deps, requester, id, async ({ invitation, status }) =>
    status === 'pending' ? done(invitation) : refused(status),
  );
}

/** Sends the link to the admin who asks, as a DM. */
export async function sendLinkToRequester(
  deps: InvitationDeps,
  requester: Requester,
  id: InvitationId,
): Promise<Managed> {
  return await manage(deps, requester, id, async ({ tx, invitation, status }) => {
    if (status !== 'pending') return refused(status);
    await enqueue(tx, {
      workspaceId: invitation.workspaceId,
      invitationId: invitation.id,
      channel: 'slack_dm',
      notice: linkDmNotice,
      recipient: requester.person.userId,
    });
    return done(invitation);
  });
}

/** Revokes what a removed member invited; part of the transaction that removes them. */
export async function revokeInvitationsOf(tx: Tx, member: Member): Promise<void> {
  await revokeInvitedBy(tx, member.workspaceId, member.id);
}

async function manage(
  deps: InvitationDeps,
  requester: Requester,
  id: InvitationId,
  act: (scene: Scene) => Promise<Managed>,
): Promise<Managed> {
  return await deps.database.transaction(async (tx) => {
    const workspace = await holdWorkspace(tx, requester.workspace.id);
    const actor = await resolveActor(tx, workspace, requester.person);
    if (!actor.isAdmin) return refused('not_an_admin');
    const invitation = await lockInvitation(tx, workspace.id, id);
    if (!invitation) return refused('gone');
    const status = invitationStatus(invitation, tx.now);
    return await act({ tx, workspace, actor, invitation, status });
  });
}

async function recorded(
  { tx, workspace, actor, invitation }: Scene,
  act: AuditAct,
): Promise<Managed> {
  const entry = { actor: actorName(actor), act, subject: invitation.email, detail: {} };
  await recordAct(tx, workspace.id, entry);
  return done(invitation);
}
