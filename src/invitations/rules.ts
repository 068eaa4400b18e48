import type { Actor, Role } from '../members/rules.ts';
import type { InvitationId, MemberId, ToolId, WorkspaceId } from '../shared/ids.ts';
import { uncounted } from '../shared/listing.ts';
import type { EmailProblem } from '../shared/plain-address.ts';
import { isDomainAllowed, type WorkspaceSettings } from '../workspaces/rules.ts';
import type { OfferedDays } from './validity-rules.ts';

/** An email address asked to join with a role. */
export interface Invitation {
  readonly id: InvitationId;
  readonly workspaceId: WorkspaceId;
  readonly email: string;
  readonly address: string;
  readonly role: Role;
  readonly generation: number;
  readonly invitedBySlackUser: string;
  readonly invitedByName: string;
  readonly createdAt: Date;
  readonly sentAt: Date;
  /** The same moment where that waits so that it can be undone, as long as nobody has changed the invitation since. */
  readonly heldAt: Date | undefined;
  readonly expiresAt: Date;
  readonly acceptedAt: Date | undefined;
  /** When it was taken back or, where `declinedAt` says so, declined. */
  readonly revokedAt: Date | undefined;
  readonly declinedAt: Date | undefined;
  /** What the list that they were invited by calls them. */
  readonly suggestedName: string | undefined;
  /** What the inviter says to them, in plain text. */
  readonly message: string | undefined;
  /** For how many days its link works after each sending, where the inviter chose that. */
  readonly validDays: number | undefined;
  /** The tools for chosen members that it gives; some may be gone by now. */
  readonly toolIds: readonly ToolId[];
}

export type InvitationStatus = 'pending' | 'accepted' | 'expired' | 'revoked' | 'declined';

/** The invitation's status at a moment. At the very instant of expiry it is expired. */
export function invitationStatus(
  invitation: Pick<Invitation, 'acceptedAt' | 'revokedAt' | 'declinedAt' | 'expiresAt'>,
  now: Date,
): InvitationStatus {
  if (invitation.acceptedAt) return 'accepted';
  if (invitation.declinedAt) return 'declined';
  if (invitation.revokedAt) return 'revoked';
  return invitation.expiresAt.getTime() > now.getTime() ? 'pending' : 'expired';
}

/**
 * The lists that Home has of invitations. `open`: whoever hasn't joined yet; `undelivered`: whom the newest email hasn't
 * reached while its link works; `asking`: who asks for a new link.
 */
export const invitationFilters = [
  'open',
  'undelivered',
  'asking',
  'expired',
  'accepted',
  'revoked',
  'all',
] as const;

export type InvitationFilter = (typeof invitationFilters)[number];

/** A pending invitation as the invitee sees it in Slack. */
export interface OwnInvitation {
  readonly id: InvitationId;
  readonly generation: number;
  readonly invitedByName: string;
}

/** How many invitations want something of an admin; at most one more than lists are counted to. */
export interface Attention {
  readonly undelivered: number;
  readonly asking: number;
  /** Those who ask, but are neither undelivered nor expired, so that nobody counts twice. */
  readonly askingOnly: number;
}

/** How many invitations of each status there are, and how many members. Declined ones count as revoked. */
export type Counts = Readonly<Record<Exclude<InvitationStatus, 'declined'> | 'members', number>>;

/** How many each list has; undefined when more than are counted. */
export function totalsOf(
  { pending, accepted, expired, revoked, members }: Counts,
  { undelivered, asking }: Attention,
): Record<InvitationFilter, number | undefined> {
  const open = pending + expired;
  return {
    open,
    undelivered: uncounted(undelivered),
    asking: uncounted(asking),
    expired,
    // Whoever was removed since isn't there any more.
    accepted: members,
    revoked,
    all: open + accepted + revoked,
  };
}

/** How the email of an invitation fares. */
export interface EmailDelivery {
  readonly state: 'queued' | 'sending' | 'sent' | 'retrying' | 'failed' | 'cancelled';
  readonly reason: string | undefined;
}

/** An invitation as admins see it in the list. */
export interface ListedInvitation extends Invitation {
  readonly emailDelivery: EmailDelivery | undefined;
  /** When somebody asked for a new link, if none was sent since. */
  readonly askedAgainAt: Date | undefined;
  /** What the member that it made is called. */
  readonly joinedAs: string | undefined;
  /** When the account that it made was closed. */
  readonly removedAt: Date | undefined;
}

/** How many seats are taken: by members, and by invitations that can be accepted now. */
export function seatsInUse({ members, pending }: { members: number; pending: number }): number {
  return members + pending;
}

