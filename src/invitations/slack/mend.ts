import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  OverflowAction,
  SlackActionMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { type ActingRequester, type AdminRequester, parseRole } from '../../members/rules.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import { callWithRetries } from '../../platform/slack/retry.ts';
import { plain, section } from '../../shared/blocks.ts';
import { escapeMrkdwn } from '../../shared/mrkdwn.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import { shownIn } from '../shown-rules.ts';
import { mendedTexts } from '../texts/mend.ts';
import { manageRefusalText } from '../texts/refusals.ts';
import { changeAddress } from '../use-cases/change-address.ts';
import { changeInvitedRole } from '../use-cases/mend.ts';
import { changeAddressButton } from './act-blocks.ts';
import type { InvitationRowsDeps } from './deps.ts';
import {
  addressBlock,
  addressCallback,
  addressInput,
  addressModal,
  didYouMeanModal,
  type FromMessage,
  readAddressState,
  roleBlock,
  roleCallback,
  roleInput,
  roleModal,
} from './mend-blocks.ts';
import { openAbout } from './open-about.ts';

type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;
type Choice = SlackActionMiddlewareArgs<BlockAction<OverflowAction | ButtonAction>> &
  AllMiddlewareArgs;
type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Registers the dialogs in which an invitation's role and address are mended. */
export function registerMending(app: App, deps: InvitationRowsDeps): void {
  const { admins, adminsLooking } = guardsOf(deps);
  app.action<BlockAction<ButtonAction>>(
    changeAddressButton,
    adminsLooking.acked((args, requester) =>
      openAddressModal(deps, args, requester, args.action.value),
    ),
  );
  app.view<ViewSubmitAction>(
    roleCallback,
    admins.answering((args, requester) => giveRole(deps, args, requester)),
  );
  app.view<ViewSubmitAction>(
    addressCallback,
    admins.answering((args, requester) => giveAddress(deps, args, requester)),
  );
}

/** Opens the dialog in which the invitation gets another role. */
export async function openRoleModal(
  deps: InvitationRowsDeps,
  args: Press | Choice,
  requester: AdminRequester,
  value: unknown,
): Promise<void> {
  await openAbout(deps, args, requester, value, roleModal);
}

/** Opens the dialog in which the invitation gets another address, from Home or below a message of ours. */
export async function openAddressModal(
  deps: InvitationRowsDeps,
  args: Press | Choice,
  requester: AdminRequester,
  value: unknown,
): Promise<void> {
  const { channel, message } = args.body;
  const from = channel && message ? { channel: channel.id, ts: message.ts } : undefined;
  await openAbout(deps, args, requester, value, (found) => addressModal(found, from));
}

async function giveRole(
  deps: InvitationRowsDeps,
  { ack, client, view }: Submission,
  requester: ActingRequester,
): Promise<void> {
  const role = parseRole(view.state.values[roleBlock]?.[roleInput]?.selected_option?.value);
  const { id, email } = shownIn(parsedObject(view.private_metadata));
  const wanted = role && id;
  const outcome = await changeInvitedRole(deps, requester, wanted, role ?? 'member', email);
  if (!outcome.ok) {
    const errors = { [roleBlock]: manageRefusalText(outcome.refusal) };
    await ack({ response_action: 'errors', errors });
    return;
  }
  await ack({ response_action: 'clear' });
  const notice = mendedTexts.role(outcome.value.email, role ?? outcome.value.role);
  await deps.home.publish(client, requester, { notice });
}

async function giveAddress(
  deps: InvitationRowsDeps,
  { ack, client, view }: Submission,
  requester: ActingRequester,
): Promise<void> {
  const state = readAddressState(view.private_metadata);
  const { invitationId, generation, asked, from } = state;
  const typed = view.state.values[addressBlock]?.[addressInput]?.value?.trim() ?? '';
  const wanted = { typed, generation, isSure: typed === asked };
  const outcome = await changeAddress(deps, requester, invitationId, wanted);
  if (!outcome.ok) {
    const { refusal } = outcome;
    await ack(
      typeof refusal === 'object' && 'meant' in refusal
        ? { response_action: 'update', view: didYouMeanModal(state, typed, refusal.meant) }
        : {
            response_action: 'errors',
            errors: { [addressBlock]: manageRefusalText(refusal) },
          },
    );
    return;
  }
  await ack({ response_action: 'clear' });
  const { id, email } = outcome.value;
  const notice = mendedTexts.address(email);
  await deps.home.publish(client, requester, { notice });
  if (from) await settle(deps, client, from, notice);
  await deps.correctPosted(client, requester.workspace.id, { invitationId: id });
}

/** The message may be gone. */
const expectedOfMessages = new Set([
  'cant_update_message',
  'channel_not_found',
  'message_not_found',
]);

/** Puts what came of it in the place of the message that asked for it. */
async function settle(
  deps: InvitationRowsDeps,
  client: WebClient,
  { channel, ts }: FromMessage,
  text: string,
): Promise<void> {
  const about = {
    what: 'the message below which an address was changed',
    expected: expectedOfMessages,
  };
  const blocks = [section(plain(text))];
  await callWithRetries(deps, about, () =>
    client.chat.update({ channel, ts, text: escapeMrkdwn(text), blocks }),
  );
}
