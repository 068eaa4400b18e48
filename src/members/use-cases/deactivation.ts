import { enqueue } from '../../delivery/api.ts';
import type { Delivery, Prepared } from '../../delivery/rules.ts';
import type { Database, Tx } from '../../platform/database/database.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import {
  findWorkspaceById,
  findWorkspaceByTeam,
  inWorkspace,
  saveAuditEntry,
} from '../../workspaces/api.ts';
import { personWithEmail } from '../../workspaces/audit-rules.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import { listDeactivatedAdmins, saveDeactivated } from '../deactivation-store.ts';
import { lastAdminDm } from '../notices.tsx';
import { lastAdminDmNotice, type Member, type SlackPerson } from '../rules.ts';
import {
  type AccountsRow,
  findAccountsOfPerson,
  readAccounts,
  saveSlackUser,
  selectAccounts,
} from '../store.ts';
import { settledReason } from '../texts.ts';
import { close, counted, type MemberDeps, removalEntry } from './manage.ts';
import { whoMayAct } from './members.ts';

/** What Slack says about somebody who may be a member. */
export interface SlackStatus {
  readonly slackTeamId: string;
  readonly userId: string;
  /** Canonical email address; undefined when Slack doesn't tell. */
  readonly address: string | undefined;
  readonly isDeactivated: boolean;
  /** How they are called there. */
  readonly name: string;
}

/** What came of it. */
export type StatusChange =
  | { readonly did: 'nothing' }
  | { readonly did: 'noted' | 'removed' | 'kept_last_admin'; readonly workspaceId: WorkspaceId };

/** Finds people of whom one may act as an admin of the workspace beside the one who is deactivated. */
export type FindOthers = (workspace: Workspace) => Promise<readonly SlackPerson[]>;

/**
 * Keeps in step with Slack: notes that a member was deactivated there, or is back. If the team wants that, who
 * was deactivated is removed at once, unless nobody could act as an admin then; of somebody without an account the
 * invitations end that they sent as a Slack admin.
 */
export async function followSlack(
  deps: MemberDeps,
  word: SlackStatus,
  findOthers: FindOthers,
): Promise<StatusChange> {
  const leaving = await deps.database.run(async (tx) => {
    const team = await findWorkspaceByTeam(tx, word.slackTeamId);
    return team && { team, ...(await findAccountsOfPerson(tx, team.id, word)) };
  });
  if (!leaving) return { did: 'nothing' };
  const { team, member, standing } = leaving;
  const isFollowed = word.isDeactivated && team.settings.followDeactivations;
  if (!member && !isFollowed) return { did: 'nothing' };
  // Asked before the workspace is held: Slack may be slow.
  const others = isFollowed && standing === 'admin' ? await findOthers(team) : [];
  const followed = await inWorkspace<StatusChange, AccountsRow>(
    deps.database,
    team.id,
    async (tx, workspace, [row]) => {
      const now = readAccounts(row?.accounts ?? null, workspace.id, word.userId);
      if (!now.member) return await endWithoutAccount(tx, deps, workspace, word);
      const known = { ...now.member, slackUserId: now.member.slackUserId ?? word.userId };
      if (!now.member.slackUserId) await saveSlackUser(tx, workspace.id, known.id, word.userId);
      if (!(await saveDeactivated(tx, known, word.isDeactivated))) return { did: 'nothing' };
      const did = word.isDeactivated ? await follow(tx, deps, workspace, known, others) : 'noted';
      if (did !== 'removed') noteStatus(tx, known, word.isDeactivated);
      return { did, workspaceId: workspace.id };
    },
    selectAccounts(team.id, word),
  );
  if (followed.did !== 'nothing') deps.changed(followed.workspaceId);
  return followed;
}

async function follow(
  tx: Tx,
  deps: MemberDeps,
  workspace: Workspace,
  member: Member,
  others: readonly SlackPerson[],
): Promise<'noted' | 'removed' | 'kept_last_admin'> {
  if (!workspace.settings.followDeactivations) return 'noted';
  const isNeeded = member.role === 'admin' && (await whoMayAct(tx, workspace, others)).length === 0;
  if (isNeeded) return 'kept_last_admin';
  const { detail, ...entry } = removalEntry(await close(tx, deps, workspace, member));
  const why = { ...detail, why: 'deactivated' };
  saveAuditEntry(tx, workspace.id, { ...entry, detail: why, actor: 'Slack' });
  return 'removed';
}

/** Puts into the record that somebody who stays a member was deactivated in Slack, or is back. */
function noteStatus(
  tx: Tx,
  { workspaceId, displayName, email }: Member,
  isDeactivated: boolean,
): void {
  saveAuditEntry(tx, workspaceId, {
    actor: 'Slack',
    act: isDeactivated ? 'member_deactivated' : 'member_reactivated',
    subject: displayName,
    detail: { email },
  });
}

/** Whoever was only an admin in Slack has no account to close, but may have sent invitations and seen links. */
async function endWithoutAccount(
  tx: Tx,
  deps: MemberDeps,
  workspace: Workspace,
  { userId, address, isDeactivated, name }: SlackStatus,
): Promise<StatusChange> {
  if (!isDeactivated || !workspace.settings.followDeactivations) return { did: 'nothing' };
  const leaver = { workspaceId: workspace.id, id: undefined, slackUserId: userId };
  const ended = await deps.invitationsOfLeavers.end(tx, workspace, leaver, 'account');
  if (ended.revokedInvitations + ended.replacedLinks === 0) return { did: 'nothing' };
  saveAuditEntry(tx, workspace.id, {
    actor: 'Slack',
    act: 'invitations_ended',
    subject: name,
    detail: counted(ended),
    by: [{ kind: 'slack_user', person: userId }, ...personWithEmail(address)],
  });
  return { did: 'noted', workspaceId: workspace.id };
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
      enqueue(tx, { ...about, channel: 'slack_dm', notice: lastAdminDmNotice });
    }
  });
}

/** How the notices about members are written. */
export function memberNotices(
  database: Database,
): Record<string, (delivery: Delivery) => Promise<Prepared>> {
  return {
    async [lastAdminDmNotice]({ workspaceId }) {
      const { workspace, names } = await database.run(async (tx) => ({
        workspace: await findWorkspaceById(tx, workspaceId),
        names: await listDeactivatedAdmins(tx, workspaceId),
      }));
      if (!workspace || names.length === 0) {
        return { kind: 'cancel', reason: settledReason };
      }
      const note = lastAdminDm({ names, workspaceName: workspace.name });
      return { kind: 'slack_dm', slackTeamId: workspace.slackTeamId, note };
    },
  };
}
