import type { AllMiddlewareArgs, App, SlackEventMiddlewareArgs } from '@slack/bolt';
import { identifyRequester } from '../../members/slack/actor.ts';
import type { HomeSlackDeps } from './deps.ts';
import { registerListing } from './listing.ts';

type HomeOpened = SlackEventMiddlewareArgs<'app_home_opened'> & AllMiddlewareArgs;

/** Registers the app's Home tab and what leads through it; what stands in it is the other features'. */
export function registerHome(app: App, deps: HomeSlackDeps): void {
  app.event('app_home_opened', (args) => showHome(deps, args));
  registerListing(app, deps);
}

async function showHome(deps: HomeSlackDeps, args: HomeOpened): Promise<void> {
  const { client, context, event } = args;
  if (event.tab !== 'home') return;
  const requester = await identifyRequester(deps, client, context);
  await deps.home.publish(client, requester, {});
}
