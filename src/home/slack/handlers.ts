import type { AllMiddlewareArgs, App, SlackEventMiddlewareArgs } from '@slack/bolt';
import { guardsOf } from '../../members/slack/guards.ts';
import type { HomeSlackDeps } from './deps.ts';
import { registerListing } from './listing.ts';

type HomeOpened = SlackEventMiddlewareArgs<'app_home_opened'> & AllMiddlewareArgs;

/** Registers the app's Home tab and what leads through it; what stands in it is the other features'. */
export function registerHome(app: App, deps: HomeSlackDeps): void {
  const { everybody } = guardsOf(deps);
  const show = everybody.told(({ client }: HomeOpened, requester) =>
    deps.home.publish(client, requester, {}),
  );
  app.event('app_home_opened', async (args) => {
    // Slack tells of the other tabs, too.
    if (args.event.tab === 'home') await show(args);
  });
  registerListing(app, deps);
}
