import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { InvitationDeps } from '../../invitations/api.ts';
import { type ActingRequester, type AdminRequester, parseRole } from '../../members/rules.ts';
import type { ActorDeps } from '../../members/slack/actor.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import { openModal } from '../../platform/slack/open-modal.ts';
import { respondThere } from '../../platform/slack/respond.ts';
import { updateModal } from '../../platform/slack/update-modal.ts';
import { messageModal } from '../../shared/blocks.ts';
import { parseRequestId } from '../../shared/ids.ts';
import { escapeMrkdwn } from '../../shared/mrkdwn.ts';
import type { Outcome } from '../../shared/outcome.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import type { AskedRequest, DecideRefusal } from '../rules.ts';
import { decidedTexts, decideRefusalText, requestTexts } from '../texts.ts';
import {
  approveRequest,
  type Decided,
  denyRequest,
  requestsToReview,
  requestToDecide,
} from '../use-cases/decide.ts';
import {
  approveAsButton,
  approveButton,
  approveCallback,
  approveModal,
  denyButton,
  denyCallback,
  denyModal,
  maxReviewed,
  reasonBlock,
  reasonInput,
  reviewButton,
  reviewModal,
  roleBlock,
  roleInput,
} from './request-blocks.ts';

/** What deciding works with. */
export type DecideSlackDeps = InvitationDeps & ActorDeps;

type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;
type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Registers the buttons with which admins decide, in messages and in the dialog with all open requests. */
export function registerDeciding(app: App, deps: DecideSlackDeps): void {
  const { admins, adminsLooking } = guardsOf(deps);
  const on = (actionId: string, listener: (args: Press) => Promise<void>) =>
    app.action<BlockAction<ButtonAction>>(actionId, listener);
  const asks = (modal: (asked: AskedRequest) => ModalView) =>
    adminsLooking.acked((args: Press, requester) => openQuestion(deps, args, requester, modal));
  on(
    approveButton,
    admins.acked((args, requester) => approve(deps, args, requester)),
  );
  on(approveAsButton, asks(approveModal));
  on(denyButton, asks(denyModal));
  on(
    reviewButton,
    adminsLooking.acked(async (args, requester) => {
      await openModal(args, await reviewOf(deps, requester));
    }),
  );
  app.view<ViewSubmitAction>(
    approveCallback,
    admins.answering((args, requester) => approveAs(deps, args, requester)),
  );
  app.view<ViewSubmitAction>(
    denyCallback,
    admins.answering((args, requester) => deny(deps, args, requester)),
  );
}

async function reviewOf(
  deps: DecideSlackDeps,
  requester: AdminRequester,
  notice?: string,
): Promise<ModalView> {
  const found = await requestsToReview(deps, requester, maxReviewed + 1);
  return found.ok
    ? reviewModal(found.value, notice)
    : messageModal(requestTexts.reviewTitle, decideRefusalText(found.refusal));
}

async function openQuestion(
  deps: DecideSlackDeps,
  args: Press,
  requester: AdminRequester,
  modal: (asked: AskedRequest) => ModalView,
): Promise<void> {
  const asked = await requestToDecide(deps, requester, parseRequestId(args.payload.value));
  if (asked.ok) await openModal(args, modal(asked.value));
  else await tell(deps, args, requester, decideRefusalText(asked.refusal));
}

async function approve(
  deps: DecideSlackDeps,
  args: Press,
  requester: ActingRequester,
): Promise<void> {
  const id = parseRequestId(args.payload.value);
  const outcome = await approveRequest(deps, requester, id, 'member');
  // What a message says of it is on its way by itself.
  if (outcome.ok && args.body.view === undefined) return;
  await tell(deps, args, requester, saidOf(outcome, decidedTexts.approved));
}

/** Says something where it was pressed, to whoever pressed it only: above the open requests, or below the message. */
async function tell(
  deps: DecideSlackDeps,
  args: Press,
  requester: AdminRequester,
  text: string,
): Promise<void> {
  const { view } = args.body;
  if (view) await updateModal(args.client, view.id, await reviewOf(deps, requester, text));
  else {
    const answer = { response_type: 'ephemeral', replace_original: false } as const;
    await respondThere(args, { ...answer, text: escapeMrkdwn(text) });
  }
}

async function approveAs(
  deps: DecideSlackDeps,
  args: Submission,
  requester: ActingRequester,
): Promise<void> {
  const { values } = args.view.state;
  const role = parseRole(values[roleBlock]?.[roleInput]?.selected_option?.value) ?? 'member';
  const outcome = await approveRequest(deps, requester, idIn(args), role);
  await answer(deps, args, requester, outcome, decidedTexts.approved);
}

async function deny(
  deps: DecideSlackDeps,
  args: Submission,
  requester: ActingRequester,
): Promise<void> {
  const reason = args.view.state.values[reasonBlock]?.[reasonInput]?.value ?? '';
  const outcome = await denyRequest(deps, requester, idIn(args), reason);
  await answer(deps, args, requester, outcome, decidedTexts.denied);
}

function idIn({ view }: Submission) {
  return parseRequestId(parsedObject(view.private_metadata).id);
}

async function answer(
  deps: DecideSlackDeps,
  { ack, client, view }: Submission,
  requester: ActingRequester,
  outcome: Outcome<Decided, DecideRefusal>,
  done: DoneText,
): Promise<void> {
  const text = saidOf(outcome, done);
  if (outcome.ok) await ack();
  else await ack({ response_action: 'update', view: messageModal(view.title.text, text) });
  await showReviewBelow(deps, client, view, requester, text);
}

/** The dialog with the open requests, if the question stood on top of it, shows what is left. */
async function showReviewBelow(
  deps: DecideSlackDeps,
  client: WebClient,
  view: ViewSubmitAction['view'],
  requester: ActingRequester,
  text: string,
): Promise<void> {
  const { root_view_id: rootId } = view;
  if (!rootId || rootId === view.id) return;
  await updateModal(client, rootId, await reviewOf(deps, requester, text));
}

type DoneText = (email: string, role: Decided['role']) => string;

function saidOf(outcome: Outcome<Decided, DecideRefusal>, done: DoneText): string {
  return outcome.ok
    ? done(outcome.value.email, outcome.value.role)
    : decideRefusalText(outcome.refusal);
}
