import { enqueueAbout, saveDeliveries } from '../../delivery/api.ts';
import { type Admin, type AskingMember, asAdminWith } from '../../members/api.ts';
import { type ActingRequester, actorName, type Role, roleName } from '../../members/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import { once } from '../../platform/database/seen-requests.ts';
import { after } from '../../shared/clock.ts';
import { parseEmailAddress } from '../../shared/email-address.ts';
import type { InvitationId, MemberId, WorkspaceId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import type { EmailAddress } from '../../shared/plain-address.ts';
import { hasFreeSeat, isApprovedAtOnce, type Workspace } from '../../workspaces/rules.ts';
import { countSeats } from '../counts-store.ts';
import {
  type AddressStanding,
  type Invitation,
  type InviteRefusal,
  invitationStatus,
  inviteDmNotice,
  inviteEmailNotice,
  inviteRefusal,
  type PlainInviteRefusal,
  type SendKind,
  type TooManyInvites,
  wasJustSent,
} from '../rules.ts';
import { type StandingRow, selectAddressStanding, toAddressStanding } from '../standing-store.ts';
import { renewInvitation, saveInvitation } from '../store.ts';
import type { InvitationDeps } from './deps.ts';
import { countInvite } from './limits.ts';

/** An invitation, as far as letters need it. */
type Addressed = Pick<Invitation, 'id' | 'email' | 'address'>;

/** An invited address. */
export interface Invited {
  readonly id: InvitationId;
  readonly sendKind: SendKind;
}

/**
 * Invites an address: one new invitation, or the open one renewed, and the email and DM on their way, all
 * in one transaction. When the same was sent a moment ago, by whomever, nothing is sent twice. `requestKey`
 * names the click that asked; the same click twice invites once.
 */
export async function inviteMember(
  deps: InvitationDeps,
  request: { requester: ActingRequester; typedEmail: string; role: Role; requestKey: string },
): Promise<Outcome<Invited, InviteRefusal>> {
  const { requester, role } = request;
  const to = parseEmailAddress(request.typedEmail);
  if (!to.ok) return to;
  const { address } = to.value;
  const key = `${request.requestKey} ${address}`;
  const standing = selectAddressStanding(requester.workspace.id, address, key);
  return await asAdminWith<StandingRow, Invited, InviteRefusal>(
    deps,
    requester,
    standing,
    async (admin, row) => {
      const { tx, workspace } = admin;
      const { seen, ...standing } = toAddressStanding(row);
      const wanted = { to: to.value, role, standing };
      const refusal = refusalOf(admin, wanted);
      if (refusal) return refused(refusal);
      return await once<Invited, InviteRefusal>(tx, workspace.id, { key, seen }, async () =>
        inviteNow(admin, deps, wanted),
      );
    },
  );
}

/** Whom an admin, or the team's settings, let in. */
interface Wanted {
  readonly to: EmailAddress;
  readonly role: Role;
  readonly standing: AddressStanding;
  /** The member who asked for it. */
  readonly requestedBy?: MemberId;
}

/** Invites an address in the transaction of an admin, by the same rules and limits as {@link inviteMember}. */
export async function inviteRequested(
  admin: Admin,
  deps: InvitationDeps,
  wanted: Wanted,
): Promise<Outcome<Invited, PlainInviteRefusal>> {
  const refusal = refusalOf(admin, wanted);
  return refusal ? refused(refusal) : await inviteNow(admin, deps, wanted);
}

/**
 * The same for a member who asks for an address that the team's settings approve at once: then they are its inviter.
 * Undefined when the settings don't.
 */
export async function invitePreapproved(
  member: AskingMember,
  deps: InvitationDeps,
  { to, standing }: Pick<Wanted, 'to' | 'standing'>,
): Promise<Outcome<Invited, PlainInviteRefusal> | undefined> {
  if (!isApprovedAtOnce(member.workspace.settings, to.address)) return undefined;
  const wanted = { to, role: 'member', standing, requestedBy: member.member.id } as const;
  const refusal = refusalOf(member, wanted);
  return refusal ? refused(refusal) : await inviteNow(member, deps, wanted);
}

type Inviting = Pick<Admin, 'tx' | 'workspace' | 'actor' | 'record'>;

function refusalOf({ actor, workspace }: Inviting, { to, role, standing }: Wanted) {
  const by = { actor, settings: workspace.settings };
  return inviteRefusal({ address: to.address, role }, standing, by);
}

async function inviteNow(
  by: Inviting,
  deps: InvitationDeps,
  wanted: Wanted,
): Promise<Outcome<Invited, 'seats_full' | TooManyInvites>> {
  const { tx, workspace } = by;
  const { open } = wanted.standing;
  if (open && open.role === wanted.role && wasJustSent(open, tx.now)) {
    return done({ id: open.id, sendKind: 'sent_just_now' });
  }
  if (!(await hasSeatFor(tx, workspace, open))) return refused('seats_full');
  const tooMany = await countInvite(by, wanted.to.address);
  if (tooMany) return refused(tooMany);
  return done(await sendInvitation(by, deps, wanted));
}

/** Whether the invitation may (again) take a seat: a pending one has one already. */
export async function hasSeatFor(
  tx: Tx,
  workspace: Workspace,
  open: Invitation | undefined,
): Promise<boolean> {
  if (workspace.settings.seatLimit === undefined) return true;
  if (open && invitationStatus(open, tx.now) === 'pending') return true;
  return hasFreeSeat(workspace.settings, await countSeats(tx, workspace.id));
}

async function sendInvitation(
  { tx, workspace, actor, record }: Inviting,
  deps: InvitationDeps,
  { to, role, standing: { open }, requestedBy }: Wanted,
): Promise<Invited> {
  const wanted = {
    workspaceId: workspace.id,
    to,
    role,
    inviter: {
      slackUserId: actor.person.userId,
      name: actorName(actor),
      memberId: actor.member?.id,
    },
    expiresAt: after(tx.now, deps.inviteTtlMs),
    requestedBy,
  };
  const invitation = open ? await renewInvitation(tx, open.id, wanted) : saveInvitation(tx, wanted);
  if (open) enqueueInvites(tx, workspace.id, [invitation]);
  else enqueueFirstInvites(tx, workspace.id, [invitation]);
  record({
    act: open ? 'invitation_resent' : 'invitation_sent',
    subject: to.email,
    detail: { role: roleName(role) },
  });
  return { id: invitation.id, sendKind: open ? 'sent_again' : 'sent' };
}

/**
 * Puts the emails with the links on their way, and the DMs for the case that the invitees are in Slack already, in place
 * of earlier ones that still wait. All of one workspace.
 */
export function enqueueInvites(
  tx: Tx,
  workspaceId: WorkspaceId,
  invitations: readonly Addressed[],
): void {
  enqueueAbout(tx, { workspaceId, ...inviteEmail }, invitations.map(toEmail));
  enqueueAbout(tx, { workspaceId, ...inviteDm }, invitations.map(toDm));
}

/** The same for invitations that are new, of which nothing can be waiting. */
export function enqueueFirstInvites(
  tx: Tx,
  workspaceId: WorkspaceId,
  invitations: readonly Addressed[],
): void {
  saveDeliveries(
    tx,
    invitations.flatMap((invitation) => [
      { workspaceId, ...inviteEmail, ...toEmail(invitation) },
      { workspaceId, ...inviteDm, ...toDm(invitation) },
    ]),
  );
}

const inviteEmail = { channel: 'email', notice: inviteEmailNotice } as const;
const inviteDm = { channel: 'slack_dm', notice: inviteDmNotice } as const;
const toEmail = ({ id, email }: Addressed) => ({ invitationId: id, recipient: email });
const toDm = ({ id, address }: Addressed) => ({ invitationId: id, recipient: address });
