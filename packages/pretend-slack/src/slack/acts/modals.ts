import type { ModalView } from '@slack/types';
import { placedElements } from '../elements.ts';
import { interactionBase } from '../payloads.ts';
import { notSent, type Reply, sendInteraction } from '../requests.ts';
import type { Json, StoredView } from '../state.ts';
import { issueResponseUrl, issueTrigger } from '../triggers.ts';
import { clientProblems, typeInto } from '../typed-values.ts';
import { viewProblems } from '../view-check.ts';
import { heldIn } from '../view-state.ts';
import {
  clearModals,
  closeView,
  modalsOf,
  pushModal,
  replaceView,
  type Viewer,
  viewPayload,
} from '../views.ts';
import { announce, recordRefusal, type World } from '../world.ts';

/** What Slack's client says when an app's answer is no good. */
const troubleText = 'We had some trouble connecting. Try again?';

/** The open modal with this id, or the top one. Throws when there is none. */
function openModalOf(world: World, user: string, viewId?: string): StoredView {
  const stack = modalsOf(world, user);
  const view = viewId === undefined ? stack.at(-1) : stack.find((one) => one.id === viewId);
  if (!view) throw new Error(`${user} has no open modal${viewId ? ` ${viewId}` : ''}`);
  return view;
}

function trouble(world: World, view: StoredView, problems: string[], subject: unknown): void {
  view.trouble = troubleText;
  recordRefusal(world, 'response_action', problems, subject);
  announce(world, { kind: 'modal', user: view.user });
}

function errorProblems(view: StoredView, errors: unknown): string[] {
  if (typeof errors !== 'object' || errors === null || Object.keys(errors).length === 0) {
    return ['errors must be an object with at least one entry'];
  }
  const inputs = placedElements(view.definition.blocks)
    .filter((placed) => placed.block.type === 'input')
    .map((placed) => placed.blockId);
  return Object.entries(errors).flatMap(([blockId, text]) => {
    if (!inputs.includes(blockId)) return [`errors: no input block has the block_id ${blockId}`];
    return typeof text === 'string' && text !== '' ? [] : [`errors: ${blockId} needs a text`];
  });
}

function viewerOf({ user, channel }: StoredView): Viewer {
  return { user, ...(channel && { channel }) };
}

function showView(world: World, view: StoredView, answer: Json): void {
  const problems = viewProblems(world, answer.view, 'modal');
  if (problems.length > 0) {
    trouble(world, view, problems, answer);
    return;
  }
  const definition = answer.view as ModalView;
  if (answer.response_action === 'update') {
    replaceView(world, view, definition);
    return;
  }
  if (!pushModal(world, viewerOf(view), definition)) {
    trouble(world, view, ['push_limit_reached'], answer);
  }
}

function parsedAnswer(body: string): Json | undefined {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return undefined;
  }
}

/** https://docs.slack.dev/surfaces/modals#close_and_update */
function applyAck(world: World, view: StoredView, reply: Reply): void {
  if (reply.status !== 200) {
    trouble(world, view, [`status ${reply.status}`], reply.body);
    return;
  }
  if (reply.body === '') {
    closeView(world, view);
    return;
  }
  const answer = parsedAnswer(reply.body);
  switch (answer?.response_action) {
    case 'clear':
      clearModals(world, view.user);
      return;
    case 'update':
    case 'push':
      showView(world, view, answer);
      return;
    case 'errors': {
      const problems = errorProblems(view, answer.errors);
      if (problems.length > 0) {
        trouble(world, view, problems, answer);
        return;
      }
      view.errors = answer.errors as Record<string, string>;
      announce(world, { kind: 'modal', user: view.user });
      return;
    }
    default:
      trouble(world, view, ['no such response_action'], reply.body);
  }
}

function responseUrls(world: World, view: StoredView): Json[] {
  return placedElements(view.definition.blocks)
    .filter(({ element }) => element.response_url_enabled === true)
    .flatMap((placed) => {
      const channel = heldIn(view.values, placed);
      if (typeof channel !== 'string') return [];
      return {
        block_id: placed.blockId,
        action_id: placed.actionId,
        channel_id: channel,
        response_url: issueResponseUrl(world, { user: view.user, channel }),
      };
    });
}

/**
 * Fills in the top modal (or the one named) and submits it. What Slack's client would not send stays
 * here, with what it says in `refusedByClient`.
 */
export async function submitModal(
  world: World,
  act: { user: string; values?: Record<string, unknown>; viewId?: string },
): Promise<Reply> {
  const view = openModalOf(world, act.user, act.viewId);
  const { definition } = view;
  if (definition.type !== 'modal' || !definition.submit) {
    throw new Error('This modal has no submit button');
  }
  typeInto(world, view, act.values ?? {});
  view.trouble = null;
  view.errors = clientProblems(view);
  if (Object.keys(view.errors).length > 0) {
    announce(world, { kind: 'modal', user: view.user });
    return { ...notSent, refusedByClient: { ...view.errors } };
  }
  const reply = await sendInteraction(world, {
    type: 'view_submission',
    ...interactionBase(world, act.user),
    trigger_id: issueTrigger(world, act.user, view.channel),
    view: viewPayload(world, view),
    response_urls: responseUrls(world, view),
  });
  applyAck(world, view, reply);
  return reply;
}

/**
 * Closes the top modal (or the one named) by its close button, or the whole stack by its ×. The app
 * hears of it when it asked to.
 */
export async function closeModal(
  world: World,
  act: { user: string; viewId?: string; all?: boolean },
): Promise<void> {
  const view = openModalOf(world, act.user, act.viewId);
  const isClear = (one: StoredView) =>
    one.definition.type === 'modal' && one.definition.clear_on_close === true;
  const all = act.all === true || isClear(view);
  const closed = all ? modalsOf(world, act.user).reverse() : [view];
  const payloads = closed
    .filter((one) => one.definition.type === 'modal' && one.definition.notify_on_close)
    .map((one) => viewPayload(world, one));
  if (all) clearModals(world, act.user);
  else closeView(world, view);
  for (const payload of payloads) {
    const base = interactionBase(world, act.user);
    const event = { type: 'view_closed', ...base, view: payload, is_cleared: all };
    await sendInteraction(world, event);
  }
}
