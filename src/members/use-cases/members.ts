import type { Database, Tx } from '../../platform/database/database.ts';
import type { MemberId, WorkspaceId } from '../../shared/ids.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import { isAdmin, type Role, type SlackPerson, type Standing } from '../rules.ts';
import { findAccountsOfPerson, findAvatar, listSlackUsersWithRole } from '../store.ts';

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

/** A member's picture, as WebP. */
export async function avatarOf(
  database: Database,
  workspaceId: WorkspaceId,
  memberId: MemberId,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return await database.run((tx) => findAvatar(tx, workspaceId, memberId));
}
