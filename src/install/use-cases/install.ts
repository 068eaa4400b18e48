import { enqueue } from '../../delivery/api.ts';
import type { Delivery, Prepared } from '../../delivery/rules.ts';
import type { Secrets } from '../../platform/crypto/secrets.ts';
import type { Database, Tx } from '../../platform/database/database.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { after } from '../../shared/clock.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import type { SlackGrant, SlackTokens } from '../../shared/slack-grant.ts';
import {
  findWorkspaceById,
  findWorkspaceByTeam,
  saveAuditEntry,
  saveSlackDomain,
  saveWorkspace,
} from '../../workspaces/api.ts';
import { parseSlackDomain } from '../../workspaces/rules.ts';
import { welcomeDm } from '../notices.tsx';
import { type Installation, type InstallTeams, mayInstall, welcomeDmNotice } from '../rules.ts';
import {
  hasOthersThan,
  holdFirstPlace,
  type KeptTokens,
  listTeamsBesides,
  lockInstallation,
  saveInstallation,
} from '../store.ts';
import { notSentReasons } from '../texts.ts';

/** What installing works with. */
export interface InstallDeps {
  readonly database: Database;
  readonly secrets: Secrets;
  /** The name of the app's command. */
  readonly command: string;
}

/** What the installation of a team that may not be let in works with, besides. */
export interface LetInDeps extends InstallDeps {
  readonly log: Logger;
  readonly installTeams: InstallTeams;
  /** Removes the app from the team whose token it is. */
  readonly uninstall: (botToken: string) => Promise<void>;
}

/**
 * Keeps what a team gave the app. A team that is new, or comes back, has its workspace at once,
 * and the installer is told what to do next. Only a new workspace takes its first admin from it: whoever may
 * install the app again doesn't become admin of what is there. Of a team that isn't let in nothing is kept, and the
 * app doesn't stay in its Slack.
 */
export async function install(
  deps: LetInDeps,
  grant: SlackGrant,
): Promise<Outcome<undefined, 'other_team'>> {
  const isLetIn = await deps.database.transaction(async (tx) => await letIn(tx, deps, grant), {
    queue: firstPlace,
  });
  if (isLetIn) return done(undefined);
  deps.log.warn(
    { team: grant.slackId },
    'a team that INSTALL_TEAMS does not let in tried to install the app: nothing of it was kept',
  );
  await removeFrom(deps, grant);
  return refused('other_team');
}

/** Those who want to be first wait here rather than in the database. */
const firstPlace = 'first_installation';

async function letIn(
  tx: Tx,
  { installTeams, secrets }: LetInDeps,
  grant: SlackGrant,
): Promise<boolean> {
  const { slackId } = grant;
  if (installTeams === 'first') await holdFirstPlace(tx);
  // Held, so that of two who come back at once only one is welcomed.
  const before = await lockInstallation(tx, slackId);
  const isKnown = before !== undefined;
  const hasOthers = installTeams === 'first' && !isKnown && (await hasOthersThan(tx, slackId));
  const isInstalled = before?.sealedTokens !== undefined;
  if (!mayInstall(installTeams, slackId, { isKnown, isInstalled, hasOthers })) return false;
  await saveInstallation(tx, grant, sealTokens(secrets, slackId, grant.tokens, tx.now));
  await settle(tx, grant, before);
  return true;
}

/** Tells the operator which teams have the app though others are named: whoever has it is kept on. */
export async function warnOfUnnamed({
  database,
  log,
  installTeams,
}: Pick<LetInDeps, 'database' | 'log' | 'installTeams'>): Promise<void> {
  const teams = await unnamedTeams(database, installTeams);
  if (teams.length === 0) return;
  log.warn(
    { teams },
    'teams that INSTALL_TEAMS does not name have the app, and are kept on: remove it in their Slack to end that',
  );
}

const maxNamed = 5;

/** The teams that have the app though the operator names others; five at most. */
export async function unnamedTeams(
  database: Database,
  installTeams: InstallTeams,
): Promise<string[]> {
  if (typeof installTeams === 'string') return [];
  return await database.run((tx) => listTeamsBesides(tx, installTeams, maxNamed));
}

/** Whoever isn't let in finds the app in their Slack, where it would answer nobody. */
async function removeFrom({ uninstall, log }: LetInDeps, grant: SlackGrant): Promise<void> {
  try {
    await uninstall(grant.tokens.bot);
  } catch (err) {
    log.warn({ err, team: grant.slackId }, 'the app could not be removed from that team’s Slack');
  }
}

async function settle(tx: Tx, grant: SlackGrant, before: Installation | undefined): Promise<void> {
  const { slackId: slackTeamId, name, installerSlackUser } = grant;
  const known = await findWorkspaceByTeam(tx, slackTeamId);
  const workspace = known ?? (await saveWorkspace(tx, { slackTeamId, name, installerSlackUser }));
  const domain = parseSlackDomain(grant.url ?? '');
  if (domain !== undefined) await saveSlackDomain(tx, slackTeamId, domain);
  saveAuditEntry(tx, workspace.id, {
    actor: '',
    act: 'app_installed',
    subject: installerSlackUser,
    detail: {},
  });
  const isBack = before?.uninstalledAt !== undefined;
  if (!known || isBack) await welcome(tx, workspace.id, installerSlackUser);
}

async function welcome(
  tx: Tx,
  workspaceId: Delivery['workspaceId'],
  recipient: string,
): Promise<void> {
  const about = { workspaceId, invitationId: undefined, recipient };
  enqueue(tx, { ...about, channel: 'slack_dm', notice: welcomeDmNotice });
}

/** How the notices about the workspace itself are written. */
export function workspaceNotices(
  deps: InstallDeps,
): Record<string, (delivery: Delivery) => Promise<Prepared>> {
  return {
    async [welcomeDmNotice]({ workspaceId }) {
      const workspace = await deps.database.run((tx) => findWorkspaceById(tx, workspaceId));
      if (!workspace) return { kind: 'cancel', reason: notSentReasons.workspaceGone };
      const note = welcomeDm({ workspaceName: workspace.name, command: deps.command });
      return { kind: 'slack_dm', slackTeamId: workspace.slackTeamId, note };
    },
  };
}

/** The tokens as they are kept: encrypted, readable only as this installation's. */
export function sealTokens(
  secrets: Secrets,
  slackId: string,
  { bot, refresh, lifeMs }: SlackTokens,
  now: Date,
): KeptTokens {
  return {
    tokens: secrets.seal('slack_tokens', JSON.stringify({ bot, refresh }), slackId),
    tokensEndAt: lifeMs === undefined ? null : after(now, lifeMs),
  };
}
