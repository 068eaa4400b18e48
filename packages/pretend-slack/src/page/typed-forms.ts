import { isDeepStrictEqual } from 'node:util';
import { type Placed, placedElements } from '../slack/elements.ts';
import type { StateValues } from '../slack/state.ts';
import { heldIn, holdingOf } from '../slack/view-state.ts';
import { type ElementName, inputName } from './blocks/names.ts';

/** What a form says that an element holds: nothing, one thing, or a list. */
export function typedAt(
  form: FormData,
  name: ElementName,
  isMany: boolean,
): string | string[] | null {
  const all = form.getAll(inputName(name)).filter((one): one is string => typeof one === 'string');
  if (isMany) return all;
  return all[0] ?? null;
}

/** What a form says that each element of a view holds, by block_id and action_id. */
export function typedValues(
  form: FormData,
  blocks: readonly unknown[],
  held: StateValues,
): Record<string, Record<string, unknown>> {
  const values: Record<string, Record<string, unknown>> = {};
  for (const placed of placedElements(blocks)) {
    const holding = holdingOf(placed.element);
    if (!holding) continue;
    const typed = typedAt(form, placed, holding.many);
    if (isHeldAlready(placed, typed, held)) continue;
    values[placed.blockId] = { ...values[placed.blockId], [placed.actionId]: typed };
  }
  return values;
}

/** An option stays what it is, also when its select offers others by now. */
function isHeldAlready(
  placed: Placed,
  typed: string | string[] | null,
  held: StateValues,
): boolean {
  const holds = heldIn(held, placed);
  const values = (Array.isArray(holds) ? holds : [holds]).map((one: unknown) =>
    typeof one === 'object' && one !== null && 'value' in one ? one.value : one,
  );
  return isDeepStrictEqual(values, Array.isArray(typed) ? typed : [typed]);
}
