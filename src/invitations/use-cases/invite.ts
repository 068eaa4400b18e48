import { type Admin, type AskingMember, asAdminWith } from '../../members/api.ts';
import { type ActingRequester, type Actor, actorName, type Role } from '../../members/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import type { Counts } from '../../platform/database/rate-limit.ts';
import { once } from '../../platform/database/seen-requests.ts';
import { after } from '../../shared/clock.ts';
import { parseEmailAddress } from '../../shared/email-address.ts';
import type { InvitationId, MemberId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import type { EmailAddress } from '../../shared/plain-address.ts';
import { namesOfChosen } from '../../tools/api.ts';
import { withMore } from '../../tools/given-rules.ts';
import type { AuditAct } from '../../workspaces/audit-rules.ts';
import { hasFreeSeat, isApprovedAtOnce, type Workspace } from '../../workspaces/rules.ts';
import { countSeats } from '../counts-store.ts';
import { findInviter, saveReleased } from '../mend-store.ts';
import {
  type AddressStanding,
  type BeforeSend,
  type Invitation,
  type InviteDetails,
  type InviteRefusal,
  type Inviter,
  invitationStatus,
  inviteRefusal,
  noDetails,
  type PlainInviteRefusal,
  type SendKind,
  type TooManyInvites,
} from '../rules.ts';
import { undoableUntil, undoMs, wasJustSent } from '../sent-rules.ts';
import { type StandingRow, selectAddressStanding, toAddressStanding } from '../standing-store.ts';
import { renewInvitation, saveInvitation } from '../store.ts';
import { validityMs } from '../validity-rules.ts';
import type { InvitationDeps } from './deps.ts';
import { enqueueFirstInvites, enqueueInvites } from './enqueue-invites.ts';
import { countInvite, countInviteAmong, selectInviteCounts } from './limits.ts';
import { sentEntry } from './recorded.ts';

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
  const select = selectAddressStanding(
    requester.workspace.id,
    address,
    key,
    selectInviteCounts(requester, deps, address),
  );
  return await asAdminWith<StandingRow, Invited, InviteRefusal>(
    deps,
    requester,
    select,
    async (admin, row) => {
      const { tx, workspace } = admin;
      const { seen, ...standing } = toAddressStanding(row);
      const counts = row.counts ?? [];
      const wanted = { to: to.value, role, details, standing, counts };
      const refusal = refusalOf(admin, wanted);
      if (refusal) return refused(refusal);
      const isHeld = canUndo && workspace.settings.undoSends;
      const sent = await once<Invited, InviteRefusal>(tx, workspace.id, { key, seen }, async () =>
        inviteNow(admin, deps, { ...wanted, isHeld }),
      );
      return sent.ok ? done(asItIsNow(sent.value, tx.now)) : sent;
    },
  );
}

