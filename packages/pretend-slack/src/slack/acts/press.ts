import { checkSuggestions } from '../../block-kit/check-message.ts';
import { optionsOf, type Placed } from '../elements.ts';
import type { ChosenFile } from '../files.ts';
import { interactionBase } from '../payloads.ts';
import { type Reply, sendInteraction } from '../requests.ts';
import { type Json, nextTs } from '../state.ts';
import { issueTrigger } from '../triggers.ts';
import { suggestionKey, typeInto, valueFor } from '../typed-values.ts';
import { holdingOf } from '../view-state.ts';
import { recordRefusal, type World } from '../world.ts';
import {
  conversationOf,
  elementsAt,
  type Place,
  placePayload,
  placesFor,
  type Where,
} from './places.ts';

/** A press of a button, or a choice in a menu, or Enter in an input that dispatches. */
export interface PressAct {
  user: string;
  actionId: string;
  blockId?: string;
  /** Of a button: which one; of a menu or an input: what is chosen or typed there. */
  value?: string | (string | ChosenFile)[] | null;
  in?: Where;
  /** What is typed into the view's other inputs before, by block_id. */
  values?: Record<string, unknown>;
}

function feedbackValues(element: Json): unknown[] {
  const { positive_button: yes, negative_button: no } = element as Record<string, Json | undefined>;
  return [yes?.value, no?.value];
}

function fits(placed: Placed, act: PressAct): boolean {
  const { element } = placed;
  if (placed.actionId !== act.actionId) return false;
  if (act.blockId !== undefined && placed.blockId !== act.blockId) return false;
  if (placed.block.type === 'input' && placed.block.dispatch_action !== true) return false;
  switch (element.type) {
    case 'button':
    case 'icon_button':
      return act.value === undefined || element.value === act.value;
    case 'overflow':
      return optionsOf(element).some((option) => option.value === act.value);
    case 'feedback_buttons':
      return feedbackValues(element).includes(act.value);
    default:
      return true;
  }
}

function findPressed(world: World, act: PressAct): { place: Place; placed: Placed } {
  const places = placesFor(world, act.user, act.in);
  for (const place of places) {
    const found = elementsAt(place).filter((placed) => fits(placed, act));
    const [placed] = found;
    if (!placed) continue;
    if (found.length > 1) {
      const blocks = found.map((one) => `${one.blockId}=${String(one.element.value)}`).join(', ');
      throw new Error(`Several ${act.actionId} here: say blockId or value (${blocks})`);
    }
    return { place, placed };
  }
  const seen = places.flatMap(elementsAt).map((one) => one.actionId);
  const what = act.value === undefined ? act.actionId : `${act.actionId}=${String(act.value)}`;
  throw new Error(
    `${act.user} sees nothing to press: ${what}. There is: ${[...new Set(seen)].join(', ')}`,
  );
}

function actionOf(world: World, place: Place, placed: Placed, act: PressAct): Json {
  const { element, blockId, actionId } = placed;
  const base = { ...element, block_id: blockId, action_id: actionId };
  const action: Json = { ...base, action_ts: nextTs(world.state, world.now()) };
  for (const field of ['options', 'option_groups', 'dispatch_action_config', 'focus_on_load']) {
    delete action[field];
  }
  if (element.type === 'overflow') {
    const selected = optionsOf(element).find((option) => option.value === act.value);
    return { ...action, selected_option: selected };
  }
  if (element.type === 'feedback_buttons') {
    const { positive_button: yes, negative_button: no, ...rest } = action;
    const button = (yes as Json).value === act.value ? (yes as Json) : (no as Json);
    return { ...rest, text: button.text, value: button.value };
  }
  const holding = holdingOf(element);
  if (!holding) return action;
  const value = valueFor(world, act.user, placed, act.value ?? null);
  if (place.kind === 'view') {
    const { values } = place.view;
    values[blockId] = { ...values[blockId], [actionId]: value };
  }
  // Of a text input Slack sends nothing but what is in it.
  const { action_ts } = action;
  const isTyped = holding.field === 'value';
  return isTyped
    ? { ...value, block_id: blockId, action_id: actionId, action_ts }
    : { ...action, ...value };
}

/**
 * Presses an element that the person sees, wherever it is: top modal, Home, newest message. Any
 * confirm dialog is agreed to. Throws when there is no such element, or more than one.
 */
export async function pressElement(world: World, act: PressAct): Promise<Reply> {
  const { place, placed } = findPressed(world, act);
  if (act.values) {
    if (place.kind !== 'view') throw new Error('Only views have inputs to type into');
    typeInto(world, place.view, act.values);
  }
  const action = actionOf(world, place, placed, act);
  const reply = await sendInteraction(world, {
    type: 'block_actions',
    ...interactionBase(world, act.user),
    trigger_id: issueTrigger(world, act.user, conversationOf(place)),
    ...placePayload(world, act.user, place),
    actions: [action],
  });
  if (reply.status !== 200) {
    // Slack's client marks the element with a warning sign.
    recordRefusal(world, 'block_actions', [`status ${reply.status}`], reply.body);
  }
  return reply;
}

function parsedOptions(reply: Reply): { content: Json; problems: string[] } {
  if (reply.status !== 200) return { content: {}, problems: [`status ${reply.status}`] };
  try {
    const content = JSON.parse(reply.body) as Json;
    return { content, problems: checkSuggestions(content) };
  } catch {
    return { content: {}, problems: ['must be valid JSON'] };
  }
}

/**
 * Types into an external select and gives the options that the app offers; none when the query is
 * shorter than the select's `min_query_length` (3 unless it says otherwise), and then nothing is sent.
 */
export async function suggestOptions(
  world: World,
  act: { user: string; actionId: string; blockId?: string; query: string; in?: Where },
): Promise<Json[]> {
  const found = placesFor(world, act.user, act.in).flatMap((place) =>
    elementsAt(place)
      .filter((one) => one.actionId === act.actionId)
      .filter((one) => act.blockId === undefined || one.blockId === act.blockId)
      .filter((one) => String(one.element.type).includes('external'))
      .map((placed) => ({ place, placed })),
  );
  const [first] = found;
  if (!first) throw new Error(`${act.user} sees no external select ${act.actionId}`);
  if (act.query.length < Number(first.placed.element.min_query_length ?? 3)) return [];
  const { response_url: _unused, ...where } = placePayload(world, act.user, first.place);
  const reply = await sendInteraction(world, {
    type: 'block_suggestion',
    ...interactionBase(world, act.user),
    ...where,
    action_id: act.actionId,
    block_id: first.placed.blockId,
    value: act.query,
  });
  const { content, problems } = parsedOptions(reply);
  if (problems.length > 0) {
    recordRefusal(world, 'block_suggestion', problems, reply.body);
    return [];
  }
  const options = optionsOf(content);
  rememberOffered(world, suggestionKey(act.user, act.actionId), options);
  return options;
}

/** More than anybody searches for in one menu. */
const maxRemembered = 500;

/** One can choose something, and then search on for more. */
function rememberOffered(world: World, key: string, options: readonly Json[]): void {
  const fresh = new Set(options.map((option) => option.value));
  const before = (world.state.suggestions[key] ?? []).filter((one) => !fresh.has(one.value));
  world.state.suggestions[key] = [...options, ...before].slice(0, maxRemembered);
}
