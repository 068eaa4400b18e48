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
import { type Member, type MemberRefusal, parseRole, roleName } from '../members/rules.ts';
import { changeRole, memberForAdmin, removeMember } from '../members/use-cases.ts';
import { openModal } from '../platform/open-modal.ts';
import { messageModal } from '../shared/blocks.ts';
import { parseMemberId } from '../shared/ids.ts';
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

const gone: Done = { ok: false, refusal: 'gone' };

/** Registers what admins do with a member in their Home tab. */
export function registerMemberRows(app: App, deps: HomeSlackDeps): void {
  app.action<BlockAction<ButtonAction>>(changeRoleButton, (args) => askForRole(deps, args));
  app.view<ViewSubmitAction>(roleCallback, (args) => giveRole(deps, args));
  app.action<BlockAction<ButtonAction>>(removeButton, (args) => remove(deps, args));
}

async function askForRole(deps: HomeSlackDeps, args: Press): Promise<void> {
  const { ack, action, body, client } = args;
  await ack();
  const requester = await requesterOf(deps, args);
  const id = parseMemberId(action.value);
  const found = id ? await memberForAdmin(deps, requester, id) : gone;
  const view = found.ok
    ? roleModal(found.value)
    : messageModal('Change role', memberRefusalText(found.refusal));
  await openModal(client, body.trigger_id, view);
  if (!found.ok) await showAgain(deps, args, requester, {});
}

async function giveRole(deps: HomeSlackDeps, args: Submission): Promise<void> {
  const { ack, client, view } = args;
  const requester = await requesterOf(deps, args);
  const id = parseMemberId(parsedObject(view.private_metadata).memberId);
  const role = parseRole(submitted(view, roleBlock, roleInput)?.selected_option?.value);
  const outcome = id && role ? await changeRole(deps, requester, id, role) : gone;
  if (!outcome.ok) {
    const errors = { [roleBlock]: memberRefusalText(outcome.refusal) };
    await ack({ response_action: 'errors', errors });
    return;
  }
  await ack();
  const { displayName, role: given } = outcome.value;
  const notice = `✅ ${displayName} has the role ${roleName(given)} now.`;
  deps.changed(requester.workspace.id, requester.person.userId);
  await deps.home.publish(client, requester, { notice });
}

async function remove(deps: HomeSlackDeps, args: Press): Promise<void> {
  await args.ack();
  const requester = await requesterOf(deps, args);
  const id = parseMemberId(args.action.value);
  const outcome = id ? await removeMember(deps, requester, id) : gone;
  const notice = outcome.ok
    ? `✅ ${outcome.value.displayName} is removed and signed out everywhere.`
    : `⚠️ ${memberRefusalText(outcome.refusal)}`;
  if (outcome.ok) deps.changed(requester.workspace.id, requester.person.userId);
  await showAgain(deps, args, requester, { notice });
}
