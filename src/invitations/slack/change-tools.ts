import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import type { ActingRequester } from '../../members/rules.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import { messageModal } from '../../shared/blocks.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import { givableTools } from '../../tools/api.ts';
import { readTools } from '../../tools/slack/tools-field.ts';
import { shownIn } from '../shown-rules.ts';
import { mendedTexts, toolsDialogTexts } from '../texts/mend.ts';
import { manageRefusalText } from '../texts/refusals.ts';
import { changeInvitedTools } from '../use-cases/mend.ts';
import { changeToolsButton, changeToolsCallback, changeToolsModal } from './change-tools-blocks.ts';
import type { InvitationRowsDeps } from './deps.ts';
import { openAbout } from './open-about.ts';

type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Registers the dialog in which it is chosen what an invitee gets. */
export function registerToolChanges(app: App, deps: InvitationRowsDeps): void {
  const { admins, adminsLooking } = guardsOf(deps);
  app.action<BlockAction<ButtonAction>>(
    changeToolsButton,
    adminsLooking.acked(async (args, requester) => {
      const tools = await givableTools(deps, requester);
      const { value } = args.action;
      await openAbout(deps, args, requester, value, (found) => changeToolsModal(found, tools));
    }),
  );
  app.view<ViewSubmitAction>(
    changeToolsCallback,
    admins.answering((args, requester) => change(deps, args, requester)),
  );
}

async function change(
  deps: InvitationRowsDeps,
  { ack, client, view }: Submission,
  requester: ActingRequester,
): Promise<void> {
  const { id, email } = shownIn(parsedObject(view.private_metadata));
  const chosen = readTools(view.state.values);
  const outcome = await changeInvitedTools(deps, requester, id, chosen, email);
  if (!outcome.ok) {
    const refusal = messageModal(toolsDialogTexts.title, manageRefusalText(outcome.refusal));
    await ack({ response_action: 'update', view: refusal });
    return;
  }
  await ack({ response_action: 'clear' });
  await deps.home.publish(client, requester, { notice: mendedTexts.tools(outcome.value.email) });
}