/** Why an address wasn't invited. */
export type InviteRefusal =
  | 'not_an_admin'
  | 'already_member'
  /** Admins by being one in Slack would give that up, perhaps as the only one: an account decides from then on. */
  | 'oneself_as_member'
  | 'domain_not_allowed'
  | 'seats_full'
  | TooManyInvites
  | EmailProblem;

/** Why a right address of somebody who may be invited by whoever asks isn't. */
export type PlainInviteRefusal = Exclude<InviteRefusal, 'not_an_admin' | EmailProblem>;

/** What there is of an address in a workspace. */
export interface AddressStanding {
  /** Its open invitation: neither accepted nor revoked, perhaps expired. */
  readonly open: Invitation | undefined;
  readonly isMember: boolean;
}

/** Nobody has it, and nobody was invited by it. */
export const noStanding: AddressStanding = { open: undefined, isMember: false };

/** Who may be invited to what by whom, whatever seats and limits say. */
export function inviteRefusal(
  { address, role }: { readonly address: string; readonly role: Role },
  { isMember }: AddressStanding,
  { actor, settings }: { readonly actor: Actor; readonly settings: WorkspaceSettings },
): 'already_member' | 'oneself_as_member' | 'domain_not_allowed' | undefined {
  if (isMember) return 'already_member';
  if (role !== 'admin' && isSlackAdminsOwn(actor, address)) return 'oneself_as_member';
  return isDomainAllowed(settings, address) ? undefined : 'domain_not_allowed';
}

/** Whether it is the address of the actor, who has no account yet. */
function isSlackAdminsOwn({ member, person }: Actor, address: string): boolean {
  return member === undefined && person.address === address;
}

/** How many people are invited by the dialog at once: more would not be done within Slack's 3 s. */
export const maxPeople = 10;

/** A group of people in Slack that somebody mentions. */
export interface MentionedGroup {
  readonly slackGroupId: string;
  /** As they typed it. */
  readonly typed: string;
}

/** Why somebody in Slack, or several of them at once, can't be invited by their profile. */
export type NoAddress =
  | 'no_address'
  | 'no_mention'
  | 'not_visible'
  | 'no_answer'
  | 'deactivated'
  | 'bot'
  | 'group';

/** Why something wasn't done with an invitation. */
export type ManageRefusal =
  | 'not_an_admin'
  | 'gone'
  | 'accepted'
  | 'revoked'
  | 'declined'
  | 'expired'
  | 'just_sent'
  | 'already_member'
  | 'oneself_as_member'
  | 'domain_not_allowed'
  | 'seats_full'
  /** The address has an open invitation. */
  | 'already_invited'
  | 'same_address'
  /** It went out before it was undone, or somebody has changed it since. */
  | 'already_sent'
  | 'nothing_to_undo'
  /** The screen doesn't tell what is meant, or not as we know it: it is from another version of the app. */
  | 'outdated'
  | TooManyInvites;

/** Why an invitation doesn't go to another address; `meant` is what was probably meant by one that looks like a slip. */
export type AddressRefusal = ManageRefusal | EmailProblem | { readonly meant: string };

/** How an open invitation was before it was sent again, as JSON keeps it. */
export interface BeforeSend {
  readonly email: string;
  readonly role: Role;
  readonly sentAt: string;
  /** Where that waited, too, so that it could be undone. */
  readonly heldAt?: string | undefined;
  readonly expiresAt: string;
  readonly message?: string | undefined;
  readonly validDays?: number | undefined;
  readonly toolIds?: readonly ToolId[];
  /** Who had sent it. */
  readonly inviter?: Partial<Inviter> & Pick<Inviter, 'slackUserId' | 'name'>;
}

/** What is answered to somebody who asks for a new invitation. */
export type AskAnswer = 'sent' | 'ignored';

/** Reads from outside which link of an invitation is meant; undefined when that isn't told. */
export function parseGeneration(value: unknown): number | undefined {
  const told = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof told === 'number' && Number.isSafeInteger(told) && told > 0 ? told : undefined;
}

/** How many invitations may be sent in a day, for the first time or again, as configured: more would be a flood. */
export interface InviteLimits {
  readonly perAdmin: number;
  readonly perWorkspace: number;
}

/** A daily limit on invitations that is reached: how many it allows, and for how much longer it lasts. */
export interface DayLimitReached {
  readonly tooMany: 'by_admin' | 'by_workspace';
  readonly perDay: number;
  readonly waitMs: number;
}

