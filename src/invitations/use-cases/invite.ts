import { enqueueAbout, saveDeliveries } from '../../delivery/api.ts';
import { type Admin, asAdminWith } from '../../members/api.ts';
import {
  type ActingRequester,
  type Actor,
  actorName,
  type Role,
  roleName,
} from '../../members/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import { once } from '../../platform/database/seen-requests.ts';
import { after } from '../../shared/clock.ts';
import { parseEmailAddress } from '../../shared/email-address.ts';
import type { InvitationId, WorkspaceId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import type { EmailAddress } from '../../shared/plain-address.ts';
import {
  type AuditAct,
  type AuditEntry,
  hasFreeSeat,
  type Workspace,
} from '../../workspaces/rules.ts';
import { countSeats } from '../counts-store.ts';
import {
  type BeforeSend,
  type Invitation,
  type InviteDetails,
  type InviteRefusal,
  type Inviter,
  invitationStatus,
  inviteDmNotice,
  inviteEmailNotice,
  inviteRefusal,
  noDetails,
  type SendKind,
  undoMs,
  wasJustSent,
} from '../rules.ts';
import { type StandingRow, selectAddressStanding, toAddressStanding } from '../standing-store.ts';
import { renewInvitation, saveInvitation } from '../store.ts';
import { validityMs } from '../validity-rules.ts';
import type { InvitationDeps } from './deps.ts';
import { countInvite } from './limits.ts';

/** An invitation, as far as letters need it. */
type Addressed = Pick<Invitation, 'id' | 'email' | 'address'>;

/** An invited address. */
export interface Invited {
  readonly id: InvitationId;
  readonly sendKind: SendKind;
  /** Of what waits for a moment in which it can be undone: when it was asked for, and how the invitation was before. */
  readonly held?: Held;
}

interface Held {
  /** As JSON keeps it. */
  readonly at: string;
  /** Not there when there was none. */
  readonly before?: BeforeSend;
}

/** What somebody asks to be sent. */
interface InviteRequest {
  readonly requester: ActingRequester;
  readonly typedEmail: string;
  readonly role: Role;
  readonly details?: InviteDetails;
  readonly requestKey: string;
  /** Whether they can undo it where they sent it, if the team wants that. */
  readonly canUndo?: boolean;
}

/**
 * Invites an address: one new invitation, or the open one renewed, and the email and DM on their way, all
 * in one transaction. When the same was sent a moment ago, by whomever, nothing is sent twice. `requestKey`
 * names the click that asked, also for undoing it; the same click twice invites once.
 */
export async function inviteMember(
  deps: InvitationDeps,
  request: InviteRequest,
): Promise<Outcome<Invited, InviteRefusal>> {
  const { requester, role, details = noDetails, canUndo = false } = request;
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
      const { seen, hasDeclined, ...standing } = toAddressStanding(row);
      const { open } = standing;
      const by = { actor: admin.actor, settings: workspace.settings };
      const refusal = inviteRefusal({ address, role }, standing, by);
      if (refusal) return refused(refusal);
      return await once<Invited, InviteRefusal>(tx, workspace.id, { key, seen }, async () => {
        if (open && open.role === role && wasJustSent(open, tx.now)) {
          return done({ id: open.id, sendKind: 'sent_just_now' });
        }
        if (!(await hasSeatFor(tx, workspace, open))) return refused('seats_full');
        const tooMany = await countInvite(admin, address);
        if (tooMany) return refused(tooMany);
        const isHeld = canUndo && workspace.settings.undoSends;
        const wanted = { to: to.value, role, details, open, isHeld };
        const sent = await sendInvitation(admin, deps, wanted);
        const isAfterNo = sent.sendKind === 'sent' && hasDeclined;
        return done(isAfterNo ? { ...sent, sendKind: 'sent_after_no' } : sent);
      });
    },
  );
}

