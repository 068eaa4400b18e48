import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { ActingRequester, AdminRequester } from '../../members/rules.ts';
import type { ActorDeps } from '../../members/slack/actor.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import { type HomeTab, showAgain } from '../../members/slack/home-tab.ts';
import { openModal } from '../../platform/slack/open-modal.ts';
import { messageModal, refusalModal } from '../../shared/blocks.ts';
import { parseToolId, type ToolId } from '../../shared/ids.ts';
import { type Outcome, refused } from '../../shared/outcome.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import type { ToolProblem } from '../form-rules.ts';
import { linesToPaste } from '../paste-text.ts';
import { isBehindProxy } from '../preset-rules.ts';
import type { ListedTool, ToolRefusal } from '../rules.ts';
import { confirmTexts, doneTexts, toolDialogTexts, toolRefusalText } from '../texts.ts';
import {
  changeTool,
  connectTool,
  disconnectTool,
  replaceSecret,
  type ToolDeps,
  type ToolDone,
  toolForAdmin,
} from '../use-cases/manage.ts';
import {
  changeCallback,
  connectCallback,
  disconnectCallback,
  newSecretCallback,
  questionModal,
  secretModal,
  testLink,
  toolErrors,
  toolModal,
} from './dialog-blocks.ts';
import {
  changeButton,
  connectButton,
  disconnectButton,
  newSecretButton,
  openLink,
  openOwnLink,
} from './home-blocks.ts';
import { proxyModal } from './proxy-blocks.ts';
import { readChange, readWanted, type Submission } from './submission.ts';

/** What the Tools tab works with. */
export interface ToolSlackDeps extends ActorDeps, ToolDeps {
  readonly home: HomeTab;
  readonly publicUrl: string;
}

type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;

/** Registers what admins do with tools. */
export function registerTools(app: App, deps: ToolSlackDeps): void {
  const { admins, adminsLooking } = guardsOf(deps);
  const asks = (title: string, modal: (tool: ListedTool) => ModalView) =>
    adminsLooking.acked((args: Press, requester) => ask(deps, args, requester, title, modal));
  app.action<BlockAction<ButtonAction>>(
    connectButton,
    adminsLooking.acked(async (args: Press) => void (await openModal(args, toolModal()))),
  );
  app.action<BlockAction<ButtonAction>>(
    changeButton,
    asks(toolDialogTexts.changeTitle, (tool) => toolModal(tool)),
  );
  app.action<BlockAction<ButtonAction>>(
    newSecretButton,
    asks(confirmTexts.newSecret.title, (tool) => questionModal('newSecret', tool)),
  );
  app.action<BlockAction<ButtonAction>>(
    disconnectButton,
    asks(confirmTexts.disconnect.title, (tool) => questionModal('disconnect', tool)),
  );
  app.view<ViewSubmitAction>(
    connectCallback,
    admins.answering((args, requester) => connect(deps, args, requester)),
  );
  app.view<ViewSubmitAction>(
    changeCallback,
    admins.answering((args, requester) => change(deps, args, requester)),
  );
  app.view<ViewSubmitAction>(
    newSecretCallback,
    admins.answering((args, requester) => newSecret(deps, args, requester)),
  );
  app.view<ViewSubmitAction>(
    disconnectCallback,
    admins.answering((args, requester) => disconnect(deps, args, requester)),
  );
  for (const link of [openLink, testLink, new RegExp(`^${openOwnLink}`)]) {
    // A link button tells us that it was pressed, and there is nothing to do.
    app.action<BlockAction>(link, async ({ ack }) => await ack());
  }
}

/** Opens a dialog about a tool as it is now. */
async function ask(
  deps: ToolSlackDeps,
  args: Press,
  requester: AdminRequester,
  title: string,
  modal: (tool: ListedTool) => ModalView,
): Promise<void> {
  const found = await withTool<ListedTool>(args.action.value, (id) =>
    toolForAdmin(deps, requester, id),
  );
  await openModal(
    args,
    found.ok ? modal(found.value) : refusalModal(title, toolRefusalText(found.refusal)),
  );
  if (!found.ok) await showAgain(deps, args, requester);
}

