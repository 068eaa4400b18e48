import { cancelAllWaiting } from '../../delivery/api.ts';
import type { Delivery, Prepared } from '../../delivery/rules.ts';
import type { Database } from '../../platform/database/database.ts';
import { after } from '../../shared/clock.ts';
import { findWorkspaceById } from '../../workspaces/api.ts';
import type { Installation } from '../rules.ts';
import { installationMeant, isAboutEarlier } from '../rules.ts';
import {
  deleteInstallation,
  deleteWorkspace,
  findInstallation,
  findInstallationOfTeam,
  listAbandoned,
  listUninstalledBefore,
  lockInstallation,
  saveUninstalled,
} from '../store.ts';
import { notSentReasons } from '../texts.ts';

/**
 * Slack says that a team (or organisation) has uninstalled the app, or that its tokens are dead: they are
 * deleted at once, and nothing more is sent. Often both are said, in any order; twice is the same as once.
 * `places` are those that can be meant, a team before its organisation; gives which of them it was.
 */
export async function uninstall(
  database: Database,
  places: readonly string[],
  said: Date,
): Promise<string | undefined> {
  return await database.transaction(async (tx) => {
    const found: Installation[] = [];
    for (const place of places) {
      const installation = await findInstallation(tx, place);
      if (installation) found.push(installation);
    }
    const installation = installationMeant(found, said);
    // With a bot token of the configuration there is none that could be ended.
    const slackId = found.length > 0 ? installation?.slackId : places[0];
    if (slackId === undefined) return undefined;
    if (installation && isAboutEarlier(installation.installedAt, said)) return undefined;
    await saveUninstalled(tx, slackId);
    for (const workspaceId of await listAbandoned(tx, slackId)) {
      await cancelAllWaiting(tx, workspaceId, notSentReasons.uninstalled);
    }
    return slackId;
  });
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
        return workspace && (await findInstallationOfTeam(tx, workspace.slackTeamId));
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
      for (const workspaceId of await listAbandoned(tx, slackId)) {
        await deleteWorkspace(tx, workspaceId);
      }
      await deleteInstallation(tx, slackId);
    });
  }
  return ended.length;
}
