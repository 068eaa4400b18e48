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
import { beforeAnswer } from '../../platform/process/deadline.ts';
import { openModal } from '../../platform/slack/open-modal.ts';
import { messageModal } from '../../shared/blocks.ts';
import { type MemberId, parseMemberId } from '../../shared/ids.ts';
import type { Outcome } from '../../shared/outcome.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import { type Changed, type MemberRefusal, parseRole, type Requester, roleName } from '../rules.ts';
import {
  type AskSlack,
  changeRole,
  consequencesFor,
  type MemberDeps,
  removeMember,
} from '../use-cases/manage.ts';
import {
  type ActorDeps,
  identifyActingRequester,
  identifyRequester,
  possibleAdmins,
  slackAdminNames,
} from './actor.ts';
import { type HomeTab, showAgain } from './home-tab.ts';
import { changeRoleButton, endedText, memberRefusalText, removeButton } from './member-blocks.ts';
import {
  type Question,
  removeCallback,
  removeModal,
  roleBlock,
  roleCallback,
  roleInput,
  roleModal,
} from './question-blocks.ts';

type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;
type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** What the rows of the members' tab work with. */
export interface MemberRowsDeps extends ActorDeps, MemberDeps {
  readonly home: HomeTab;
  readonly changed: Changed;
}

/** Registers what admins do with a member in their Home tab. */
export function registerMemberRows(app: App, deps: MemberRowsDeps): void {
  app.action<BlockAction<ButtonAction>>(changeRoleButton, (args) =>
    ask(deps, args, 'Change role', roleModal),
  );
  app.view<ViewSubmitAction>(roleCallback, (args) => giveRole(deps, args));
  app.action<BlockAction<ButtonAction>>(removeButton, (args) =>
    ask(deps, args, 'Remove member', (question) =>
      question.isOneself
        ? messageModal('Remove member', memberRefusalText('oneself'))
        : removeModal(question),
    ),
  );
  app.view<ViewSubmitAction>(removeCallback, (args) => removeConfirmed(deps, args));
}

/** Opens the dialog that says what will happen. */
async function ask(
  deps: MemberRowsDeps,
  args: Press,
  title: string,
  modal: (question: Question) => ModalView,
): Promise<void> {
  await args.ack();
  const requester = await identifyRequester(deps, args.client, args.context);
  const { workspace } = requester;
  const [found, names] = await Promise.all([
    manage(deps, requester, args.action.value, (id) =>
      consequencesFor(deps, requester, id, askSlack(deps, args.client, requester)),
    ),
    workspace.settings.slackAdminsAreAdmins ? slackAdminNames(deps, args.client, workspace) : [],
  ]);
  const view = found.ok
    ? modal({ ...found.value, slackAdmins: names })
    : messageModal(title, memberRefusalText(found.refusal));
  await openModal(args, view);
  if (!found.ok) await showAgain(deps, args, requester);
}

async function giveRole(deps: MemberRowsDeps, args: Submission): Promise<void> {
  const { ack, client, view } = args;
  const requester = await identifyActingRequester(deps, args, beforeAnswer);
  const role = parseRole(view.state.values[roleBlock]?.[roleInput]?.selected_option?.value);
  const { memberId } = parsedObject(view.private_metadata);
  const slack = askSlack(deps, client, requester);
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
  const notice = `✅ ${displayName} has the role ${roleName(given)} now.${endedText(outcome.value)}`;
  deps.changed(requester.workspace.id, { shownTo: requester.person.userId });
  await deps.home.publish(client, requester, { notice });
}

async function removeConfirmed(deps: MemberRowsDeps, args: Submission): Promise<void> {
  const { ack, client, view } = args;
  // What comes of it is said in the Home tab, so nobody has to wait here.
  await ack();
  const requester = await identifyActingRequester(deps, args);
  const { memberId } = parsedObject(view.private_metadata);
  const slack = askSlack(deps, client, requester);
  const outcome = await manage(deps, requester, memberId, (id) =>
    removeMember(deps, requester, id, slack),
  );
  const notice = outcome.ok
    ? `✅ ${outcome.value.member.displayName} is removed and signed out everywhere.${endedText(outcome.value)}`
    : `⚠️ ${memberRefusalText(outcome.refusal)}`;
  if (outcome.ok) deps.changed(requester.workspace.id, { shownTo: requester.person.userId });
  await deps.home.publish(client, requester, { notice });
}

function askSlack(deps: MemberRowsDeps, client: WebClient, { workspace }: Requester): AskSlack {
  return {
    userWithAddress: (email) => deps.people.userWithAddress(client, email),
    otherAdmins: (except) => possibleAdmins(deps, client, workspace, except),
  };
}

/** Does it with the member whom the value names, if it names one. */
async function manage<T>(
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
