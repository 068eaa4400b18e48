import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import type { InvitationDeps } from '../../invitations/api.ts';
import type { Requests } from '../../invitations/slack/deps.ts';
import type { Requester } from '../../members/rules.ts';
import type { ActorDeps } from '../../members/slack/actor.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import { openModal } from '../../platform/slack/open-modal.ts';
import { messageModal } from '../../shared/blocks.ts';
import { type AskRefusal, mayAsk } from '../rules.ts';
import { askedText, askRefusalText, askTexts } from '../texts.ts';
import { askForInvitation } from '../use-cases/ask.ts';
import {
  askButton,
  askCallback,
  askModal,
  emailBlock,
  emailInput,
  whyBlock,
  whyInput,
} from './ask-blocks.ts';

/** What asking works with. */
export type AskSlackDeps = InvitationDeps & ActorDeps;

type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;
type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Where the command and the shortcut lead members who may not invite. */
export const requests: Requests = {
  mayAsk: ({ workspace, person, accounts: { member } }) => mayAsk(workspace, { person, member }),
  async open(trigger, typed) {
    const [first, ...others] = typed;
    await openModal(trigger, askModal({ typed: first ?? '', others: others.length }));
  },
};

/** Registers the dialog in which members ask that somebody be invited. */
export function registerAsking(app: App, deps: AskSlackDeps): void {
  const { everybody } = guardsOf(deps);
  app.action<BlockAction<ButtonAction>>(
    askButton,
    everybody.acked(async (args: Press) => void (await openModal(args, askModal({})))),
  );
  app.view<ViewSubmitAction>(
    askCallback,
    everybody.answering((args, requester) => ask(deps, args, requester)),
  );
}

/** What is about the address is said at its field; the rest in the dialog's place. */
const aboutWho: readonly AskRefusal[] = ['not_a_member', 'requests_off'];

async function ask(
  deps: AskSlackDeps,
  { ack, view }: Submission,
  requester: Requester,
): Promise<void> {
  const { values } = view.state;
  const outcome = await askForInvitation(deps, requester, {
    typedEmail: values[emailBlock]?.[emailInput]?.value ?? '',
    why: values[whyBlock]?.[whyInput]?.value ?? '',
    requestKey: view.id,
  });
  if (outcome.ok) {
    const { kind, email } = outcome.value;
    const said = messageModal(askTexts.title, askedText(kind, email));
    await ack({ response_action: 'update', view: said });
    return;
  }
  const text = askRefusalText(outcome.refusal);
  if (aboutWho.includes(outcome.refusal)) {
    await ack({ response_action: 'update', view: messageModal(askTexts.title, text) });
  } else {
    await ack({ response_action: 'errors', errors: { [emailBlock]: text } });
  }
}
