import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
} from '@slack/bolt';
import { guardsOf } from '../../members/slack/guards.ts';
import { respondThere } from '../../platform/slack/respond.ts';
import { notDoneText, resentText } from '../texts/home.ts';
import { manageRefusalText } from '../texts/refusals.ts';
import { resendOwn } from '../use-cases/manage.ts';
import type { InvitationSlackDeps } from './deps.ts';
import { resendOwnButton, resentAnswer } from './summary-blocks.ts';

type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;

/** Registers what can be pressed in the weekly message. */
export function registerSummary(app: App, deps: InvitationSlackDeps): void {
  const { admins } = guardsOf(deps);
  app.action<BlockAction<ButtonAction>>(
    resendOwnButton,
    admins.acked(async (args: Press, requester) => {
      const outcome = await resendOwn(deps, requester);
      const text = outcome.ok
        ? resentText(outcome.value, 'open')
        : notDoneText(manageRefusalText(outcome.refusal));
      await respondThere(args, { replace_original: outcome.ok, ...resentAnswer(text) });
    }),
  );
}
