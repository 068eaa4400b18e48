import type { InvitationId, MemberId, WorkspaceId } from '../shared/ids.ts';
import { done, type Outcome, refused } from '../shared/outcome.ts';
import { lengthProblem, type ShapeProblem } from '../shared/password.js';
import { isOverlong } from '../shared/typed-text.ts';
import {
  type AuditAct,
  type AuditEntry,
  type AuditPerson,
  personWithEmail,
} from '../workspaces/audit-rules.ts';
import type { Workspace } from '../workspaces/rules.ts';

/** What a person may do in their workspace. */
export type Role = 'member' | 'admin';

/** Every role, with what people read of it; the one with fewer rights first. */
const roleTexts = {
  member: {
    name: 'Member',
    explanation: 'Can use all features but cannot manage team settings or invite others.',
  },
  admin: {
    name: 'Admin',
    explanation: 'Full access including team settings, user management, and billing.',
  },
} as const satisfies Record<Role, { name: string; explanation: string }>;

export const roles = Object.keys(roleTexts) as readonly Role[];

/** Reads a role from outside (a form, a Slack option); undefined when it is none. */
export function parseRole(value: unknown): Role | undefined {
  return roles.find((role) => role === value);
}

/** The role's name as people see it. */
export function roleName(role: Role): (typeof roleTexts)[Role]['name'] {
  return roleTexts[role].name;
}

/** What the role allows, in one sentence; short enough for a Block Kit option (75 characters). */
export function roleExplanation(role: Role): string {
  return roleTexts[role].explanation;
}

/** A person's account in one workspace. */
export interface Member {
  readonly id: MemberId;
  readonly workspaceId: WorkspaceId;
  readonly email: string;
  readonly displayName: string;
  readonly role: Role;
  readonly slackUserId: string | undefined;
  readonly joinedAt: Date;
}

/** A member with what their password is checked against. */
export interface Account {
  readonly member: Member;
  /** None when they only sign in without one. */
  readonly passwordHash: string | undefined;
}

/** How a member gets in. */
export interface WaysIn {
  readonly hasPassword: boolean;
  /** Whether they have a passkey that works. */
  readonly hasPasskey: boolean;
  /** Since when they sign in with Slack; undefined when they don't. */
  readonly slackLinkedAt: Date | undefined;
}

/** A member as admins see them in the list. */
export interface ListedMember extends Member {
  /** When one of their sessions was last used; undefined when none is open. */
  readonly lastSeenAt: Date | undefined;
  readonly isDeactivatedInSlack: boolean;
  /** The invitation that made them a member. */
  readonly invitationId: InvitationId | undefined;
}

/** A person of a Slack team, as Slack describes them. */
export interface SlackPerson {
  readonly userId: string;
  readonly teamId: string;
  readonly name: string;
  /** Canonical email address; undefined when Slack doesn't tell. */
  readonly address: string | undefined;
  readonly isSlackAdmin: boolean;
  /** A full member of the Slack team: not a guest, not a bot, not deactivated. */
  readonly isFullMember: boolean;
  readonly isDeactivated: boolean;
  readonly isBot: boolean;
  /** Where and how they live, where Slack tells. */
  readonly local?: Local;
}

/** Somebody's language and time zone, such as en-GB and Europe/London. */
export interface Local {
  readonly locale: string | null;
  readonly timeZone: string | null;
}

/** Somebody of whom Slack tells nothing: of no team that we know, so they may do nothing. */
export function strangerWith(userId: string): SlackPerson {
  const may = { isSlackAdmin: false, isFullMember: false, isDeactivated: false, isBot: false };
  return { userId, teamId: '', name: 'Somebody', address: undefined, ...may };
}

/** A member of whom Slack is to be asked whether they are still there. */
export interface DueLook {
  readonly memberId: MemberId;
  readonly workspaceId: WorkspaceId;
  readonly slackTeamId: string;
  /** Null while it isn't known who they are in Slack. */
  readonly slackUserId: string | null;
  readonly address: string;
  /** As Slack said last. */
  readonly isDeactivated: boolean;
  readonly locale: string | null;
  readonly timeZone: string | null;
}

/** How often Slack is asked of each member whether they are still there… */
export const lookAgainMs = 24 * 3_600_000;
/** …and for how long that isn't asked again, though they sign in meanwhile. */
export const lookPauseMs = 10 * 60_000;

/** Who has an address in Slack: only where Slack answered, it is known that nobody has it. */
export interface SlackUserFound {
  readonly answered: boolean;
  readonly userId: string | undefined;
}

/** Who acts from Slack: the person, their account when they have one, and whether they may act as an admin. */
export interface Actor {
  readonly person: SlackPerson;
  readonly member: Member | undefined;
  readonly isAdmin: boolean;
}

/**
 * What a person's accounts in the workspace say of them: the role of the open one, or that theirs was closed by
 * a removal and none was opened since; undefined when they never had one.
 */
export type Standing = Role | 'removed' | undefined;

/** The accounts of a person: the open one, if they have one, and where they stand by all of them. */
export interface AccountsOfPerson {
  readonly member: Member | undefined;
  readonly standing: Standing;
}

/** What the accounts say that a Slack user has, or whose address theirs is. Closed ones say only that there was one. */
export function accountsOf(
  accounts: readonly { readonly member: Member; readonly isOpen: boolean }[],
  slackUserId: string,
): AccountsOfPerson {
  const open = accounts.filter(({ isOpen }) => isOpen);
  const own = open.find(({ member }) => member.slackUserId === slackUserId) ?? open[0];
  if (own) return { member: own.member, standing: own.member.role };
  return { member: undefined, standing: accounts.length > 0 ? 'removed' : undefined };
}

