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
import { openModal } from '../../platform/slack/open-modal.ts';
import { messageModal, plain, refusalModal, section } from '../../shared/blocks.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import type { ActingRequester, AdminRequester, Member } from '../rules.ts';
import {
  memberDialogTexts,
  memberRefusalText,
  notDoneText,
  signedOutText,
  signOutTexts,
} from '../texts.ts';
import { memberToSignOut, signOutMember } from '../use-cases/sign-out.ts';
import { guardsOf } from './guards.ts';
import { showAgain } from './home-tab.ts';
import { signOutButton } from './member-blocks.ts';
import { type MemberRowsDeps, manage } from './rows.ts';

const signOutCallback = 'home.sign_out_member_modal';

/** Registers how admins sign a member out everywhere. */
export function registerSignOut(app: App, deps: MemberRowsDeps): void {
  const { admins, adminsLooking } = guardsOf(deps);
  app.action<BlockAction<ButtonAction>>(
    signOutButton,
    adminsLooking.acked((args, requester) => ask(deps, args, requester)),
  );
  app.view<ViewSubmitAction>(
    signOutCallback,
    admins.answering((args, requester) => confirmed(deps, args, requester)),
  );
}

async function ask(
  deps: MemberRowsDeps,
  args: SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs,
  requester: AdminRequester,
): Promise<void> {
  const found = await manage(deps, requester, args.action.value, (id) =>
    memberToSignOut(deps, requester, id),
  );
  const view = found.ok
    ? questionModal(found.value)
    : refusalModal(signOutTexts.title, memberRefusalText(found.refusal));
  await openModal(args, view);
  if (!found.ok) await showAgain(deps, args, requester);
}

function questionModal(member: Member): ModalView {
  return {
    type: 'modal',
    callback_id: signOutCallback,
    private_metadata: JSON.stringify({ memberId: member.id }),
    title: plain(signOutTexts.title, 24),
    submit: plain(signOutTexts.submit, 24),
    close: plain(memberDialogTexts.cancel, 24),
    blocks: [section(plain(signOutTexts.question(member))), section(plain(signOutTexts.effect))],
  };
}

async function confirmed(
  deps: MemberRowsDeps,
  { ack, client, view }: SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs,
  requester: ActingRequester,
): Promise<void> {
  const { memberId } = parsedObject(view.private_metadata);
  const outcome = await manage(deps, requester, memberId, (id) =>
    signOutMember(deps, requester, id),
  );
  if (outcome.ok) {
    await ack();
  } else {
    const refusal = messageModal(signOutTexts.title, memberRefusalText(outcome.refusal));
    await ack({ response_action: 'update', view: refusal });
  }
  const notice = outcome.ok
    ? signedOutText(outcome.value.member.displayName, outcome.value.sessions)
    : notDoneText(outcome.refusal);
  await deps.home.publish(client, requester, { notice });
}
