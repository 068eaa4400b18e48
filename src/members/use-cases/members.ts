import type { Database, Tx } from '../../platform/database/database.ts';
import type { MemberId, WorkspaceId } from '../../shared/ids.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import type { Admin } from '../admin.ts';
import { isAdmin, type Role, type SlackPerson, type Standing } from '../rules.ts';
import {
  findAccountsOfPerson,
  findAvatar,
  listAdminContacts,
  listSlackUsersWithRole,
  saveSlackUser,
} from '../store.ts';

/** The Slack users among the members with a role, longest in the workspace first. */
export async function slackUsersWithRole(
  database: Database,
  workspaceId: WorkspaceId,
  role: Role,
): Promise<string[]> {
  return await database.run((tx) => listSlackUsersWithRole(tx, workspaceId, role));
}

/** Somebody who may act as an admin, and as what: undefined when by being one in Slack. */
export interface AbleAdmin {
  readonly person: SlackPerson;
  readonly standing: Standing;
}

/**
 * Those of the people who may act as admins of the workspace. Inside a transaction that holds it, they may until
 * the transaction is over.
 */
export async function whoMayAct(
  tx: Tx,
  workspace: Workspace,
  people: readonly SlackPerson[],
): Promise<AbleAdmin[]> {
  const able: AbleAdmin[] = [];
  for (const person of people) {
    const { standing } = await findAccountsOfPerson(tx, workspace.id, person);
    if (isAdmin(person, workspace, standing)) able.push({ person, standing });
  }
  return able;
}

/** Which members these people of the team are; undefined for whoever has no account. Notes who they are in Slack. */
export async function membersAmong(
  { tx, workspace: { id, slackTeamId } }: Admin,
  people: readonly SlackPerson[],
): Promise<{ slackUserId: string; memberId: MemberId | undefined }[]> {
  const found: { slackUserId: string; memberId: MemberId | undefined }[] = [];
  for (const person of people) {
    const { userId: slackUserId, teamId, isFullMember } = person;
    const isOfTeam = isFullMember && teamId === slackTeamId;
    const { member } = isOfTeam
      ? await findAccountsOfPerson(tx, id, person)
      : { member: undefined };
    if (member && !member.slackUserId) await saveSlackUser(tx, id, member.id, slackUserId);
    found.push({ slackUserId, memberId: member?.id });
  }
  return found;
}

/**
 * To whom a message to all admins goes: Slack users, and the addresses of Admin members of whom it isn't known who they
 * are in Slack. `slackAdmins` are Slack's own.
 */
export async function recipientsAmongAdmins(
  database: Database,
  workspace: Workspace,
  slackAdmins: readonly SlackPerson[],
): Promise<string[]> {
  return await database.run(async (tx) => {
    const able = (await whoMayAct(tx, workspace, slackAdmins)).map(({ person }) => person);
    const members = await listAdminContacts(tx, workspace.id);
    const userIds = members.flatMap(({ slackUserId }) => slackUserId ?? []);
    const addresses = members
      .filter(({ slackUserId }) => slackUserId === null)
      .map(({ address }) => address)
      .filter((address) => able.every((person) => person.address !== address));
    return [...new Set([...userIds, ...able.map(({ userId }) => userId), ...addresses])];
  });
}

/** A member's picture, as WebP. */
export async function avatarOf(
  database: Database,
  workspaceId: WorkspaceId,
  memberId: MemberId,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return await database.run((tx) => findAvatar(tx, workspaceId, memberId));
}
