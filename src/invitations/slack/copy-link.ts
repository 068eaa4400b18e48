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
import type { ModalView } from '@slack/types';
import type { ActingRequester, AdminRequester } from '../../members/rules.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import { openModal } from '../../platform/slack/open-modal.ts';
import { messageModal, refusalModal } from '../../shared/blocks.ts';
import { parseEmailAddress } from '../../shared/email-address.ts';
import { parseInvitationId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import { searchText } from '../../shared/search-text.ts';
import { shownAgain } from '../../shared/typed-text.ts';
import { nonePendingText } from '../texts/command.ts';
import { copyLinkTitle } from '../texts/copy-link.ts';
import { manageRefusalText } from '../texts/refusals.ts';
import { findPending } from '../use-cases/list.ts';
import { sendLinkToRequester, showLink, showLinkOfAddress } from '../use-cases/show-links.ts';
import { type Answer, invitationLinkAnswer, noLinkAnswer } from './command-blocks.ts';
import { whoseLink } from './command-text.ts';
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
import type { InvitationSlackDeps } from './deps.ts';

type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;
type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;
type Suggestion = SlackOptionsMiddlewareArgs<'block_suggestion'> & AllMiddlewareArgs;

/** Registers what shows invite links to admins. */
export function registerCopyLink(app: App, deps: InvitationSlackDeps): void {
  const { admins, adminsLooking } = guardsOf(deps);
  app.action<BlockAction<ButtonAction>>(
    copyLinkButton,
    admins.acked((args, requester) => openLink(deps, args, requester)),
  );
  app.options<'block_suggestion'>(
    { type: 'block_suggestion', action_id: chooseSelect },
    adminsLooking.answering((args, requester) => suggestPending(deps, args, requester)),
  );
  app.view<ViewSubmitAction>(
    chooseCallback,
    admins.answering((args, requester) => showChosen(deps, args, requester)),
  );
  app.view<ViewSubmitAction>(
    copyLinkCallback,
    admins.answering((args, requester) => sendToMe(deps, args, requester)),
  );
  // Links in messages are buttons, too; pressing them tells us, and there is nothing to do.
  app.action<BlockAction>(/^invitations\.open_(link|home)$/, async ({ ack }) => await ack());
}

async function openLink(
  deps: InvitationSlackDeps,
  args: Press,
  requester: ActingRequester,
): Promise<void> {
  const modal = await linkModal(deps, requester, args.action.value);
  await openModal(args, modal.ok ? modal.value : refusalModal(copyLinkTitle, modal.refusal));
}

/** The modal with the link, or why there is none. */
async function linkModal(
  deps: InvitationSlackDeps,
  requester: ActingRequester,
  value: unknown,
): Promise<Outcome<ModalView, string>> {
  const found = await showLink(deps, requester, parseInvitationId(value));
  return found.ok
    ? done(copyLinkModal(found.value.invitation, found.value.link))
    : refused(manageRefusalText(found.refusal));
}

/** The answer to a command that asks for somebody's link. */
export async function linkAnswer(
  deps: InvitationSlackDeps,
  requester: ActingRequester,
  typed: string,
): Promise<Answer> {
  const address = parseEmailAddress(typed);
  const shown = address.ok
    ? await showLinkOfAddress(deps, requester, address.value.address)
    : address;
  return shown.ok
    ? invitationLinkAnswer(shown.value.invitation, shown.value.link)
    : noLinkAnswer(typed);
}

/** The dialog that asks whose link is wanted, filled in with what was typed after the command. */
export async function chooseLinkModalFor(
  deps: InvitationSlackDeps,
  requester: AdminRequester,
  text: string,
): Promise<ModalView> {
  const typed = whoseLink(text);
  if (typed === undefined) return chooseLinkModal();
  const found = await findPending(deps, requester, searchText(typed), 2);
  const [first, another] = found;
  if (!first) return chooseLinkModal({ problem: nonePendingText(shownAgain(typed)) });
  return chooseLinkModal(another ? {} : { chosen: first });
}

async function suggestPending(
  deps: InvitationSlackDeps,
  { ack, options }: Suggestion,
  requester: AdminRequester,
): Promise<void> {
  const found = await findPending(deps, requester, searchText(options.value), 100);
  await ack({ options: pendingOptions(found) });
}

async function showChosen(
  deps: InvitationSlackDeps,
  { ack, view }: Submission,
  requester: ActingRequester,
): Promise<void> {
  const chosen = view.state.values[chooseBlock]?.[chooseSelect]?.selected_option?.value;
  const modal = await linkModal(deps, requester, chosen);
  await ack({
    response_action: 'update',
    view: modal.ok ? modal.value : chooseLinkModal({ problem: modal.refusal }),
  });
}

async function sendToMe(
  deps: InvitationSlackDeps,
  { ack, view }: Submission,
  requester: ActingRequester,
): Promise<void> {
  const id = parseInvitationId(parsedObject(view.private_metadata).invitationId);
  const sent = await sendLinkToRequester(deps, requester, id, view.id);
  const shown = sent.ok
    ? linkSentModal()
    : messageModal(copyLinkTitle, manageRefusalText(sent.refusal));
  await ack({ response_action: 'update', view: shown });
}
