import type { ActingRequester, AdminRequester, Role } from '../../members/rules.ts';
import { roleName } from '../../members/rules.ts';
import { after } from '../../shared/clock.ts';
import type { InvitationId, ToolId } from '../../shared/ids.ts';
import { done, refused } from '../../shared/outcome.ts';
import { namesOfChosen } from '../../tools/api.ts';
import { isDomainAllowed } from '../../workspaces/rules.ts';
import { findStandings } from '../many-store.ts';
import { saveExpiry, saveRole, saveTools } from '../mend-store.ts';
import { invitationStatus, inviteRefusal, noDetails, noStanding, wordsOf } from '../rules.ts';
import { undoableUntil, wasJustSent } from '../sent-rules.ts';
import { isAnother } from '../shown-rules.ts';
import { findOpenInvitation, findRoleOfRemoved } from '../store.ts';
import { parseDays, validityMs } from '../validity-rules.ts';
import { hasSeatFor, inviterOf, sendInvitation } from './invite.ts';
import { countInvite } from './limits.ts';
import {
  type ManageDeps,
  type Managed,
  manage,
  manageOnce,
  resend,
  type Target,
} from './manage.ts';

/** The open invitation, for asking an admin whether to revoke it. */
export async function openForRevoking(
  deps: ManageDeps,
  requester: AdminRequester,
  id: InvitationId | undefined,
  shown?: string,
): Promise<Managed> {
  return await manage(deps, requester, id, async ({ invitation, status }) => {
    if (isAnother(invitation, shown)) return refused('outdated');
    return status === 'pending' || status === 'expired' ? done(invitation) : refused(status);
  });
}

/**
 * Gives a pending invitation another role. Nothing is sent again: its link shows the role as it is when somebody joins.
 * Whoever makes an admin of an invitee vouches for it, so that it ends with their own rights.
 */
export async function changeInvitedRole(
  deps: ManageDeps,
  requester: ActingRequester,
  id: InvitationId | undefined,
  role: Role,
  shown?: string,
): Promise<Managed> {
  const carryOut = async ({ admin, invitation, status }: Target): Promise<Managed> => {
    const { tx, workspace, actor, record } = admin;
    if (status !== 'pending') return refused(status);
    if (invitation.role === role) return done(invitation);
    const { address, email } = invitation;
    const by = { actor, settings: workspace.settings };
    const refusal = inviteRefusal({ address, role }, noStanding, by);
    if (refusal) return refused(refusal);
    saveRole(tx, invitation, role, role === 'admin' ? inviterOf(actor) : undefined);
    record({
      act: 'invited_role_changed',
      subject: email,
      detail: { role: roleName(role), was: roleName(invitation.role) },
    });
    return done({ ...invitation, role });
  };
  return await manageOnce(deps, requester, id, { name: `role ${role}`, shown, carryOut });
}

/** Makes it these tools for chosen members, and no others, that a pending invitation gives. Nothing is sent again. */
export async function changeInvitedTools(
  deps: ManageDeps,
  requester: ActingRequester,
  id: InvitationId | undefined,
  toolIds: readonly ToolId[],
  shown?: string,
): Promise<Managed> {
  const carryOut = async ({ admin, invitation, status }: Target): Promise<Managed> => {
    const { tx, workspace, record } = admin;
    if (status !== 'pending') return refused(status);
    const names = await namesOfChosen(tx, workspace.id, toolIds);
    const before = await namesOfChosen(tx, workspace.id, invitation.toolIds);
    if (names.join() === before.join()) return done(invitation);
    saveTools(tx, invitation, toolIds);
    const act = 'invited_tools_changed';
    const detail = { was: before.join(', '), now: names.join(', ') };
    record({ act, subject: invitation.email, detail });
    return done({ ...invitation, toolIds });
  };
  return await manageOnce(deps, requester, id, { name: 'tools', shown, carryOut });
}

/** Lets a pending invitation's link work for the whole time from now on, without another email. */
export async function extendInvitation(
  deps: ManageDeps,
  requester: ActingRequester,
  id: InvitationId | undefined,
): Promise<Managed> {
  const carryOut = async ({ admin, invitation, status }: Target): Promise<Managed> => {
    const { tx, workspace, record } = admin;
    if (status !== 'pending') return refused(status);
    if (!isDomainAllowed(workspace.settings, invitation.address)) {
      return refused('domain_not_allowed');
    }
    const expiresAt = after(tx.now, validityMs(invitation.validDays, deps.inviteTtlMs));
    // It may have been given longer.
    if (expiresAt <= invitation.expiresAt) return done(invitation);
    saveExpiry(tx, invitation, expiresAt);
    record({
      act: 'invitation_extended',
      subject: invitation.email,
      detail: { was: invitation.expiresAt.toISOString(), now: expiresAt.toISOString() },
    });
    return done({ ...invitation, expiresAt });
  };
  return await manageOnce(deps, requester, id, { name: 'extend', carryOut });
}

/**
 * Invites somebody whose invitation was revoked, who said no or was removed, once more, to the same role: a new invitation
 * with a link of its own. Whoever comes second gives what the first has done, or the open invitation that there is.
 */
export async function inviteAgain(
  deps: ManageDeps,
  requester: ActingRequester,
  id: InvitationId | undefined,
): Promise<Managed> {
  const carryOut = async (target: Target): Promise<Managed> => {
    const { admin, invitation } = target;
    const sent = await sendAnew(deps, target);
    if (sent.ok || sent.refusal !== 'already_invited') return sent;
    const { tx, workspace } = admin;
    const open = await findOpenInvitation(tx, workspace.id, invitation.address);
    if (!open) return sent;
    if (wasJustSent(open, tx.now)) return done(invitation);
    const status = invitationStatus(open, tx.now);
    if (undoableUntil(open, tx.now)) return await resend(deps, { admin, invitation: open, status });
    return status === 'pending' ? done(open) : refused(status);
  };
  return await manageOnce(deps, requester, id, { name: 'invite again', carryOut });
}

/** The same as part of another act, refused where somebody else was faster; gives the earlier invitation. */
export async function sendAnew(
  deps: ManageDeps,
  { admin, invitation, status }: Target,
): Promise<Managed> {
  const { tx, workspace, actor } = admin;
  const { email, address, validDays, toolIds, invitedBySlackUser: slackUserId } = invitation;
  const standing = (await findStandings(tx, workspace.id, [address])).get(address) ?? noStanding;
  if (standing.open) return refused('already_invited');
  const hasJoined = status === 'accepted';
  const role = hasJoined ? await findRoleOfRemoved(tx, invitation) : invitation.role;
  if (role === undefined) return refused('accepted');
  const by = { actor, settings: workspace.settings };
  const refusal = inviteRefusal({ address, role }, standing, by);
  if (refusal) return refused(refusal);
  if (!(await hasSeatFor(tx, workspace, undefined))) return refused('seats_full');
  const tooMany = await countInvite(admin, deps, address);
  if (tooMany) return refused(tooMany);
  const act = 'invitation_sent_anew';
  const message = wordsOf({ ...invitation, slackUserId }, actor);
  // What was meant for somebody new isn't said or given to whoever comes back.
  const details = hasJoined ? noDetails : { message, validDays: parseDays(validDays), toolIds };
  const to = { email, address };
  await sendInvitation(admin, deps, { to, role, details, open: undefined, act });
  return done(invitation);
}
