import type { Tx } from '../../platform/database/database.ts';
import { answerOnce, findSeen } from '../../platform/database/seen-requests.ts';
import type { AuditEntryId, MemberId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { newEntryId } from '../../workspaces/api.ts';
import type { NewAuditEntry } from '../../workspaces/audit-rules.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import { type Admin, type AdminDeps, admit, asAdmin } from '../admin.ts';
import {
  type ActingRequester,
  type AdminRequester,
  type Ended,
  type Leaver,
  type Loss,
  type Member,
  type MemberRefusal,
  nothingEnded,
  type Role,
  roleName,
  type SlackPerson,
  type SlackUserFound,
} from '../rules.ts';
import { closeMember, findMember, listAdminNames, saveRole, saveSlackUser } from '../store.ts';
import { whoMayAct } from './members.ts';

/** What of the invitations hangs on somebody's rights. */
export interface InvitationsOfLeavers {
  /** What would end; changes nothing. */
  foresee(tx: Tx, leaver: Leaver, loss: Loss): Promise<Ended>;
  /** Ends it, inside the transaction that takes the rights. */
  end(tx: Tx, workspace: Workspace, leaver: Leaver, loss: Loss): Promise<Ended>;
  /** Ends it for all who were admins by Slack alone, in the transaction in which those stop counting. */
  endOfSlackAdmins(tx: Tx, workspace: Workspace): Promise<Ended>;
}

/**
 * Ends something of somebody's. Gives how many browsers were signed out, if that is what it does; whatever else came of it
 * hangs on the entry of the record that will say so.
 */
type Ending = (
  tx: Tx,
  member: Member,
  entryId: AuditEntryId,
) => Promise<{ readonly sessions?: number }>;

/** What changing and removing members works with. */
export interface MemberDeps extends AdminDeps {
  /** What else ends when an account is closed; each runs in the transaction that closes it. */
  readonly onAccountClosed: readonly Ending[];
  /** The same when a member is signed out everywhere, and stays one. */
  readonly onSignedOut: readonly Ending[];
  /** The same when a member is no Admin any more. */
  readonly onAdminRoleLost: readonly Ending[];
  readonly invitationsOfLeavers: InvitationsOfLeavers;
}

/** A member who was changed or removed, and what ended with it. */
interface Managed extends Ended {
  readonly member: Member;
  /** The entry that says so in the record, with the receipt; undefined when nothing was done. */
  readonly entryId: AuditEntryId | undefined;
}

type Done = Outcome<Managed, MemberRefusal>;

/** What an admin should know before they take a member's rights. */
export interface Consequences {
  readonly member: Member;
  readonly isOneself: boolean;
  readonly whenRemoved: Ended;
  readonly whenDemoted: Ended;
  /** The names of the other Admin members. */
  readonly otherAdmins: readonly string[];
  /** Who they are in Slack; unless it is known, neither is what they did there before they joined. */
  readonly inSlack: SlackUserFound;
}

/** What is asked from Slack before somebody's rights change; not while the workspace is held, as Slack may be slow. */
export interface AskSlack {
  /** The Slack user with this address. */
  userWithAddress(email: string): Promise<SlackUserFound>;
  /** People of whom one may act as an admin beside this one. */
  otherAdmins(exceptSlackUser: string): Promise<readonly SlackPerson[]>;
}

/** A member as an admin may see them, and what would come of changing them; changes nothing. */
export async function consequencesFor(
  deps: MemberDeps,
  requester: AdminRequester,
  id: MemberId,
  slack: Pick<AskSlack, 'userWithAddress'>,
): Promise<Outcome<Consequences, MemberRefusal>> {
  const before = await lookAhead(deps, requester, id);
  const found = before && (await slackUserOf(before.member, slack));
  return await withMember(deps, requester, id, async ({ admin, member }) => {
    const { tx, workspace, actor } = admin;
    const { foresee } = deps.invitationsOfLeavers;
    const slackUserId = member.slackUserId ?? found?.userId;
    const leaver = { ...member, slackUserId };
    return done({
      member,
      isOneself: actor.member?.id === member.id,
      whenRemoved: await foresee(tx, leaver, 'account'),
      whenDemoted: member.role === 'admin' ? await foresee(tx, leaver, 'admin_role') : nothingEnded,
      otherAdmins: await listAdminNames(tx, workspace.id, member.id),
      inSlack: { answered: found?.answered ?? false, userId: slackUserId },
    });
  });
}

/**
 * Gives a member another role, at once. Only who steps down themselves may leave nobody who can act as an admin:
 * after any other change whoever made it is left.
 */
export async function changeRole(
  deps: MemberDeps,
  requester: ActingRequester,
  id: MemberId,
  role: Role,
  slack: AskSlack,
): Promise<Done> {
  const before = role === 'admin' ? undefined : await lookAhead(deps, requester, id);
  const others = before?.isOneself ? await slack.otherAdmins(requester.person.userId) : [];
  const found = before && (await slackUserOf(before.member, slack));
  if (found && !found.answered) return refused('slack_silent');
  return await withMember(deps, requester, id, (target) =>
    onceOnly(target, requester, `role ${role}`, nothingDone(target), async () => {
      const { admin, member } = target;
      const { tx, workspace, actor } = admin;
      if (member.role === role) return done(nothingDone(target));
      const stepsDown = actor.member?.id === member.id;
      if (stepsDown && (await whoMayAct(tx, workspace, others)).length === 0) {
        return refused('last_admin');
      }
      await saveRole(tx, member, role);
      const entryId = newEntryId();
      if (role !== 'admin') await endEach(tx, deps.onAdminRoleLost, member, entryId);
      const ended =
        role === 'admin'
          ? nothingEnded
          : await deps.invitationsOfLeavers.end(
              tx,
              workspace,
              await withSlackUser(tx, member, found?.userId),
              'admin_role',
            );
      admin.record({
        id: entryId,
        act: 'role_changed',
        subject: member.displayName,
        detail: {
          role: roleName(role),
          was: roleName(member.role),
          email: member.email,
          ...counted(ended),
        },
      });
      return done({ member: { ...member, role }, entryId, ...ended });
    }),
  );
}

/**
 * Removes a member: the account is closed and all that hangs on it ends, in one transaction. Refused while Slack
 * doesn't answer who they are there: their invitations from before they had an account would live on.
 */
export async function removeMember(
  deps: MemberDeps,
  requester: ActingRequester,
  id: MemberId,
  slack: AskSlack,
): Promise<Done> {
  const before = await lookAhead(deps, requester, id);
  const found = before && (await slackUserOf(before.member, slack));
  if (found && !found.answered) return refused('slack_silent');
  return await withMember(deps, requester, id, (target) =>
    onceOnly(target, requester, 'remove', nothingDone(target), async () => {
      const { admin, member } = target;
      const { tx, workspace, actor } = admin;
      if (actor.member?.id === member.id) return refused('oneself');
      const leaving = await withSlackUser(tx, member, found?.userId);
      const removed = await close(tx, deps, workspace, leaving);
      admin.record(removalEntry(removed));
      return done(removed);
    }),
  );
}

/** The member as they are before the change, for knowing what to ask from Slack; nothing is decided by it. */
async function lookAhead(
  deps: MemberDeps,
  requester: AdminRequester,
  id: MemberId,
): Promise<{ member: Member; isOneself: boolean } | undefined> {
  return await deps.database.run(async (tx) => {
    const member = await findMember(tx, requester.workspace.id, id);
    if (!member) return undefined;
    const { actor, reader } = await admit(tx, requester);
    return reader && { member, isOneself: actor.member?.id === member.id };
  });
}

/** Who the member is in Slack: what they sent and saw there before they had an account is known by that only. */
export async function slackUserOf(
  { slackUserId, email }: Member,
  slack: Pick<AskSlack, 'userWithAddress'>,
): Promise<SlackUserFound> {
  return slackUserId === undefined
    ? await slack.userWithAddress(email)
    : { answered: true, userId: slackUserId };
}

/** The member, from now on known as this Slack user if nobody was known for them. */
export async function withSlackUser(
  tx: Tx,
  member: Member,
  slackUserId: string | undefined,
): Promise<Member> {
  if (member.slackUserId !== undefined || slackUserId === undefined) return member;
  await saveSlackUser(tx, member.workspaceId, member.id, slackUserId);
  return { ...member, slackUserId };
}

/** Closes an account with all that hangs on it, once it is decided; the workspace must be held. */
export async function close(
  tx: Tx,
  deps: MemberDeps,
  workspace: Workspace,
  member: Member,
): Promise<Closed> {
  const entryId = newEntryId();
  await closeMember(tx, member);
  const sessions = await endEach(tx, deps.onAccountClosed, member, entryId);
  const ended = await deps.invitationsOfLeavers.end(tx, workspace, member, 'account');
  return { member, entryId, sessions, ...ended };
}

/** Ends each of these; gives how many browsers were signed out by it. */
export async function endEach(
  tx: Tx,
  endings: readonly Ending[],
  member: Member,
  entryId: AuditEntryId,
): Promise<number> {
  let sessions = 0;
  for (const end of endings) sessions += (await end(tx, member, entryId)).sessions ?? 0;
  return sessions;
}

/** An account that was closed, with how many browsers were signed out by it. */
export interface Closed extends Managed {
  readonly entryId: AuditEntryId;
  readonly sessions: number;
}

/** What the record says of it. */
export function removalEntry(closed: Closed): Omit<NewAuditEntry, 'actor'> {
  const { entryId: id, member } = closed;
  const detail = { email: member.email, ...closedDetail(closed) };
  return { id, act: 'member_removed', subject: member.displayName, detail };
}

/** What ended with an account, for the record. */
export function closedDetail(closed: Closed): Record<string, string> {
  return { ...counted(closed), sessions: String(closed.sessions) };
}

/** For the record; what is nothing is left out. */
export function counted({ revokedInvitations, replacedLinks }: Ended): Record<string, string> {
  return {
    ...(revokedInvitations > 0 && { revokedInvitations: String(revokedInvitations) }),
    ...(replacedLinks > 0 && { replacedLinks: String(replacedLinks) }),
  };
}

/** What an admin's act on a member works with; all of it read while the workspace is held. */
interface Target {
  readonly admin: Admin;
  readonly member: Member;
}

const nothingDone = ({ member }: Target): Managed => ({
  member,
  entryId: undefined,
  ...nothingEnded,
});

/** Does it once for each request of Slack's: one that comes again does nothing, and is answered with `again`. */
export async function onceOnly<T extends object, Refusal>(
  { admin: { tx, workspace }, member }: Target,
  { requestKey }: ActingRequester,
  act: string,
  again: T,
  change: () => Promise<Outcome<T, Refusal>>,
): Promise<Outcome<T, Refusal>> {
  const key = `${requestKey} ${act} ${member.id}`;
  const seen = await findSeen(tx, workspace.id, key);
  return await answerOnce(tx, workspace.id, { key, seen }, change, again);
}

/** Does something with a member for an admin; refuses everybody else. */
export async function withMember<T>(
  deps: MemberDeps,
  requester: AdminRequester,
  id: MemberId,
  act: (target: Target) => Promise<Outcome<T, MemberRefusal>>,
): Promise<Outcome<T, MemberRefusal>> {
  return await asAdmin<T, MemberRefusal>(deps, requester, async (admin) => {
    const member = await findMember(admin.tx, admin.workspace.id, id);
    return member ? await act({ admin, member }) : refused('gone');
  });
}
