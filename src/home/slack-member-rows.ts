import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import { parsedObject } from '../invitations/slack-blocks.ts';
import {
  type Member,
  type MemberRefusal,
  parseRole,
  type Requester,
  roleName,
} from '../members/rules.ts';
import { changeRole, memberForAdmin, removeMember } from '../members/use-cases.ts';
import { beforeAnswer } from '../platform/deadline.ts';
import { openModal } from '../platform/open-modal.ts';
import { messageModal } from '../shared/blocks.ts';
import { type MemberId, parseMemberId } from '../shared/ids.ts';
import type { Outcome } from '../shared/outcome.ts';
import {
  changeRoleButton,
  memberRefusalText,
  removeButton,
  roleBlock,
  roleCallback,
  roleInput,
  roleModal,
} from './member-blocks.ts';
import { type HomeSlackDeps, requesterOf, showAgain, submitted } from './slack-deps.ts';

type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;
type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;
type Done = Outcome<Member, MemberRefusal>;

/** Registers what admins do with a member in their Home tab. */
export function registerMemberRows(app: App, deps: HomeSlackDeps): void {
  app.action<BlockAction<ButtonAction>>(changeRoleButton, (args) => askForRole(deps, args));
  app.view<ViewSubmitAction>(roleCallback, (args) => giveRole(deps, args));
  app.action<BlockAction<ButtonAction>>(removeButton, (args) => remove(deps, args));
}

async function askForRole(deps: HomeSlackDeps, args: Press): Promise<void> {
  await args.ack();
  const requester = await requesterOf(deps, args);
  const found = await manage(deps, requester, args.action.value, (id) =>
    memberForAdmin(deps, requester, id),
  );
  const view = found.ok
    ? roleModal(found.value)
    : messageModal('Change role', memberRefusalText(found.refusal));
  await openModal(args, view);
  if (!found.ok) await showAgain(deps, args, requester, {});
}

async function giveRole(deps: HomeSlackDeps, args: Submission): Promise<void> {
  const { ack, client, view } = args;
  const requester = await requesterOf(deps, args, beforeAnswer);
  const role = parseRole(submitted(view, roleBlock, roleInput)?.selected_option?.value);
  const { memberId } = parsedObject(view.private_metadata);
  const outcome = await manage(deps, requester, role && memberId, (id) =>
    changeRole(deps, requester, id, role ?? 'member'),
  );
  if (!outcome.ok) {
    const errors = { [roleBlock]: memberRefusalText(outcome.refusal) };
    await ack({ response_action: 'errors', errors });
    return;
  }
  await ack();
  const { displayName, role: given } = outcome.value;
  const notice = `✅ ${displayName} has the role ${roleName(given)} now.`;
  deps.changed(requester.workspace.id, { shownTo: requester.person.userId });
  await deps.home.publish(client, requester, { notice });
}

async function remove(deps: HomeSlackDeps, args: Press): Promise<void> {
  await args.ack();
  const requester = await requesterOf(deps, args);
  const outcome = await manage(deps, requester, args.action.value, (id) =>
    removeMember(deps, requester, id),
  );
  const notice = outcome.ok
    ? `✅ ${outcome.value.displayName} is removed and signed out everywhere.`
    : `⚠️ ${memberRefusalText(outcome.refusal)}`;
  if (outcome.ok) deps.changed(requester.workspace.id, { shownTo: requester.person.userId });
  await showAgain(deps, args, requester, { notice });
}

/** Does it with the member whom the value names, if it names one. */
async function manage(
  deps: HomeSlackDeps,
  requester: Requester,
  value: unknown,
  act: (id: MemberId) => Promise<Done>,
): Promise<Done> {
  const id = parseMemberId(value);
  const outcome: Done = id ? await act(id) : { ok: false, refusal: 'gone' };
  if (!outcome.ok && (outcome.refusal === 'gone' || outcome.refusal === 'not_an_admin')) {
    // Our screens hardly ever lead here: somebody lost the right meanwhile, or the request is forged.
    const who = { slackUser: requester.person.userId, refusal: outcome.refusal };
    deps.log.warn({ member: id, ...who }, 'act on a member refused');
  }
  return outcome;
}
