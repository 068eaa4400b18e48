import type { AllMiddlewareArgs, App, SlackEventMiddlewareArgs } from '@slack/bolt';
import type { Database } from '../../platform/database/database.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { uninstall } from '../use-cases/uninstall.ts';

interface UninstallDeps {
  readonly database: Database;
  readonly log: Logger;
}

type Uninstalled = SlackEventMiddlewareArgs<'app_uninstalled'> & AllMiddlewareArgs;
type Revoked = SlackEventMiddlewareArgs<'tokens_revoked'> & AllMiddlewareArgs;

/** Registers what Slack says when a team wants the app no longer. */
export function registerUninstall(app: App, deps: UninstallDeps): void {
  app.event('app_uninstalled', (args) => end(deps, args));
  app.event('tokens_revoked', async (args: Revoked) => {
    // People's own tokens are no concern of the app.
    if ((args.event.tokens.bot ?? []).length > 0) await end(deps, args);
  });
}

async function end(deps: UninstallDeps, args: Uninstalled | Revoked): Promise<void> {
  const { event_time: seconds } = args.body as { event_time?: number };
  const said = new Date(seconds === undefined ? Date.now() : seconds * 1000);
  const slackId = await uninstall(deps.database, placesOf(args), said);
  if (slackId) deps.log.info({ slackId }, 'the app was uninstalled');
}

/**
 * The team or organisation that is meant. Of an organisation Slack may tell no team and no authorization, since none
 * is left; with a team and without an authorization, either may be meant.
 */
function placesOf({ body, context }: Uninstalled | Revoked): string[] {
  const { teamId, isEnterpriseInstall } = context;
  const { enterprise_id: told } = body as { enterprise_id?: string };
  const enterpriseId = context.enterpriseId ?? told;
  const isTeams = body.authorizations?.[0]?.is_enterprise_install === false && teamId !== undefined;
  const places = isEnterpriseInstall ? [enterpriseId] : [teamId, !isTeams && enterpriseId];
  return places.filter((place) => typeof place === 'string');
}
