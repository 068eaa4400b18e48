import { isDeepStrictEqual } from 'node:util';
import { conversationHeld } from './conversation-choices.ts';
import { optionsOf, type Placed, placedElements } from './elements.ts';
import { fileHeld, filesProblem, isChosenFile } from './files.ts';
import { findUser, type Json, type StateValue, type StoredView } from './state.ts';
import { type Holding, heldIn, holdingOf } from './view-state.ts';
import type { World } from './world.ts';

/** What the app offered last in an external select, by person and action. */
export function suggestionKey(user: string, actionId: string): string {
  return `${user}/${actionId}`;
}

function offeredOptions(world: World, user: string, placed: Placed): Json[] {
  const { element, actionId } = placed;
  if (!String(element.type).includes('external')) return optionsOf(element);
  const first = element.initial_option === undefined ? [] : [element.initial_option as Json];
  const firsts = (element.initial_options ?? []) as Json[];
  return [...(world.state.suggestions[suggestionKey(user, actionId)] ?? []), ...first, ...firsts];
}

function pickOption(world: World, user: string, placed: Placed, choice: unknown): Json {
  const options = offeredOptions(world, user, placed);
  const option = options.find(
    (one) => one.value === choice || (typeof choice === 'object' && isDeepStrictEqual(one, choice)),
  );
  if (option) return option;
  const values = options.map((one) => String(one.value)).join(', ');
  throw new Error(`${placed.actionId} offers no option ${JSON.stringify(choice)}, only: ${values}`);
}

function pickId(world: World, user: string, element: Json, choice: unknown): string {
  const { state } = world;
  const id = String(choice);
  const held = String(element.type).includes('user')
    ? findUser(state, id)?.id
    : conversationHeld(element, state, user, id);
  if (held === undefined) {
    throw new Error(`There is no ${id} to choose in ${String(element.action_id)}`);
  }
  return held;
}

function one(world: World, user: string, placed: Placed, holding: Holding, choice: unknown) {
  if (holding.of === 'option') return pickOption(world, user, placed, choice);
  if (holding.of === 'id') return pickId(world, user, placed.element, choice);
  if (holding.of === 'file') return fileHeld(world, user, choice);
  return String(choice);
}

/**
 * What an element holds once a person typed or chose `simple`: a text, an option's value, an id, a
 * file, or a list of those; null, '' and [] empty it. Throws when it can't be chosen there.
 */
export function valueFor(world: World, user: string, placed: Placed, simple: unknown): StateValue {
  const holding = holdingOf(placed.element);
  const type = String(placed.element.type);
  if (!holding) throw new Error(`${placed.actionId} (${type}) holds no value`);
  if (holding.many) {
    const list = simple === null ? [] : Array.isArray(simple) ? simple : [simple];
    const chosen = list.map((choice) => one(world, user, placed, holding, choice));
    return { type, [holding.field]: chosen };
  }
  const isEmpty = simple === null || simple === '' || simple === undefined;
  const chosen = isEmpty ? null : one(world, user, placed, holding, simple);
  const zone = type === 'timepicker' ? placed.element.timezone : undefined;
  return { type, [holding.field]: chosen, ...(zone !== undefined && { timezone: zone }) };
}

function isPlainObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Types and chooses in a view, by block_id. A block with several elements takes an object by
 * action_id. Throws for a block that is not there.
 */
export function typeInto(world: World, view: StoredView, values: Record<string, unknown>): void {
  const all = placedElements(view.definition.blocks).filter((placed) => holdingOf(placed.element));
  for (const [blockId, simple] of Object.entries(values)) {
    const inBlock = all.filter((placed) => placed.blockId === blockId);
    if (inBlock.length === 0) {
      const known = [...new Set(all.map((placed) => placed.blockId))].join(', ');
      throw new Error(`The view has no input ${blockId}, only: ${known}`);
    }
    for (const placed of inBlock) {
      const byAction =
        isPlainObject(simple) && !('value' in simple) && !isChosenFile(simple)
          ? simple
          : { [placed.actionId]: simple };
      if (!(placed.actionId in byAction)) continue;
      if (inBlock.length > 1 && byAction !== simple) {
        throw new Error(`${blockId} has several elements: give an object by action_id`);
      }
      const value = valueFor(world, view.user, placed, byAction[placed.actionId]);
      view.values[blockId] = { ...view.values[blockId], [placed.actionId]: value };
    }
  }
}

function isEmptyValue(held: unknown): boolean {
  return held === null || held === undefined || held === '' || (held as unknown[]).length === 0;
}

const emailShape = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

function textProblem(element: Json, text: string): string | undefined {
  const { type } = element;
  const min = Number(element.min_length ?? 0);
  const max = Number(element.max_length ?? 3000);
  if (type === 'email_text_input' && !emailShape.test(text.trim())) {
    return 'Enter a valid email address.';
  }
  if (type === 'url_text_input' && !(/^https?:\/\//.test(text) && URL.canParse(text))) {
    return 'Enter a valid URL.';
  }
  if (type === 'number_input') {
    const isNumber = element.is_decimal_allowed ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
    if (!isNumber.test(text)) return 'Enter a valid number.';
    if (Number(text) < Number(element.min_value ?? -Infinity)) return 'This number is too small.';
    if (Number(text) > Number(element.max_value ?? Infinity)) return 'This number is too large.';
  }
  if (text.length < min) return `Enter at least ${min} characters.`;
  return text.length > max ? `Enter no more than ${max} characters.` : undefined;
}

function inputProblem(element: Json, held: unknown): string | undefined {
  if (element.type === 'file_input') return filesProblem(element, held as Json[]);
  const max = Number(element.max_selected_items ?? Infinity);
  if (Array.isArray(held)) return held.length > max ? `Choose no more than ${max}.` : undefined;
  return typeof held === 'string' ? textProblem(element, held) : undefined;
}

/** By block_id: what Slack's client says about the inputs before it sends anything. */
export function clientProblems(view: StoredView): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const placed of placedElements(view.definition.blocks)) {
    if (placed.block.type !== 'input') continue;
    const held = heldIn(view.values, placed);
    if (isEmptyValue(held)) {
      if (placed.block.optional !== true)
        problems[placed.blockId] = 'Complete this required field.';
      continue;
    }
    const problem = inputProblem(placed.element, held);
    if (problem) problems[placed.blockId] = problem;
  }
  return problems;
}
