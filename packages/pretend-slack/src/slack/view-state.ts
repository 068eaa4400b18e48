import { isDeepStrictEqual } from 'node:util';
import { optionsOf, type Placed, placedElements } from './elements.ts';
import type { Json, StateValue, StateValues } from './state.ts';

/** Where an element keeps what it holds, and where the app says what it holds at first. */
export interface Holding {
  field: string;
  initial: string;
  many: boolean;
  of: 'text' | 'option' | 'id' | 'file';
}

const text: Holding = { field: 'value', initial: 'initial_value', many: false, of: 'text' };
const option: Holding = {
  field: 'selected_option',
  initial: 'initial_option',
  many: false,
  of: 'option',
};
const options: Holding = {
  field: 'selected_options',
  initial: 'initial_options',
  many: true,
  of: 'option',
};

function ids(what: string, many: boolean): Holding {
  const end = many ? 's' : '';
  return { field: `selected_${what}${end}`, initial: `initial_${what}${end}`, many, of: 'id' };
}

/** By element type; buttons and overflow menus hold nothing. */
const holdings: Record<string, Holding> = {
  plain_text_input: text,
  email_text_input: text,
  url_text_input: text,
  number_input: text,
  static_select: option,
  external_select: option,
  radio_buttons: option,
  multi_static_select: options,
  multi_external_select: options,
  checkboxes: options,
  users_select: ids('user', false),
  multi_users_select: ids('user', true),
  conversations_select: ids('conversation', false),
  multi_conversations_select: ids('conversation', true),
  channels_select: ids('channel', false),
  multi_channels_select: ids('channel', true),
  datepicker: { field: 'selected_date', initial: 'initial_date', many: false, of: 'text' },
  file_input: { field: 'files', initial: 'initial_files', many: true, of: 'file' },
  timepicker: { field: 'selected_time', initial: 'initial_time', many: false, of: 'text' },
};

/** How an element holds a value; undefined for those that hold none. */
export function holdingOf(element: Json): Holding | undefined {
  return holdings[String(element.type)];
}

/** The conversation that somebody looks at, if an element may hold it. */
type Current = (element: Json) => string | undefined;

/** With `default_to_current_conversation`, an initial conversation goes before the current one; initial ones don't. */
function initialOf(element: Json, holding: Holding, currentOf: Current): unknown {
  const own = element[holding.initial];
  const wantsCurrent = element.default_to_current_conversation === true;
  const current = wantsCurrent ? currentOf(element) : undefined;
  if (!holding.many) return own ?? current ?? null;
  return current === undefined ? (own ?? []) : [current];
}

function initialValue(element: Json, holding: Holding, currentOf: Current): StateValue {
  const initial = initialOf(element, holding, currentOf);
  const value: StateValue = { type: String(element.type), [holding.field]: initial };
  if (element.type === 'timepicker' && element.timezone) value.timezone = element.timezone;
  return value;
}

function stillFits(element: Json, holding: Holding, value: StateValue | undefined): boolean {
  if (!value || value.type !== element.type) return false;
  const offered = optionsOf(element);
  if (holding.of !== 'option' || offered.length === 0) return true;
  const held = value[holding.field];
  const chosen = Array.isArray(held) ? held : held === null ? [] : [held];
  return chosen.every((one) => offered.some((offer) => isDeepStrictEqual(offer, one)));
}

/** What an element holds now: null or an empty list when nothing. */
export function heldIn(values: StateValues, placed: Placed): unknown {
  const holding = holdingOf(placed.element);
  return holding && values[placed.blockId]?.[placed.actionId]?.[holding.field];
}

/**
 * `state.values` of a view just shown. What was there before under the same block_id and action_id
 * stays, even over a new initial value, as in Slack; all else starts with its initial value.
 */
export function valuesOf(
  blocks: readonly unknown[],
  before: StateValues = {},
  currentOf: Current = () => undefined,
): StateValues {
  const values: StateValues = {};
  for (const { blockId, actionId, element } of placedElements(blocks)) {
    const holding = holdingOf(element);
    if (!holding) continue;
    const held = before[blockId]?.[actionId];
    const value =
      held && stillFits(element, holding, held) ? held : initialValue(element, holding, currentOf);
    values[blockId] = { ...values[blockId], [actionId]: value };
  }
  return values;
}
