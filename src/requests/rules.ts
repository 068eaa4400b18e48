import {
  type AddressStanding,
  type Invitation,
  invitationStatus,
  type PlainInviteRefusal,
} from '../invitations/rules.ts';
import { undoableUntil } from '../invitations/sent-rules.ts';
import { type Actor, isPlainMember, type Role } from '../members/rules.ts';
import type { MemberId, RequestId, WorkspaceId } from '../shared/ids.ts';
import type { EmailProblem } from '../shared/plain-address.ts';
import { isDomainAllowed, type Workspace, type WorkspaceSettings } from '../workspaces/rules.ts';

type RequestState = 'open' | 'approved' | 'denied' | 'closed';

/** Why a request was closed without anybody having decided. */
export const closedReasons = [
  'no_decision',
  'already_member',
  'already_invited',
  'askers_gone',
] as const;
export type ClosedReason = (typeof closedReasons)[number];

/** A member's wish that somebody be invited. */
export interface Request {
  readonly id: RequestId;
  readonly workspaceId: WorkspaceId;
  readonly email: string;
  readonly address: string;
  readonly state: RequestState;
  /** Denied: what the admin says. Closed: why. */
  readonly reason: string | undefined;
  readonly createdAt: Date;
  readonly toldAt: Date | undefined;
  readonly remindedAt: Date | undefined;
  /** The app couldn't write to the channel, so all admins are told. */
  readonly isToAdmins: boolean;
  readonly decidedAt: Date | undefined;
  /** Who decided, by their name as it was then. */
  readonly decidedBy: string | undefined;
  /** Approved: with which role they were invited; unknown of those that were approved by versions before. */
  readonly approvedRole: Role | undefined;
}

/** How a request ended. */
export type Ending = Pick<Request, 'state' | 'reason' | 'decidedBy' | 'approvedRole'>;

/** Somebody who asked, with how many people they have had invited by other requests. */
export interface Asker {
  readonly memberId: MemberId;
  readonly slackUserId: string;
  readonly name: string;
  readonly why: string | undefined;
  /** No member any more. */
  readonly isGone: boolean;
  readonly invitedBefore: number;
}

/** A request with whoever asked, those who asked first in front. */
export interface AskedRequest {
  readonly request: Request;
  readonly askers: readonly Asker[];
}

/** How many requests are open. */
export interface OpenRequests {
  readonly all: number;
  /** Those for people who have no invitation that needs an admin, so that nobody counts twice. */
  readonly alone: number;
}

/** What came of asking. */
export type AskKind =
  /** Admins are told. */
  | 'asked'
  /** Somebody else had asked for the same: both hear what is decided. */
  | 'joined'
  /** They had asked themselves. */
  | 'asked_before'
  /** The team's settings approve the domain. */
  | 'invited';

export type AskRefusal =
  | 'not_a_member'
  | 'requests_off'
  | 'already_member'
  | 'already_invited'
  | 'domain_not_allowed'
  | 'too_many_open'
  | { readonly tooOftenMs: number }
  | EmailProblem;

/** Why a request wasn't decided as somebody wanted. */
export type DecideRefusal =
  | 'not_an_admin'
  | 'gone'
  /** Whoever decided first. */
  | { readonly decided: Ending }
  /** It can't be carried out; it stays open. */
  | Exclude<PlainInviteRefusal, 'already_member'>;

/** Somebody may have so many requests open, and ask so often. */
export const maxOpen = 10;
export const asksByMember = { name: 'requests_by_member', max: 5, windowMs: 3_600_000 };

/** Whether somebody may ask that others be invited: who may do it themselves needn't, and guests can't. */
export function mayAsk(
  workspace: Pick<Workspace, 'slackTeamId' | 'settings'>,
  actor: Pick<Actor, 'person' | 'member'>,
): boolean {
  return workspace.settings.requests.to !== 'off' && isPlainMember(actor, workspace);
}

/** Whether there is no way back for whoever sent a working invitation, but to revoke it. */
function isInvited(open: Invitation, now: Date): boolean {
  return invitationStatus(open, now) === 'pending' && !undoableUntil(open, now);
}

/** Why an address can't be asked for, whoever asks. */
export function askRefusal(
  address: string,
  { open, isMember }: AddressStanding,
  settings: WorkspaceSettings,
  now: Date,
): 'requests_off' | 'already_member' | 'already_invited' | 'domain_not_allowed' | undefined {
  if (settings.requests.to === 'off') return 'requests_off';
  if (isMember) return 'already_member';
  if (open && isInvited(open, now)) return 'already_invited';
  return isDomainAllowed(settings, address) ? undefined : 'domain_not_allowed';
}

/** Why there is nothing left to decide about a request; undefined when there is. */
export function closedBy(
  { open, isMember }: AddressStanding,
  askers: readonly Pick<Asker, 'isGone'>[],
  now: Date,
): ClosedReason | undefined {
  if (isMember) return 'already_member';
  if (open && isInvited(open, now)) return 'already_invited';
  return askers.every(({ isGone }) => isGone) ? 'askers_gone' : undefined;
}

const dayMs = 24 * 3_600_000;
/** Admins are reminded once after this long… */
const remindAfterMs = 2 * dayMs;
/** …and after this long nobody will decide any more. */
const closeAfterMs = 14 * dayMs;
/** Requests are kept for so long after they were decided, as what was done is. */
export const decidedKeptMs = 365 * dayMs;

/** What is to be done about an open request by itself, without anybody pressing anything. */
export type Step = 'tell' | 'remind' | 'close';

/** Which step is due at a moment, and when the next one is; the end comes before anything that was missed. */
export function nextStep(
  request: Pick<Request, 'createdAt' | 'toldAt' | 'remindedAt'>,
  now: Date,
): { readonly step: Step | undefined; readonly nextAt: Date } {
  const since = (ms: number) => new Date(request.createdAt.getTime() + ms);
  const [remindAt, closeAt] = [since(remindAfterMs), since(closeAfterMs)];
  if (now >= closeAt) return { step: 'close', nextAt: closeAt };
  const isOfLate = request.remindedAt !== undefined || now >= remindAt;
  if (!request.toldAt) return { step: 'tell', nextAt: isOfLate ? closeAt : remindAt };
  if (request.remindedAt) return { step: undefined, nextAt: closeAt };
  return now >= remindAt
    ? { step: 'remind', nextAt: closeAt }
    : { step: undefined, nextAt: remindAt };
}

/** The notices about requests, by the names under which deliveries keep them. */
export const askedDmNotice = 'requests.asked_dm';
export const reminderDmNotice = 'requests.reminder_dm';
export const copyEditNotice = 'requests.copy_edit';
export const answeredDmNotice = 'requests.answered_dm';
