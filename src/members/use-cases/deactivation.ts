import { enqueue } from '../../delivery/enqueue.ts';
import type { Delivery, Prepared } from '../../delivery/rules.ts';
import type { Database, Tx } from '../../platform/database.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import {
  holdWorkspace,
  recordAct,
  workspaceById,
  workspaceOf,
} from '../../workspaces/use-cases.ts';
import { listDeactivatedAdmins, saveDeactivated } from '../deactivation-store.ts';
import { lastAdminDm } from '../notices.tsx';
import { isLastAdmin, lastAdminDmNotice, type Member } from '../rules.ts';
import { closeMember, countOtherAdmins, findMemberOfPerson, saveSlackUser } from '../store.ts';
import type { MemberDeps } from '../use-cases.ts';

/** What Slack says about somebody who may be a member. */
export interface SlackWord {
  readonly slackTeamId: string;
  readonly userId: string;
  /** Canonical e-mail address; undefined when Slack doesn't tell. */
  readonly address: string | undefined;
  readonly isDeactivated: boolean;
}

/** What came of it. */
export type Followed =
  | { readonly did: 'nothing' }
  | { readonly did: 'noted' | 'removed' | 'kept_last_admin'; readonly workspaceId: WorkspaceId };

/**
 * Keeps in step with Slack: notes that a member was deactivated there, or is back. If the team wants that, who
 * was deactivated is removed at once; but never the last Admin.
 */
export async function followSlack(deps: MemberDeps, word: SlackWord): Promise<Followed> {
  return await deps.database.transaction(async (tx) => {
    const team = await workspaceOf(tx, word.slackTeamId);
    if (!team || !(await findMemberOfPerson(tx, team.id, word))) return { did: 'nothing' };
    const workspace = await holdWorkspace(tx, team.id);
    const member = await findMemberOfPerson(tx, workspace.id, word);
    if (!member) return { did: 'nothing' };
    if (!member.slackUserId) await saveSlackUser(tx, workspace.id, member.id, word.userId);
    if (!(await saveDeactivated(tx, member, word.isDeactivated))) return { did: 'nothing' };
    const did = word.isDeactivated ? await follow(tx, deps, workspace, member) : 'noted';
    return { did, workspaceId: workspace.id };
  });
}

async function follow(
  tx: Tx,
  deps: MemberDeps,
  { settings }: Workspace,
  member: Member,
): Promise<'noted' | 'removed' | 'kept_last_admin'> {
  if (!settings.followDeactivations) return 'noted';
  if (isLastAdmin(member, await countOtherAdmins(tx, member), settings)) return 'kept_last_admin';
  await closeMember(tx, member);
  for (const end of deps.endings) await end(tx, member);
  await recordAct(tx, member.workspaceId, {
    actor: 'Slack',
    act: 'member_removed',
    subject: member.displayName,
    detail: { email: member.email },
  });
  return 'removed';
}

/** Tells these Slack users that the last Admin was deactivated, and is still there. */
export async function tellOfLastAdmin(
  database: Database,
  workspaceId: WorkspaceId,
  slackUserIds: readonly string[],
): Promise<void> {
  await database.transaction(async (tx) => {
    for (const recipient of slackUserIds) {
      const about = { workspaceId, invitationId: undefined, recipient };
      await enqueue(tx, { ...about, channel: 'slack_dm', notice: lastAdminDmNotice });
    }
  });
}

/** How the notices about members are written. */
export function memberNotices(
  database: Database,
): Record<string, (delivery: Delivery) => Promise<Prepared>> {
  return {
    async [lastAdminDmNotice]({ workspaceId }) {
      const { workspace, names } = await database.read(async (tx) => ({
        workspace: await workspaceById(tx, workspaceId),
        names: await listDeactivatedAdmins(tx, workspaceId),
      }));
      if (!workspace || names.length === 0) {
        return { kind: 'cancel', reason: 'it was settled meanwhile' };
      }
      const note = lastAdminDm({ names, workspaceName: workspace.name });
      return { kind: 'slack_dm', slackTeamId: workspace.slackTeamId, note };
    },
  };
}