async function connect(
  deps: ToolSlackDeps,
  args: Submission,
  requester: ActingRequester,
): Promise<void> {
  const outcome = await connectTool(deps, requester, await readWanted(deps, args, requester));
  await answer(args, toolDialogTexts.connectTitle, outcome, ({ tool, secret }) =>
    tool ? pasteModal(deps, tool, { secret, isNew: true }) : undefined,
  );
}

async function change(
  deps: ToolSlackDeps,
  args: Submission,
  requester: ActingRequester,
): Promise<void> {
  const wanted = await readChange(deps, args, requester);
  const outcome = await withTool<ToolDone, ToolProblem[]>(toolIdOf(args), (id) =>
    changeTool(deps, requester, id, wanted),
  );
  await answer(args, toolDialogTexts.changeTitle, outcome, ({ tool }) =>
    // Its address stands in the proxy's lines.
    tool && isBehindProxy(tool.preset) ? proxyModal(tool, { isNew: false }) : undefined,
  );
  const name = outcome.ok && outcome.value.tool?.name;
  if (name) await deps.home.publish(args.client, requester, { notice: doneTexts.changed(name) });
}

async function newSecret(
  deps: ToolSlackDeps,
  args: Submission,
  requester: ActingRequester,
): Promise<void> {
  const outcome = await withTool<ToolDone>(toolIdOf(args), (id) =>
    replaceSecret(deps, requester, id),
  );
  await answer(args, confirmTexts.newSecret.title, outcome, ({ tool, secret }) =>
    tool ? pasteModal(deps, tool, { secret, isNew: false }) : undefined,
  );
}

async function disconnect(
  deps: ToolSlackDeps,
  args: Submission,
  requester: ActingRequester,
): Promise<void> {
  const outcome = await withTool<ToolDone>(toolIdOf(args), (id) =>
    disconnectTool(deps, requester, id),
  );
  await answer(args, confirmTexts.disconnect.title, outcome, () => undefined);
  const name = outcome.ok && outcome.value.tool?.name;
  if (name) {
    await deps.home.publish(args.client, requester, { notice: doneTexts.disconnected(name) });
  }
}

function pasteModal(
  { publicUrl }: ToolSlackDeps,
  tool: ListedTool,
  { secret, isNew }: { secret: string | undefined; isNew: boolean },
): ModalView {
  if (isBehindProxy(tool.preset)) return proxyModal(tool, { isNew });
  const lines = linesToPaste(tool, { publicUrl, secret: secret ?? '', isNew });
  return secretModal(tool, { lines, isNew, hasSecret: secret !== undefined });
}

/** Says in the dialog what came of it: in its fields, in its place, or by closing it. */
async function answer(
  { ack }: Submission,
  title: string,
  outcome: Outcome<ToolDone, ToolRefusal | ToolProblem[]>,
  show: (value: ToolDone) => ModalView | undefined,
): Promise<void> {
  if (outcome.ok) {
    const view = show(outcome.value);
    await (view ? ack({ response_action: 'update', view }) : ack());
  } else if (typeof outcome.refusal === 'string') {
    const view = messageModal(title, toolRefusalText(outcome.refusal));
    await ack({ response_action: 'update', view });
  } else {
    await ack({ response_action: 'errors', errors: toolErrors(outcome.refusal) });
  }
}

function toolIdOf({ view }: Submission): unknown {
  return parsedObject(view.private_metadata).toolId;
}

async function withTool<T, Problem = never>(
  value: unknown,
  act: (id: ToolId) => Promise<Outcome<T, ToolRefusal | Problem>>,
): Promise<Outcome<T, ToolRefusal | Problem>> {
  const id = parseToolId(value);
  return id ? await act(id) : refused('gone');
}
