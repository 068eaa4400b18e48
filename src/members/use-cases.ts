import type { Database, Tx } from '../platform/database.ts';
import type { MemberId, WorkspaceId } from '../shared/ids.ts';
import type { Workspace } from '../workspaces/rules.ts';
import { type Actor, isAdmin, type Member, type Role, type SlackPerson } from './rules.ts';
import {
  findAvatar,
  findMemberByAddress,
  findMemberOfPerson,
  listMembersOf,
  listSlackUsersWithRole,
  type NewMember,
  saveMember,
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
  return { person, member, isAdmin: isAdmin(person, workspace.slackTeamId, member) };
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
  return (await findMemberByAddress(tx, workspaceId, address)) !== undefined;
}

/** Adds the person to the workspace. */
export async function addMember(tx: Tx, member: NewMember): Promise<Member> {
  return await saveMember(tx, member);
}

/** The newest members, at most `limit`, and how many there are in all. */
export async function listMembers(
  tx: Tx,
  workspaceId: WorkspaceId,
  limit: number,
): Promise<{ members: Member[]; total: number }> {
  return await listMembersOf(tx, workspaceId, limit);
}

/** A member's picture, as WebP. */
export async function avatarOf(
  database: Database,
  workspaceId: WorkspaceId,
  memberId: MemberId,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return await database.read((tx) => findAvatar(tx, workspaceId, memberId));
}
