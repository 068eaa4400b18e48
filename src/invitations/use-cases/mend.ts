import type { ActingRequester, Role } from '../../members/rules.ts';
import { roleName } from '../../members/rules.ts';
import { after } from '../../shared/clock.ts';
import type { InvitationId } from '../../shared/ids.ts';
import { done, refused } from '../../shared/outcome.ts';
import { isDomainAllowed } from '../../workspaces/rules.ts';
import { findStandings } from '../many-store.ts';
import { saveExpiry, saveRole } from '../mend-store.ts';
import { inviteRefusal, noStanding, wordsOf } from '../rules.ts';
import { parseDays, validityMs } from '../validity-rules.ts';
import { hasSeatFor, inviterOf, sendInvitation } from './invite.ts';
import { countInvite } from './limits.ts';
import { type ManageDeps, type Managed, manageOnce, type Target } from './manage.ts';

/**
 * Gives a pending invitation another role. Nothing is sent again: its link shows the role as it is when somebody joins.
 * Whoever makes an admin of an invitee vouches for it, so that it ends with their own rights.
 */
export async function changeInvitedRole(
  deps: ManageDeps,
  requester: ActingRequester,
  id: InvitationId | undefined,
  role: Role,
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
  return await manageOnce(deps, requester, id, { name: `role ${role}`, carryOut });
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

/** Invites somebody whose invitation was revoked, or who said no, once more, to the same role: a new invitation with a link of its own. */
export async function inviteAgain(
  deps: ManageDeps,
  requester: ActingRequester,
  id: InvitationId | undefined,
): Promise<Managed> {
  const carryOut = (target: Target) => sendAnew(deps, target);
  return await manageOnce(deps, requester, id, { name: 'invite again', carryOut });
}

/** The same as part of another act; gives the new invitation's address and role on the revoked one. */
export async function sendAnew(
  deps: ManageDeps,
  { admin, invitation, status }: Target,
): Promise<Managed> {
  const { tx, workspace, actor } = admin;
  if (status === 'accepted') return refused(status);
  const { email, address, role, validDays, invitedBySlackUser: slackUserId } = invitation;
  const standing = (await findStandings(tx, workspace.id, [address])).get(address) ?? noStanding;
  if (standing.open) return refused('already_invited');
  const by = { actor, settings: workspace.settings };
  const refusal = inviteRefusal({ address, role }, standing, by);
  if (refusal) return refused(refusal);
  if (!(await hasSeatFor(tx, workspace, undefined))) return refused('seats_full');
  const tooMany = await countInvite(admin, deps, address);
  if (tooMany) return refused(tooMany);
  const act = 'invitation_sent_anew';
  const message = wordsOf({ ...invitation, slackUserId }, actor);
  const details = { message, validDays: parseDays(validDays) };
  const to = { email, address };
  await sendInvitation(admin, deps, { to, role, details, open: undefined, act });
  return done(invitation);
}
