import type { AllMiddlewareArgs, App, SlackOptionsMiddlewareArgs } from '@slack/bolt';
import { peopleOptions } from '../../invitations/slack/person-blocks.ts';
import type { AdminRequester } from '../../members/rules.ts';
import type { ActorDeps } from '../../members/slack/actor.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import { searchText } from '../../shared/search-text.ts';
import { findActivePeople } from '../use-cases/find.ts';
import { activityFindSelect, slackActorOptions } from './blocks.ts';

type Suggestion = SlackOptionsMiddlewareArgs<'block_suggestion'> & AllMiddlewareArgs;

/** Registers what finds the person whose activity is looked at; Home turns to it. */
export function registerActivity(app: App, deps: ActorDeps): void {
  const { adminsLooking } = guardsOf(deps);
  app.options<'block_suggestion'>(
    { type: 'block_suggestion', action_id: activityFindSelect },
    adminsLooking.answering((args: Suggestion, requester) => suggest(deps, args, requester)),
  );
}

/** Slack takes at most so many. */
const maxOptions = 100;

async function suggest(
  deps: ActorDeps,
  { ack, options }: Suggestion,
  requester: AdminRequester,
): Promise<void> {
  const found = await findActivePeople(deps, requester, searchText(options.value));
  const all = found ? [...slackActorOptions(found.slackActors), ...peopleOptions(found)] : [];
  await ack({ options: all.slice(0, maxOptions) });
}
