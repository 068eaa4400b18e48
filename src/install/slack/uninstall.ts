import type { AllMiddlewareArgs, App, SlackEventMiddlewareArgs } from '@slack/bolt';
import type { Logger } from '../../platform/process/logger.ts';
import { type UninstallDeps, uninstall } from '../use-cases/uninstall.ts';

interface UninstallSlackDeps extends UninstallDeps {
  readonly log: Logger;
}

type Uninstalled = SlackEventMiddlewareArgs<'app_uninstalled'> & AllMiddlewareArgs;
type Revoked = SlackEventMiddlewareArgs<'tokens_revoked'> & AllMiddlewareArgs;

/** Registers what Slack says when a team wants the app no longer. */
export function registerUninstall(app: App, deps: UninstallSlackDeps): void {
  app.event('app_uninstalled', (args) => end(deps, args));
  app.event('tokens_revoked', async (args: Revoked) => {
    // People's own tokens are no concern of the app.
    const bots = args.event.tokens.bot ?? [];
    if (bots.length > 0) await end(deps, args, bots);
  });
}

async function end(
  deps: UninstallSlackDeps,
  args: Uninstalled | Revoked,
  bots?: readonly string[],
): Promise<void> {
  const { event_time: seconds } = args.body as { event_time?: number };
  const said = new Date(seconds === undefined ? Date.now() : seconds * 1000);
  const { teamId } = args.context;
  // What is said of a whole organisation is about nothing that the app has.
  if (teamId === undefined || args.context.isEnterpriseInstall) return;
  const isEnded = await uninstall(deps, teamId, { said, bots });
  if (isEnded) deps.log.info({ slackId: teamId }, 'the app was uninstalled');
}