/** How whoever acts stands in invitations that they send. */
export function inviterOf(actor: Actor): Inviter {
  const { person, member } = actor;
  return {
    slackUserId: person.userId,
    name: actorName(actor),
    memberId: member?.id,
    address: person.address,
  };
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

/** What is sent, and how. */
interface Sending {
  readonly to: EmailAddress;
  readonly role: Role;
  readonly details?: InviteDetails;
  /** Their open invitation, which is renewed. */
  readonly open: Invitation | undefined;
  readonly isHeld?: boolean;
  /** What the record calls it, if not by what it is. */
  readonly act?: AuditAct;
}

/** Invites an address for an admin; that they may must have been decided in their transaction. */
export async function sendInvitation(
  { tx, workspace, actor, record }: Admin,
  deps: InvitationDeps,
  { to, role, details = noDetails, open, isHeld = false, act }: Sending,
): Promise<Invited> {
  const wanted = {
    workspaceId: workspace.id,
    to,
    role,
    inviter: inviterOf(actor),
    expiresAt: after(tx.now, validityMs(details.validDays, deps.inviteTtlMs)),
    details,
  };
  const invitation = open ? await renewInvitation(tx, open.id, wanted) : saveInvitation(tx, wanted);
  const dueAt = isHeld ? after(tx.now, undoMs) : tx.now;
  if (open) enqueueInvites(tx, workspace.id, [invitation], dueAt);
  else enqueueFirstInvites(tx, workspace.id, [invitation], dueAt);
  const entry = sentEntry(to, role, open);
  record(act ? { ...entry, act } : entry);
  const again = open?.role === role ? 'sent_again' : 'role_changed';
  const held = { at: tx.now.toISOString(), ...(open && { before: beforeSend(open) }) };
  return { id: invitation.id, sendKind: open ? again : 'sent', ...(isHeld && { held }) };
}

function beforeSend(invitation: Invitation): BeforeSend {
  const { email, role, sentAt, expiresAt, message, validDays } = invitation;
  const times = { sentAt: sentAt.toISOString(), expiresAt: expiresAt.toISOString() };
  return { email, role, ...times, message, validDays };
}

/** What the record says of an address that is invited: whom it made an admin by that isn't lost among what was sent again. */
export function sentEntry(
  { email: subject }: EmailAddress,
  role: Role,
  open: Invitation | undefined,
): Omit<AuditEntry, 'actor'> {
  const detail = { role: roleName(role) };
  if (!open) return { act: 'invitation_sent', subject, detail };
  return open.role === role
    ? { act: 'invitation_resent', subject, detail }
    : { act: 'invited_role_changed', subject, detail: { ...detail, was: roleName(open.role) } };
}

/**
 * Puts the emails with the links on their way, and the DMs for the case that the invitees are in Slack already, in place
 * of earlier ones that still wait. All of one workspace.
 */
export function enqueueInvites(
  tx: Tx,
  workspaceId: WorkspaceId,
  invitations: readonly Addressed[],
  dueAt?: Date,
): void {
  enqueueAbout(tx, { workspaceId, ...inviteEmail }, invitations.map(toEmail), dueAt);
  enqueueAbout(tx, { workspaceId, ...inviteDm }, invitations.map(toDm), dueAt);
}

/** The same for invitations that are new, of which nothing can be waiting. */
export function enqueueFirstInvites(
  tx: Tx,
  workspaceId: WorkspaceId,
  invitations: readonly Addressed[],
  dueAt?: Date,
): void {
  saveDeliveries(
    tx,
    invitations.flatMap((invitation) => [
      { workspaceId, ...inviteEmail, ...toEmail(invitation) },
      { workspaceId, ...inviteDm, ...toDm(invitation) },
    ]),
    dueAt,
  );
}

const inviteEmail = { channel: 'email', notice: inviteEmailNotice } as const;
const inviteDm = { channel: 'slack_dm', notice: inviteDmNotice } as const;
const toEmail = ({ id, email }: Addressed) => ({ invitationId: id, recipient: email });
const toDm = ({ id, address }: Addressed) => ({ invitationId: id, recipient: address });