/**
 * Whether a person may act as an admin of the workspace: a member with role Admin, or (unless the team
 * switched that off) a Slack owner or admin, or whoever installed the app. Whom an admin demoted or removed is
 * no admin by being one in Slack, until an admin lets them in again as one. Guests, bots and people of other
 * teams never are.
 */
export function isAdmin(
  person: SlackPerson,
  workspace: Pick<Workspace, 'slackTeamId' | 'settings' | 'installerSlackUser'>,
  standing: Standing,
): boolean {
  if (!person.isFullMember || person.teamId !== workspace.slackTeamId) return false;
  if (standing !== undefined) return standing === 'admin';
  const isOfThem = person.isSlackAdmin || person.userId === workspace.installerSlackUser;
  return isOfThem && workspace.settings.slackAdminsAreAdmins;
}

/** Whether somebody has an account in the workspace, with which they may ask for what only admins may do. */
export function isPlainMember(
  { person, member }: Pick<Actor, 'person' | 'member'>,
  { slackTeamId }: Pick<Workspace, 'slackTeamId'>,
): boolean {
  return person.isFullMember && person.teamId === slackTeamId && member?.role === 'member';
}

/** Who sent a request of Slack's, and to which workspace. Says nothing about what they may do. */
export interface Requester {
  readonly workspace: Workspace;
  readonly person: SlackPerson;
}

/** With the accounts that they had when the request came: for showing, not for deciding. */
export interface IdentifiedRequester extends Requester {
  readonly accounts: AccountsOfPerson;
  /** Whether there are tools for chosen members, which can be given to somebody. */
  readonly hasToolsToGive: boolean;
}

declare const asksAsAdmin: unique symbol;

/** A requester of what only admins may have, made by the guards of a registration. Whether they are one is to be seen. */
export interface AdminRequester extends IdentifiedRequester {
  readonly [asksAsAdmin]: true;
}

/** Wants to change something or see a link: if they may, Slack was asked about them for this very request. */
export interface ActingRequester extends AdminRequester {
  /** Names the request, so that one that comes again changes nothing. */
  readonly requestKey: string;
}

/** Why a member wasn't changed or removed. */
export type MemberRefusal = 'not_an_admin' | 'gone' | 'last_admin' | 'oneself' | 'slack_silent';

/** What somebody loses: their account, or only the role Admin. */
export type Loss = 'account' | 'admin_role';

/** Whose it is. Their Slack user may have done things before they had an account. */
export type Leaver = Pick<Member, 'workspaceId' | 'slackUserId'> & {
  /** Undefined when they have no account. */
  readonly id: MemberId | undefined;
};

/** Somebody who has left, as whom features know them when they delete what they have of them. */
export interface Erased extends Pick<Member, 'workspaceId' | 'id' | 'slackUserId' | 'email'> {
  /** The canonical one. */
  readonly address: string;
}

/** How whoever has left is called where there has to be a name. */
export const formerMemberName = 'Former member';

/** What ends with it: invitations that they sent, and invite links that they were shown. */
export interface Ended {
  readonly revokedInvitations: number;
  readonly replacedLinks: number;
}

export const nothingEnded: Ended = { revokedInvitations: 0, replacedLinks: 0 };

/** Who is written to where all admins are to know something. */
export interface AdminsToTell {
  /** Slack users, and addresses of members of whom it isn't known who they are there. */
  readonly recipients: readonly string[];
  /** Slack can't list its own admins at the moment, and is asked again in so long; undefined when nobody is missing. */
  readonly moreInMs: number | undefined;
}

/** A DM to Slack's admins: the last Admin was deactivated in Slack. */
export const lastAdminDmNotice = 'members.last_admin_dm';

/** How an actor is named to others. */
export function actorName(actor: Actor): string {
  return actor.member?.displayName ?? actor.person.name;
}

/** As whom an actor stands in the record: by their address, and as a Slack user while they have no account. */
export function auditPeopleOf({ member, person }: Actor): AuditPerson[] {
  return member
    ? personWithEmail(member.email)
    : [{ kind: 'slack_user', person: person.userId }, ...personWithEmail(person.address)];
}

/** What the record says of something that a member did with their own account. */
export function ownEntry(
  { displayName, email }: Pick<Member, 'displayName' | 'email'>,
  act: AuditAct,
  detail: AuditEntry['detail'] = {},
): AuditEntry {
  return { actor: displayName, act, subject: email, detail };
}

/**
 * Reads a password as NIST SP 800-63B-4 has it: any characters that can be typed, no rules of composition, counted
 * in characters, NFKC so that it can be typed on another keyboard. Gives what is to be hashed.
 */
export function parsePassword(typed: string, minLength: number): Outcome<string, ShapeProblem> {
  if (isOverlong(typed)) return refused('too_long');
  // Nobody could type these again, and nobody sees them.
  if (/[\v\u0085]/.test(typed)) return refused('line_break');
  if (/(?![\t\n\r])\p{Cc}/u.test(typed)) return refused('control_character');
  const password = typed.normalize('NFKC');
  const problem = lengthProblem(password, minLength);
  return problem ? refused(problem) : done(password);
}

/**
 * Called after something that admins see has changed, so that it can be shown anew: first to the Slack user who did it,
 * unless they have seen it already.
 */
export type Changed = (workspaceId: WorkspaceId, bySlackUser?: string) => void;
