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
import { updateModal } from '../../platform/slack/update-modal.ts';
import { refusalModal } from '../../shared/blocks.ts';
import { type MemberId, parseMemberId } from '../../shared/ids.ts';
import type { Outcome } from '../../shared/outcome.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import {
  type ActingRequester,
  type AdminRequester,
  type MemberRefusal,
  parseRole,
  type Requester,
} from '../rules.ts';
import {
  memberDialogTexts,
  memberRefusalText,
  notDoneText,
  removedText,
  roleChangedText,
} from '../texts.ts';
import { changeRole, consequencesFor, type MemberDeps, removeMember } from '../use-cases/manage.ts';
import { type ActorDeps, slackAdminNames } from './actor.ts';
import { askSlack } from './ask-slack.ts';
import { guardsOf } from './guards.ts';
import { type HomeTab, showAgain } from './home-tab.ts';
import { changeRoleButton, removeButton } from './member-blocks.ts';
import {
  type Question,
  removeCallback,
  removeModal,
  roleBlock,
  roleCallback,
  roleInput,
  roleModal,
} from './question-blocks.ts';
import { removingModal } from './receipt-blocks.ts';
import type { ReceiptShows } from './receipts.ts';

type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;
type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** What the rows of the members' tab work with. */
export interface MemberRowsDeps extends ActorDeps, MemberDeps {
  readonly home: HomeTab;
  readonly receipts: Pick<ReceiptShows, 'show'>;
}

/** Registers what admins do with a member in their Home tab. */
export function registerMemberRows(app: App, deps: MemberRowsDeps): void {
  const { admins, adminsLooking } = guardsOf(deps);
  app.action<BlockAction<ButtonAction>>(
    changeRoleButton,
    adminsLooking.acked((args, requester) =>
      ask(deps, args, requester, memberDialogTexts.roleTitle, roleModal),
    ),
  );
  app.view<ViewSubmitAction>(
    roleCallback,
    admins.answering((args, requester) => giveRole(deps, args, requester)),
  );
  app.action<BlockAction<ButtonAction>>(
    removeButton,
    adminsLooking.acked((args, requester) =>
      ask(deps, args, requester, memberDialogTexts.removeTitle, removalModal),
    ),
  );
  app.view<ViewSubmitAction>(
    removeCallback,
    admins.answering((args, requester) => removeConfirmed(deps, args, requester)),
  );
}

function removalModal(question: Question): ModalView {
  return question.isOneself
    ? refusalModal(memberDialogTexts.removeTitle, memberRefusalText('oneself'))
    : removeModal(question);
}

/** Opens the dialog that says what will happen. */
async function ask(
  deps: MemberRowsDeps,
  args: Press,
  requester: AdminRequester,
  title: string,
  modal: (question: Question) => ModalView,
): Promise<void> {
  const { workspace } = requester;
  const [found, names] = await Promise.all([
    manage(deps, requester, args.action.value, (id) =>
      consequencesFor(deps, requester, id, askSlack(deps, args.client, requester.workspace)),
    ),
    workspace.settings.slackAdminsAreAdmins ? slackAdminNames(deps, args.client, workspace) : [],
  ]);
  const view = found.ok
    ? modal({ ...found.value, slackAdmins: names })
    : refusalModal(title, memberRefusalText(found.refusal));
  await openModal(args, view);
  if (!found.ok) await showAgain(deps, args, requester);
}

async function giveRole(
  deps: MemberRowsDeps,
  { ack, client, view }: Submission,
  requester: ActingRequester,
): Promise<void> {
  const role = parseRole(view.state.values[roleBlock]?.[roleInput]?.selected_option?.value);
  const { memberId } = parsedObject(view.private_metadata);
  const slack = askSlack(deps, client, requester.workspace);
  const outcome = await manage(deps, requester, role && memberId, (id) =>
    changeRole(deps, requester, id, role ?? 'member', slack),
  );
  if (!outcome.ok) {
    const errors = { [roleBlock]: memberRefusalText(outcome.refusal) };
    await ack({ response_action: 'errors', errors });
    return;
  }
  await ack();
  const { displayName, role: given } = outcome.value.member;
  const notice = roleChangedText(displayName, given, outcome.value);
  await deps.home.publish(client, requester, { notice });
}

async function removeConfirmed(
  deps: MemberRowsDeps,
  { ack, client, view }: Submission,
  requester: ActingRequester,
): Promise<void> {
  // There may be much that ends with it, and Slack waits for 3 s only.
  await ack({ response_action: 'update', view: removingModal() });
  const { memberId } = parsedObject(view.private_metadata);
  const slack = askSlack(deps, client, requester.workspace);
  const outcome = await manage(deps, requester, memberId, (id) =>
    removeMember(deps, requester, id, slack),
  );
  if (outcome.ok) {
    await deps.receipts.show(client, requester, view.id, outcome.value);
  } else {
    const { removeTitle } = memberDialogTexts;
    const refusal = refusalModal(removeTitle, memberRefusalText(outcome.refusal));
    await updateModal(client, view.id, refusal);
  }
  const notice = outcome.ok
    ? removedText(outcome.value.member.displayName, outcome.value)
    : notDoneText(outcome.refusal);
  await deps.home.publish(client, requester, { notice });
}

/** Does it with the member whom the value names, if it names one. */
export async function manage<T>(
  deps: MemberRowsDeps,
  requester: Requester,
  value: unknown,
  act: (id: MemberId) => Promise<Outcome<T, MemberRefusal>>,
): Promise<Outcome<T, MemberRefusal>> {
  const id = parseMemberId(value);
  const outcome: Outcome<T, MemberRefusal> = id ? await act(id) : { ok: false, refusal: 'gone' };
  if (!outcome.ok && (outcome.refusal === 'gone' || outcome.refusal === 'not_an_admin')) {
    // Our screens hardly ever lead here: somebody lost the right meanwhile, or the request is forged.
    const who = { slackUser: requester.person.userId, refusal: outcome.refusal };
    deps.log.warn({ member: id, ...who }, 'act on a member refused');
  }
  return outcome;
}
