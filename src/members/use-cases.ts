import type { Database, Tx } from '../platform/database.ts';
import type { MemberId, WorkspaceId } from '../shared/ids.ts';
import type { ListPage, ListPlace } from '../shared/listing.ts';
import { done, type Outcome, refused } from '../shared/outcome.ts';
import type { Workspace } from '../workspaces/rules.ts';
import { holdWorkspace, recordAct } from '../workspaces/use-cases.ts';
import { findMemberPage } from './list-store.ts';
import {
  type Actor,
  actorName,
  isAdmin,
  isLastAdmin,
  type ListedMember,
  type Member,
  type MemberRefusal,
  type Requester,
  type Role,
  roleName,
  type SlackPerson,
} from './rules.ts';
import {
  closeMember,
  countOpenMembers,
  countOtherAdmins,
  findAvatar,
  findMember,
  findMemberOfPerson,
  hasMemberWithAddress,
  listSlackUsersWithRole,
  type NewMember,
  saveMember,
  saveRole,
  saveSlackUser,
} from './store.ts';

/**
 * Who acts: the Slack person together with their account as it is now. Call it inside the transaction
 * that needs the answer, after the workspace is held, so that a demotion can't slip in between.
 */
export async function resolveActor(
  tx: Tx,
  workspace: Workspace,
  person: SlackPerson,
): Promise<Actor> {
  const member = person.isFullMember
    ? await findMemberOfPerson(tx, workspace.id, person)
    : undefined;
  if (member && member.slackUserId === undefined) {
    await saveSlackUser(tx, workspace.id, member.id, person.userId);
  }
  return { person, member, isAdmin: isAdmin(person, workspace, member) };
}

/** The Slack users among the members with a role, longest in the workspace first. */
export async function slackUsersWithRole(
  database: Database,
  workspaceId: WorkspaceId,
  role: Role,
): Promise<string[]> {
  return await database.read((tx) => listSlackUsersWithRole(tx, workspaceId, role));
}

/** Those of the people who don't have an account with the role. */
export async function withoutMembersOfRole(
  database: Database,
  workspaceId: WorkspaceId,
  role: Role,
  people: readonly SlackPerson[],
): Promise<SlackPerson[]> {
  const members = await database.read((tx) =>
    Promise.all(people.map((person) => findMemberOfPerson(tx, workspaceId, person))),
  );
  return people.filter((_, index) => members[index]?.role !== role);
}

/** Whether the canonical address belongs to a member already. */
export async function isMembersAddress(
  tx: Tx,
  workspaceId: WorkspaceId,
  address: string,
): Promise<boolean> {
  return await hasMemberWithAddress(tx, workspaceId, address);
}

/** Adds the person to the workspace; gives the id of their account. */
export async function addMember(tx: Tx, member: NewMember): Promise<MemberId> {
  return await saveMember(tx, member);
}

/** One page of the members whose name or address contains the text, newest first. For admins' eyes. */
export async function listMembers(
  tx: Tx,
  workspaceId: WorkspaceId,
  text: string,
  place: ListPlace,
): Promise<ListPage<ListedMember>> {
  return await findMemberPage(tx, workspaceId, text, place);
}

/** How many Admin members can act from Slack, because it is known who they are there. */
export async function countReachableAdmins(tx: Tx, workspaceId: WorkspaceId): Promise<number> {
  return (await listSlackUsersWithRole(tx, workspaceId, 'admin')).length;
}

/** How many members there are; exact. */
export async function countMembers(tx: Tx, workspaceId: WorkspaceId): Promise<number> {
  return await countOpenMembers(tx, workspaceId);
}

/** What changing and removing members works with. */
export interface MemberDeps {
  readonly database: Database;
  /** What else ends when a member is removed; each runs in the transaction that removes them. */
  readonly endings: readonly ((tx: Tx, member: Member) => Promise<void>)[];
}

type Changed = Outcome<Member, MemberRefusal>;

/** The member as an admin may see them, for asking back before a change. */
export async function memberForAdmin(
  deps: MemberDeps,
  requester: Requester,
  id: MemberId,
): Promise<Changed> {
  return await asAdmin(deps, requester, id, async ({ member }) => done(member));
}

/** Gives a member another role, at once. The last Admin stays one. */
export async function changeRole(
  deps: MemberDeps,
  requester: Requester,
  id: MemberId,
  role: Role,
): Promise<Changed> {
  return await asAdmin(deps, requester, id, async ({ tx, workspace, actor, member }) => {
    if (member.role === role) return done(member);
    const others = await countOtherAdmins(tx, member);
    if (role === 'member' && isLastAdmin(member, others, workspace.settings)) {
      return refused('last_admin');
    }
    await saveRole(tx, member, role);
    await recordAct(tx, member.workspaceId, {
      actor: actorName(actor),
      act: 'role_changed',
      subject: member.displayName,
      detail: { role: roleName(role) },
    });
    return done({ ...member, role });
  });
}

/** Removes a member: the account is closed and all that hangs on it ends, in one transaction. */
export async function removeMember(
  deps: MemberDeps,
  requester: Requester,
  id: MemberId,
): Promise<Changed> {
  return await asAdmin(deps, requester, id, async ({ tx, workspace, actor, member }) => {
    if (actor.member?.id === member.id) return refused('oneself');
    if (isLastAdmin(member, await countOtherAdmins(tx, member), workspace.settings)) {
      return refused('last_admin');
    }
    await closeMember(tx, member);
    for (const end of deps.endings) await end(tx, member);
    await recordAct(tx, member.workspaceId, {
      actor: actorName(actor),
      act: 'member_removed',
      subject: member.displayName,
      detail: { email: member.email },
    });
    return done(member);
  });
}

/** What an admin's act on a member works with; all of it read while the workspace is held. */
interface Scene {
  readonly tx: Tx;
  readonly workspace: Workspace;
  readonly actor: Actor;
  readonly member: Member;
}

async function asAdmin(
  deps: MemberDeps,
  requester: Requester,
  id: MemberId,
  act: (scene: Scene) => Promise<Changed>,
): Promise<Changed> {
  return await deps.database.transaction(async (tx) => {
    // Holding the workspace makes two admins who demote each other come one after the other.
    const workspace = await holdWorkspace(tx, requester.workspace.id);
    const actor = await resolveActor(tx, workspace, requester.person);
    if (!actor.isAdmin) return refused('not_an_admin');
    const member = await findMember(tx, workspace.id, id);
    return member ? await act({ tx, workspace, actor, member }) : refused('gone');
  });
}

/** A member's picture, as WebP. */
export async function avatarOf(
  database: Database,
  workspaceId: WorkspaceId,
  memberId: MemberId,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return await database.read((tx) => findAvatar(tx, workspaceId, memberId));
}