/** Which limit on sending invitations is reached, and for how much longer. */
export type TooManyInvites =
  | DayLimitReached
  | { readonly tooMany: 'to_address'; readonly waitMs: number };

const dayMs = 86_400_000;

/** The daily limits as they are counted. The counts of a day stay when the operator sets other limits. */
export function dayLimits({ perAdmin, perWorkspace }: InviteLimits) {
  return {
    by_admin: { name: 'invites_by_admin', max: perAdmin, windowMs: dayMs },
    by_workspace: { name: 'invites_by_workspace', max: perWorkspace, windowMs: dayMs },
  } as const satisfies Record<DayLimitReached['tooMany'], object>;
}

/**
 * What became of an address that somebody invites: a new invitation, perhaps although an earlier one was declined; its
 * open one sent again, with another role perhaps; or nothing more, because the same went out a moment ago.
 */
export type SendKind = 'sent' | 'sent_after_no' | 'sent_again' | 'role_changed' | 'sent_just_now';

/** What an inviter may say and choose for whom they invite. */
export interface InviteDetails {
  /** In words of their own, in plain text. */
  readonly message: string | undefined;
  /** For how many days the link works; as configured when undefined. */
  readonly validDays: OfferedDays | undefined;
  /** The tools for chosen members that they get, beside those that an open invitation gives already. */
  readonly toolIds: readonly ToolId[];
}

/** What was said in an invitation or list of somebody's, as far as this admin may say it: another's words aren't theirs. */
export function wordsOf(
  { slackUserId, message }: { readonly slackUserId: string; readonly message: string | undefined },
  { person }: Pick<Actor, 'person'>,
): string | undefined {
  return slackUserId === person.userId ? message : undefined;
}

/** Nothing said, and as configured. */
export const noDetails: InviteDetails = { message: undefined, validDays: undefined, toolIds: [] };

/** Why an invite link doesn't work. */
type DeadLink =
  | 'unknown'
  | 'accepted'
  | 'expired'
  | 'revoked'
  | 'declined'
  | 'replaced'
  /** It went to another address. */
  | 'moved'
  | 'domain_not_allowed'
  | 'seats_full'
  | 'not_installed';

/** Why somebody with an invite link isn't let in. */
export type JoinRefusal = DeadLink | 'already_member';

/** Whoever sent an invitation. */
export interface Inviter {
  readonly slackUserId: string;
  readonly name: string;
  readonly memberId: MemberId | undefined;
  /** The address of their Slack profile, as far as Slack tells it. */
  readonly address: string | undefined;
}

/** The notices about an invitation, by the names under which deliveries keep them. */
export const inviteEmailNotice = 'invitations.invite_email';
export const inviteDmNotice = 'invitations.invite_dm';
export const linkDmNotice = 'invitations.link_dm';
export const joinedDmNotice = 'invitations.joined_dm';
export const undeliveredDmNotice = 'invitations.undelivered_dm';
export const askAgainEmailNotice = 'invitations.ask_again_email';
export const askAgainDmNotice = 'invitations.ask_again_dm';
export const reminderEmailNotice = 'invitations.reminder_email';
export const reminderDmNotice = 'invitations.reminder_dm';
export const declinedDmNotice = 'invitations.declined_dm';
export const summaryDmNotice = 'invitations.summary_dm';

/** How long it takes until the holder of a dead link may ask once more. */
export const askAgainPauseMs = 24 * 3_600_000;

/** Whether a new invitation would help the holder of a link that doesn't work. */
export function mayAskAgain(state: JoinRefusal): boolean {
  return ['expired', 'revoked', 'declined', 'replaced'].includes(state);
}

/** The personal part of an invite link: 32 bytes as base64url. */
export const inviteTokenLength = 43;

const tenMinutesMs = 600_000;
/** Sign-up forms sent for one invitation, and from one network. */
export const joinByInvitation = { name: 'join', max: 60, windowMs: tenMinutesMs };
export const joinByNetwork = {
  name: 'join_network',
  max: 200,
  windowMs: tenMinutesMs,
  byNetwork: true,
};
/** Unknown links opened from one network; those that work are never refused. */
export const unknownLinks = {
  name: 'unknown_links',
  max: 100,
  windowMs: tenMinutesMs,
  byNetwork: true,
};

/** Words beside addresses that may change what is meant. */
export interface Unclear {
  readonly words: readonly string[];
  /** `unknown`: may be a role or a name; `one_role`: a role for some of them only; `other_act`: no inviting. */
  readonly why: 'unknown' | 'one_role' | 'other_act';
}
