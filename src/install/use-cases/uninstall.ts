import { cancelAllWaiting } from '../../delivery/api.ts';
import type { Delivery, Prepared } from '../../delivery/rules.ts';
import type { Database, Tx } from '../../platform/database/database.ts';
import { after } from '../../shared/clock.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import { findWorkspaceById, findWorkspaceByTeam, saveAuditEntry } from '../../workspaces/api.ts';
import { isAboutEarlier } from '../rules.ts';
import {
  deleteInstallation,
  deleteWorkspace,
  findInstallation,
  listInstalledIds,
  listUninstalledBefore,
  lockInstallation,
  saveUninstalled,
} from '../store.ts';
import { notSentReasons } from '../texts.ts';

/** What uninstalling works with. */
export interface UninstallDeps {
  readonly database: Database;
  /** What else ends for a workspace that the app has left, in the same transaction. */
  readonly onUninstalled: readonly ((tx: Tx, workspaceId: WorkspaceId) => Promise<void>)[];
}

/**
 * Slack says that a team has uninstalled the app, or that its tokens are dead: they are deleted at once, and nothing more
 * is sent. `bots` are those whose tokens are dead, by their users' ids: another app's are none of ours. Often both are
 * said, in any order; twice is the same as once. Gives whether it was about this installation.
 */
export async function uninstall(
  { database, onUninstalled }: UninstallDeps,
  slackTeamId: string,
  { said, bots }: { said: Date; bots?: readonly string[] | undefined },
): Promise<boolean> {
  return await database.transaction(async (tx) => {
    // Held: a team that installs the app anew just now does so before this is judged, or after it was done.
    const installation = await lockInstallation(tx, slackTeamId);
    if (installation && isAboutEarlier(installation.installedAt, said)) return false;
    if (installation && bots && !bots.includes(installation.botUserId)) return false;
    const isNews = await saveUninstalled(tx, slackTeamId);
    const workspace = await findWorkspaceByTeam(tx, slackTeamId);
    if (!workspace) return true;
    await cancelAllWaiting(tx, workspace.id, notSentReasons.uninstalled);
    for (const end of onUninstalled) await end(tx, workspace.id);
    // Slack doesn't say who did it.
    const entry = { actor: '', act: 'app_uninstalled', subject: '', detail: {} } as const;
    if (isNews) saveAuditEntry(tx, workspace.id, entry);
    return true;
  });
}

/** The Slack ids of all teams that have the app. */
export async function installedTeams(database: Database): Promise<string[]> {
  return await database.run(listInstalledIds);
}

type Prepare = (delivery: Delivery) => Promise<Prepared>;

/** The same notices, but none is sent for a team that has uninstalled the app. */
export function whileInstalled(
  database: Database,
  notices: Readonly<Record<string, Prepare>>,
): Record<string, Prepare> {
  const guard =
    (prepare: Prepare): Prepare =>
    async (delivery) => {
      const installation = await database.run(async (tx) => {
        const workspace = await findWorkspaceById(tx, delivery.workspaceId);
        return workspace && (await findInstallation(tx, workspace.slackTeamId));
      });
      return installation?.uninstalledAt
        ? { kind: 'cancel', reason: notSentReasons.uninstalled }
        : await prepare(delivery);
    };
  return Object.fromEntries(
    Object.entries(notices).map(([name, prepare]) => [name, guard(prepare)]),
  );
}

/** Deletes everything of teams that uninstalled the app longer ago than `keepMs`; gives how many. */
export async function purgeUninstalled(database: Database, keepMs: number): Promise<number> {
  const ended = await database.run((tx) => listUninstalledBefore(tx, after(tx.now, -keepMs)));
  for (const slackId of ended) {
    await database.transaction(async (tx) => {
      const held = await lockInstallation(tx, slackId);
      // Installed again at this moment.
      if (!held?.uninstalledAt) return;
      const workspace = await findWorkspaceByTeam(tx, slackId);
      if (workspace) await deleteWorkspace(tx, workspace.id);
      await deleteInstallation(tx, slackId);
    });
  }
  return ended.length;
}