/** The same click may come again when what it sent can't be undone any more. */
function asItIsNow({ held, ...invited }: Invited, now: Date): Invited {
  return held && after(new Date(held.at), undoMs) > now ? { ...invited, held } : invited;
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

/** Whom an admin, or the team's settings, let in. */
interface Wanted {
  readonly to: EmailAddress;
  readonly role: Role;
  readonly standing: AddressStanding & { readonly hasDeclined: boolean };
  /** How what it counts for stands, where the transaction has read that and counts nothing else. */
  readonly counts?: Counts;
  readonly details?: InviteDetails;
  /** The member who asked for it. */
  readonly requestedBy?: MemberId;
  readonly isHeld?: boolean;
}

/**
 * Invites an address in the transaction of an admin, by the same rules and limits as {@link inviteMember}. What an admin has
 * sent and can still undo goes out as it is, and can't be undone any more, where it gives as much.
 */
export async function inviteRequested(
  admin: Admin,
  deps: InvitationDeps,
  wanted: Wanted,
): Promise<Outcome<Invited, PlainInviteRefusal>> {
  const refusal = refusalOf(admin, wanted);
  if (refusal) return refused(refusal);
  const { open } = wanted.standing;
  const isHeld = open && undoableUntil(open, admin.tx.now);
  if (isHeld && (open.role === wanted.role || open.role === 'admin')) {
    saveReleased(admin.tx, open, wanted.requestedBy);
    return done({ id: open.id, sendKind: 'sent_just_now' });
  }
  return await inviteNow(admin, deps, wanted);
}

/**
 * The same for a member who asks for an address that the team's settings approve at once: then they are its inviter.
 * Undefined when the settings don't, or when what an admin gave would come back, or change, with it.
 */
export async function invitePreapproved(
  member: AskingMember,
  deps: InvitationDeps,
  { to, standing }: Pick<Wanted, 'to' | 'standing'>,
): Promise<Outcome<Invited, PlainInviteRefusal> | undefined> {
  const { open } = standing;
  const isAdmins = open && (open.role !== 'member' || open.toolIds.length > 0);
  const isUnderWay = open && undoableUntil(open, member.tx.now);
  if (isAdmins || isUnderWay || !isApprovedAtOnce(member.workspace.settings, to.address)) {
    return undefined;
  }
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
  { standing: { open, hasDeclined }, counts, ...wanted }: Wanted,
): Promise<Outcome<Invited, 'seats_full' | TooManyInvites>> {
  const { tx, workspace } = by;
  if (open && givesAllOf(open, wanted) && wasJustSent(open, tx.now)) {
    return done({ id: open.id, sendKind: 'sent_just_now' });
  }
  if (!(await hasSeatFor(tx, workspace, open))) return refused('seats_full');
  const { address } = wanted.to;
  const tooMany = counts
    ? countInviteAmong(by, deps, address, counts)
    : await countInvite(by, deps, address);
  if (tooMany) return refused(tooMany);
  const sent = await sendInvitation(by, deps, { ...wanted, open });
  const isAfterNo = sent.sendKind === 'sent' && hasDeclined;
  return done(isAfterNo ? { ...sent, sendKind: 'sent_after_no' } : sent);
}

/** Whether an invitation gives what is wanted already. */
function givesAllOf(open: Invitation, { role, details = noDetails }: Omit<Wanted, 'standing'>) {
  return open.role === role && details.toolIds.every((id) => open.toolIds.includes(id));
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
  readonly requestedBy?: MemberId;
  readonly isHeld?: boolean;
  /** What the record calls it, if not by what it is. */
  readonly act?: AuditAct;
}

/** Invites an address for an admin; that they may must have been decided in their transaction. */
export async function sendInvitation(
  { tx, workspace, actor, record }: Inviting,
  deps: InvitationDeps,
  { to, role, details = noDetails, open, requestedBy, isHeld = false, act }: Sending,
): Promise<Invited> {
  const wanted = {
    workspaceId: workspace.id,
    to,
    role,
    inviter: inviterOf(actor),
    expiresAt: after(tx.now, validityMs(details.validDays, deps.inviteTtlMs)),
    details: { ...details, toolIds: withMore(open?.toolIds ?? [], details.toolIds) },
    requestedBy,
    isHeld,
  };
  const before = isHeld && open ? beforeSend(open, await findInviter(tx, open)) : undefined;
  const invitation = open ? await renewInvitation(tx, open.id, wanted) : saveInvitation(tx, wanted);
  const dueAt = isHeld ? after(tx.now, undoMs) : tx.now;
  if (open) enqueueInvites(tx, workspace.id, [invitation], dueAt);
  else enqueueFirstInvites(tx, workspace.id, [invitation], dueAt);
  const entry = sentEntry(to, role, open, await namesOfChosen(tx, workspace.id, details.toolIds));
  record(act ? { ...entry, act } : entry);
  const again = open?.role === role ? 'sent_again' : 'role_changed';
  const held = { at: tx.now.toISOString(), ...(before && { before }) };
  return { id: invitation.id, sendKind: open ? again : 'sent', ...(isHeld && { held }) };
}

function beforeSend(invitation: Invitation, inviter: Inviter): BeforeSend {
  const { email, role, sentAt, heldAt, expiresAt, message, validDays, toolIds } = invitation;
  const times = {
    sentAt: sentAt.toISOString(),
    heldAt: heldAt?.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
  return { email, role, ...times, message, validDays, toolIds, inviter };
}
