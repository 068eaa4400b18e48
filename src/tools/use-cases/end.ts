import { saveDeliveries } from '../../delivery/api.ts';
import type { Admin } from '../../members/api.ts';
import type { Member } from '../../members/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import type { ToolId } from '../../shared/ids.ts';
import { deleteEntriesOf } from '../entry-store.ts';
import { signOutNotice } from '../rules.ts';
import { type EndedSignIns, endSignIns, findAdminTools, findShutOut } from '../sign-in-store.ts';

/**
 * Ends all that tools were given about a member, and has those told that can be: part of the transaction in which the
 * account is closed.
 */
export async function endToolsOf(
  tx: Tx,
  { workspaceId, id: memberId }: Pick<Member, 'workspaceId' | 'id'>,
): Promise<void> {
  await deleteEntriesOf(tx, workspaceId, { memberId });
  await signOutOf(tx, { workspaceId, memberId });
}

/** The same at the tools that are for admins, when somebody is none any more. */
export async function endAdminToolsOf(
  tx: Tx,
  { workspaceId, id: memberId }: Pick<Member, 'workspaceId' | 'id'>,
): Promise<void> {
  const toolIds = await findAdminTools(tx, workspaceId);
  if (toolIds.length === 0) return;
  await deleteEntriesOf(tx, workspaceId, { memberId, toolIds });
  await signOutOf(tx, { workspaceId, memberId, toolIds });
}

/** The same at one tool for everybody who may not use it as it is now. */
export async function shutOut({ tx, workspace: { id } }: Admin, toolId: ToolId): Promise<void> {
  for (const memberId of await findShutOut(tx, id, toolId)) {
    await deleteEntriesOf(tx, id, { memberId, toolIds: [toolId] });
    await signOutOf(tx, { workspaceId: id, memberId, toolIds: [toolId] });
  }
}

/** Ends sign-ins, and has the tools told. */
export async function signOutOf(tx: Tx, which: EndedSignIns): Promise<void> {
  const ended = await endSignIns(tx, which);
  if (ended.length === 0) return;
  saveDeliveries(
    tx,
    ended.map(({ id, workspaceId }) => ({
      workspaceId,
      invitationId: undefined,
      channel: 'oidc_logout' as const,
      notice: signOutNotice,
      recipient: id,
    })),
  );
}
