import type { Json } from './state.ts';
import { newId } from './state.ts';

/** An interactive element and the block that it stands in. */
export interface Placed {
  blockId: string;
  actionId: string;
  block: Json;
  element: Json;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function rawElements(block: Json): Json[] {
  const list: unknown[] = Array.isArray(block.elements) ? block.elements : [];
  const all =
    block.type === 'actions' || block.type === 'context_actions'
      ? list
      : [block.accessory, block.element];
  return all.filter(isObject).filter((element) => element.type !== 'image');
}

/** A copy of the blocks in which every block_id and action_id is there: Slack makes up the missing. */
export function withIds<T>(blocks: readonly T[]): T[] {
  const copy = structuredClone([...blocks]);
  for (const block of copy as unknown as Json[]) {
    block.block_id ??= newId('', 5);
    for (const element of rawElements(block)) element.action_id ??= newId('', 5);
  }
  return copy;
}

/** Every element of these blocks that one can use, in order. */
export function placedElements(blocks: readonly unknown[] | undefined): Placed[] {
  return (blocks ?? []).filter(isObject).flatMap((block) =>
    rawElements(block).map((element) => ({
      blockId: String(block.block_id),
      actionId: String(element.action_id),
      block,
      element,
    })),
  );
}

/** The options that an element offers, those in groups too. */
export function optionsOf(element: Json): Json[] {
  const groups = Array.isArray(element.option_groups) ? element.option_groups : [];
  const options = Array.isArray(element.options) ? element.options : [];
  return [...options, ...groups.flatMap((group: Json) => group.options as Json[])];
}
