import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  SlackOptionsMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import { identifyRequester, lookUpActor } from '../members/actor.ts';
import type { Requester } from '../members/rules.ts';
import { openModal, tooLateText } from '../platform/open-modal.ts';
import { button, messageModal, plain, section } from '../shared/blocks.ts';
import { parseEmailAddress } from '../shared/email-address.ts';
import { type InvitationId, parseInvitationId } from '../shared/ids.ts';
import type { Answer } from './command-blocks.ts';
import {
  chooseBlock,
  chooseCallback,
  chooseLinkModal,
  chooseSelect,
  copyLinkButton,
  copyLinkCallback,
  copyLinkModal,
  linkSentModal,
  pendingOptions,
} from './copy-link-blocks.ts';
import { manageRefusalText, parsedObject } from './slack-blocks.ts';
import type { InvitationSlackDeps } from './slack-deps.ts';
import { findPending, linkOf } from './use-cases/list.ts';
import { openForCopying, sendLinkToRequester } from './use-cases/manage.ts';

type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;
type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;
type Suggestion = SlackOptionsMiddlewareArgs<'block_suggestion'> & AllMiddlewareArgs;

/** Registers what shows invite links to admins. */
export function registerCopyLink(app: App, deps: InvitationSlackDeps): void {
  app.action<BlockAction<ButtonAction>>(copyLinkButton, (args) => showLink(deps, args));
  app.options<'block_suggestion'>({ type: 'block_suggestion', action_id: chooseSelect }, (args) =>
    suggestPending(deps, args),
  );
  app.view<ViewSubmitAction>(chooseCallback, (args) => showChosen(deps, args));
  app.view<ViewSubmitAction>(copyLinkCallback, (args) => sendToMe(deps, args));
  // Links in messages are buttons, too; pressing them tells us, and there is nothing to do.
  app.action<BlockAction>(/^invitations\.open_(link|home)$/, async ({ ack }) => await ack());
}

async function showLink(deps: InvitationSlackDeps, args: Press): Promise<void> {
  const { ack, action, body, client, context, respond } = args;
  await ack();
  const requester = await identifyRequester(deps, client, context);
  const modal = await linkModal(deps, requester, parseInvitationId(action.value));
  const view = modal.ok ? modal.view : messageModal('Copy link', modal.text);
  const opened = await openModal(
    client,
    body.trigger_id,
    view,
    body.view?.type === 'modal' ? 'push' : 'open',
  );
  if (!opened && body.response_url) {
    await respond({ response_type: 'ephemeral', replace_original: false, text: tooLateText });
  }
}

async function linkModal(
  deps: InvitationSlackDeps,
  requester: Requester,
  id: InvitationId | undefined,
) {
  const found = id
    ? await openForCopying(deps, requester, id)
    : ({ ok: false, refusal: 'gone' } as const);
  return found.ok
    ? ({ ok: true, view: copyLinkModal(found.value, linkOf(deps, found.value)) } as const)
    : ({ ok: false, text: manageRefusalText(found.refusal) } as const);
}

/** The answer to a command that asks for somebody's link. */
export async function linkAnswer(
  deps: InvitationSlackDeps,
  requester: Requester,
  typed: string,
): Promise<Answer> {
  const address = parseEmailAddress(typed);
  const none = { text: `There is no pending invitation for ${plain(typed, 254).text}.` };
  if (!address.ok) return none;
  const wanted = address.value.address;
  const found = await findPending(deps.database, requester.workspace.id, wanted, 20);
  const invitation = found.find((each) => each.address === wanted);
  if (!invitation) return none;
  const link = linkOf(deps, invitation);
  return {
    text: `The invite link of ${invitation.email}`,
    blocks: [
      section(
        plain(`The invite link of ${invitation.email}. It works once.`),
        button(copyLinkButton, 'Copy link', { value: invitation.id }),
      ),
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: link }] }],
      },
    ],
  };
}

async function suggestPending(deps: InvitationSlackDeps, args: Suggestion): Promise<void> {
  const { ack, client, context, options } = args;
  const requester = await identifyRequester(deps, client, context);
  const { isAdmin } = await lookUpActor(deps, requester);
  const typed = options.value.trim().slice(0, 254);
  const found = isAdmin ? await findPending(deps.database, requester.workspace.id, typed, 100) : [];
  await ack({ options: pendingOptions(found) });
}

async function showChosen(deps: InvitationSlackDeps, args: Submission): Promise<void> {
  const { ack, client, context, view } = args;
  const chosen = view.state.values[chooseBlock]?.[chooseSelect]?.selected_option?.value;
  const requester = await identifyRequester(deps, client, context);
  const modal = await linkModal(deps, requester, parseInvitationId(chosen));
  await ack({
    response_action: 'update',
    view: modal.ok ? modal.view : chooseLinkModal(modal.text),
  });
}

async function sendToMe(deps: InvitationSlackDeps, args: Submission): Promise<void> {
  const { ack, client, context, view } = args;
  const id = parseInvitationId(parsedObject(view.private_metadata).invitationId);
  const requester = await identifyRequester(deps, client, context);
  const sent = id
    ? await sendLinkToRequester(deps, requester, id)
    : ({ ok: false, refusal: 'gone' } as const);
  const shown = sent.ok
    ? linkSentModal()
    : messageModal('Copy link', manageRefusalText(sent.refusal));
  await ack({ response_action: 'update', view: shown });
}
