import type { AllMiddlewareArgs, App, Context, SlackEventMiddlewareArgs } from '@slack/bolt';
import type { Database } from '../platform/database.ts';
import type { Logger } from '../platform/logger.ts';
import { uninstall } from './use-cases/uninstall.ts';

interface UninstallDeps {
  readonly database: Database;
  readonly log: Logger;
}

type Uninstalled = SlackEventMiddlewareArgs<'app_uninstalled'> & AllMiddlewareArgs;
type Revoked = SlackEventMiddlewareArgs<'tokens_revoked'> & AllMiddlewareArgs;

/** Registers what Slack says when a team wants the app no longer. */
export function registerUninstall(app: App, deps: UninstallDeps): void {
  app.event('app_uninstalled', async ({ body, context }: Uninstalled) => {
    await end(deps, context, body.event_time);
  });
  app.event('tokens_revoked', async ({ body, context, event }: Revoked) => {
    // People's own tokens are no concern of the app.
    if ((event.tokens.bot ?? []).length > 0) await end(deps, context, body.event_time);
  });
}

async function end(deps: UninstallDeps, context: Context, eventTime: number): Promise<void> {
  const { teamId, enterpriseId, isEnterpriseInstall } = context;
  const slackId = isEnterpriseInstall ? enterpriseId : teamId;
  if (!slackId) return;
  deps.log.info({ slackId }, 'the app was uninstalled');
  await uninstall(deps.database, slackId, new Date(eventTime * 1000));
}
