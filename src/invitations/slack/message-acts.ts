import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
} from '@slack/bolt';
import type { ActingRequester } from '../../members/rules.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import { respondThere } from '../../platform/slack/respond.ts';
import { plain, section } from '../../shared/blocks.ts';
import { escapeMrkdwn } from '../../shared/mrkdwn.ts';
import type { AskAnswer } from '../rules.ts';
import { readShown } from '../shown-rules.ts';
import { doneTexts, notDoneText } from '../texts/home.ts';
import { askAnsweredText } from '../texts/mend.ts';
import { manageRefusalText } from '../texts/refusals.ts';
import { answerAsk } from '../use-cases/answer-ask.ts';
import { revokeInvitation } from '../use-cases/manage.ts';
import { ignoreAskButton, sendAskedButton } from './ask-again-blocks.ts';
import type { InvitationRowsDeps } from './deps.ts';
import { revokeUndeliveredButton } from './undelivered-blocks.ts';

type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;

/** Registers what admins do below direct messages about an invitation. What comes of it takes the message's place. */
export function registerMessageActs(app: App, deps: InvitationRowsDeps): void {
  const { admins } = guardsOf(deps);
  const answers = [
    [sendAskedButton, 'sent'],
    [ignoreAskButton, 'ignored'],
  ] as const satisfies [string, AskAnswer][];
  for (const [id, answer] of answers) {
    app.action<BlockAction<ButtonAction>>(
      id,
      admins.acked((args, requester) => answerAsked(deps, args, requester, answer)),
    );
  }
  app.action<BlockAction<ButtonAction>>(
    revokeUndeliveredButton,
    admins.acked((args, requester) => revoke(deps, args, requester)),
  );
}

async function answerAsked(
  deps: InvitationRowsDeps,
  args: Press,
  requester: ActingRequester,
  answer: AskAnswer,
): Promise<void> {
  const shown = readShown(args.action.value);
  const outcome = await answerAsk(deps, requester, shown, answer);
  if (!outcome.ok) return await say(args, notDoneText(manageRefusalText(outcome.refusal)));
  const { by, email, answer: first } = outcome.value;
  await settle(args, askAnsweredText(by, email, first));
}

async function revoke(
  deps: InvitationRowsDeps,
  args: Press,
  requester: ActingRequester,
): Promise<void> {
  const { id, email } = readShown(args.action.value);
  const outcome = await revokeInvitation(deps, requester, id, email);
  if (!outcome.ok) return await say(args, notDoneText(manageRefusalText(outcome.refusal)));
  await settle(args, doneTexts.revoked(outcome.value.email));
  const { id: invitationId, workspaceId } = outcome.value;
  await deps.correctPosted(args.client, workspaceId, { invitationId });
}

/** Takes the message's place, so that nobody presses its buttons any more. */
async function settle(args: Press, text: string): Promise<void> {
  const blocks = [section(plain(text))];
  await respondThere(args, { replace_original: true, text: escapeMrkdwn(text), blocks });
}

/** Says it beside the message, whose buttons may help a moment later. */
async function say(args: Press, text: string): Promise<void> {
  const answer = { response_type: 'ephemeral', replace_original: false } as const;
  await respondThere(args, { ...answer, text: escapeMrkdwn(text) });
}
