import type { HomeView, ModalView } from '@slack/types';
import { conversationHeld } from './conversation-choices.ts';
import { withIds } from './elements.ts';
import { type Json, newId, type StateValues, type StoredView } from './state.ts';
import { valuesOf } from './view-state.ts';
import { announce, type World } from './world.ts';

/** A modal stacks up to this many views. https://docs.slack.dev/reference/methods/views.push */
export const maxStack = 3;

function newHash(world: World): string {
  return `${Math.floor(world.now() / 1000)}.${newId('', 8).toLowerCase()}`;
}

function announceView(world: World, view: StoredView): void {
  announce(world, { kind: view.definition.type, user: view.user });
}

/** Whose view it is, and the conversation that they look at. */
export interface Viewer {
  readonly user: string;
  readonly channel?: string;
}

/** What a view's inputs hold, given what they held before. */
function heldBy(
  { state }: World,
  { user, channel }: Viewer,
  blocks: readonly unknown[],
  before?: StateValues,
): StateValues {
  const current = (element: Json) =>
    channel === undefined ? undefined : conversationHeld(element, state, user, channel);
  return valuesOf(blocks, before, current);
}

function store(
  world: World,
  viewer: Viewer,
  definition: ModalView | HomeView,
  below?: StoredView,
): StoredView {
  const id = newId('V');
  const blocks = withIds(definition.blocks);
  const view: StoredView = {
    id,
    ...viewer,
    rootViewId: below?.rootViewId ?? id,
    previousViewId: below?.id ?? null,
    hash: newHash(world),
    definition: { ...structuredClone(definition), blocks },
    values: heldBy(world, viewer, blocks),
    errors: {},
    trouble: null,
  };
  world.state.views[id] = view;
  return view;
}

/** The open modals of a person, the top one last. */
export function modalsOf(world: World, user: string): StoredView[] {
  return (world.state.modals[user] ?? []).flatMap((id) => world.state.views[id] ?? []);
}

/** The published Home tab of a person; undefined before the first time. */
export function homeOf(world: World, user: string): StoredView | undefined {
  return world.state.views[world.state.homes[user] ?? ''];
}

/** Opens a modal for this person, in place of any that was open. */
export function openModal(world: World, viewer: Viewer, definition: ModalView): StoredView {
  const { user } = viewer;
  for (const id of world.state.modals[user] ?? []) delete world.state.views[id];
  const view = store(world, viewer, definition);
  world.state.modals[user] = [view.id];
  announceView(world, view);
  return view;
}

/** Puts a view on top of this person's modal; undefined when the stack is full. */
export function pushModal(
  world: World,
  viewer: Viewer,
  definition: ModalView,
): StoredView | undefined {
  const { user } = viewer;
  const stack = modalsOf(world, user);
  if (stack.length >= maxStack) return undefined;
  const view = store(world, viewer, definition, stack.at(-1));
  world.state.modals[user] = [...stack.map((one) => one.id), view.id];
  announceView(world, view);
  return view;
}

/** Shows another definition in the same view; what was typed under the same ids stays. */
export function replaceView(
  world: World,
  view: StoredView,
  definition: ModalView | HomeView,
): StoredView {
  const blocks = withIds(definition.blocks);
  view.definition = { ...structuredClone(definition), blocks };
  view.values = heldBy(world, view, blocks, view.values);
  view.hash = newHash(world);
  view.errors = {};
  view.trouble = null;
  announceView(world, view);
  return view;
}

/** Publishes a person's Home tab. */
export function publishHome(world: World, user: string, definition: HomeView): StoredView {
  const home = homeOf(world, user);
  if (home) return replaceView(world, home, definition);
  const view = store(world, { user }, definition);
  world.state.homes[user] = view.id;
  announceView(world, view);
  return view;
}

/** Closes one view of a person's modal, with those above it; the ones below show again. */
export function closeView(world: World, view: StoredView): void {
  const stack = world.state.modals[view.user] ?? [];
  const index = stack.indexOf(view.id);
  if (index === -1) return;
  for (const id of stack.slice(index)) delete world.state.views[id];
  world.state.modals[view.user] = stack.slice(0, index);
  announce(world, { kind: 'modal', user: view.user });
}

/** Closes a person's whole modal. */
export function clearModals(world: World, user: string): void {
  const [root] = modalsOf(world, user);
  if (root) closeView(world, root);
}

/** A view as it stands in payloads and answers. https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export function viewPayload(world: World, view: StoredView): Json {
  const { team, app } = world.state;
  const { definition } = view;
  const modal = definition.type === 'modal' ? definition : undefined;
  return structuredClone({
    id: view.id,
    team_id: team.id,
    type: definition.type,
    blocks: definition.blocks,
    private_metadata: definition.private_metadata ?? '',
    callback_id: definition.callback_id ?? '',
    external_id: definition.external_id ?? '',
    state: { values: view.values },
    hash: view.hash,
    title: modal?.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: modal?.clear_on_close ?? false,
    notify_on_close: modal?.notify_on_close ?? false,
    close: modal?.close ?? null,
    submit: modal?.submit ?? null,
    previous_view_id: view.previousViewId,
    root_view_id: view.rootViewId,
    app_id: app.id,
    app_installed_team_id: team.id,
    bot_id: app.botId,
  });
}
