import { isDeepStrictEqual } from 'node:util';
import { type Placed, placedElements } from '../slack/elements.ts';
import type { ChosenFile } from '../slack/files.ts';
import type { StateValues } from '../slack/state.ts';
import { type Holding, heldIn, holdingOf } from '../slack/view-state.ts';
import { type ElementName, inputName } from './blocks/names.ts';

type Typed = string | (string | ChosenFile)[] | null;

/** What a form says that an element holds: nothing, one thing, or a list; of files those just chosen, and ids of others. */
export async function typedAt(
  form: FormData,
  name: ElementName,
  { of, many }: Holding,
): Promise<Typed> {
  const all = form.getAll(inputName(name));
  const texts = all.filter((one): one is string => typeof one === 'string');
  if (!many) return texts[0] ?? null;
  if (of !== 'file') return texts;
  // Where none was chosen, a browser sends one without a name, which some read as an empty text.
  const ids = texts.filter((one) => one !== '');
  const files = all.flatMap((one) => (typeof one === 'string' || one.name === '' ? [] : [one]));
  return [...ids, ...(await Promise.all(files.map(chosenFile)))];
}

async function chosenFile(file: Blob & { name: string }): Promise<ChosenFile> {
  const { name, type: mimetype } = file;
  return { name, mimetype, bytes: new Uint8Array(await file.arrayBuffer()) };
}

/** What a form says that each element of a view holds, by block_id and action_id. */
export async function typedValues(
  form: FormData,
  blocks: readonly unknown[],
  held: StateValues,
): Promise<Record<string, Record<string, unknown>>> {
  const values: Record<string, Record<string, unknown>> = {};
  for (const placed of placedElements(blocks)) {
    const holding = holdingOf(placed.element);
    if (!holding) continue;
    const typed = await typedAt(form, placed, holding);
    if (isHeldAlready(placed, typed, held)) continue;
    values[placed.blockId] = { ...values[placed.blockId], [placed.actionId]: typed };
  }
  return values;
}

/** An option stays what it is, also when its select offers others by now. */
function isHeldAlready(placed: Placed, typed: Typed, held: StateValues): boolean {
  const holds = heldIn(held, placed);
  const values = (Array.isArray(holds) ? holds : [holds]).map((one: unknown) =>
    typeof one === 'object' && one !== null && 'value' in one ? one.value : one,
  );
  return isDeepStrictEqual(values, Array.isArray(typed) ? typed : [typed]);
}
