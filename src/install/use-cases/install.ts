import { enqueue } from '../../delivery/api.ts';
import type { Delivery, Prepared } from '../../delivery/rules.ts';
import type { Secrets } from '../../platform/crypto/secrets.ts';
import type { Database, Tx } from '../../platform/database/database.ts';
import { after } from '../../shared/clock.ts';
import type { SlackGrant, SlackTokens } from '../../shared/slack-grant.ts';
import {
  findWorkspaceById,
  findWorkspaceByTeam,
  saveSlackDomain,
  saveWorkspace,
} from '../../workspaces/api.ts';
import { parseSlackDomain } from '../../workspaces/rules.ts';
import { welcomeDm } from '../notices.tsx';
import { welcomeDmNotice } from '../rules.ts';
import { findInstallation, type KeptTokens, saveInstallation } from '../store.ts';
import { notSentReasons } from '../texts.ts';

/** What installing works with. */
export interface InstallDeps {
  readonly database: Database;
  readonly secrets: Secrets;
  /** The name of the app's command. */
  readonly command: string;
}

/**
 * Keeps what a team gave the app. A team that is new, or comes back, has its workspace at once,
 * and the installer is told what to do next. Only a new workspace takes its first admin from it: whoever may
 * install the app again doesn't become admin of what is there.
 */
export async function install(deps: InstallDeps, grant: SlackGrant): Promise<void> {
  await deps.database.transaction(async (tx) => {
    const before = await findInstallation(tx, grant.slackId);
    await saveInstallation(
      tx,
      grant,
      sealTokens(deps.secrets, grant.slackId, grant.tokens, tx.now),
    );
    const { slackId: slackTeamId, name, installerSlackUser } = grant;
    const known = await findWorkspaceByTeam(tx, slackTeamId);
    const workspace = known ?? (await saveWorkspace(tx, { slackTeamId, name, installerSlackUser }));
    const domain = parseSlackDomain(grant.url ?? '');
    if (domain !== undefined) await saveSlackDomain(tx, slackTeamId, domain);
    const isBack = before?.uninstalledAt !== undefined;
    if (!known || isBack) await welcome(tx, workspace.id, installerSlackUser);
  });
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
