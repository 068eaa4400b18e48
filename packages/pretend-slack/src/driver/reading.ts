import { optionsOf, placedElements } from '../slack/elements.ts';

/** Reads views and messages as people do: by their words. */

type Json = Record<string, unknown>;

/** A view, or a message with blocks. */
export interface Shown {
  readonly blocks: readonly unknown[];
}

/** A text object that somebody reads. */
export interface ShownText {
  readonly type: string;
  readonly text: string;
}

/** Every text object that a view, a message, blocks or an element hold, in order. */
export function textsOf(shown: unknown): ShownText[] {
  if (typeof shown !== 'object' || shown === null) return [];
  if (Array.isArray(shown)) return shown.flatMap(textsOf);
  const { type, text } = shown as Json;
  const isText = (type === 'plain_text' || type === 'mrkdwn') && typeof text === 'string';
  return isText ? [{ type, text }] : Object.values(shown).flatMap(textsOf);
}

/** What they say, a line for each text. */
export function linesOf(shown: unknown): string[] {
  return textsOf(shown).map(({ text }) => text);
}

/** Something that can be pressed: a button or the entry of a menu, by its label. */
export interface Pressable {
  readonly label: string;
  readonly blockId: string;
  readonly actionId: string;
  readonly value: string;
}

/** Everything that one can press in some blocks, in order. */
export function pressablesOf({ blocks }: Shown): Pressable[] {
  return placedElements(blocks).flatMap(({ blockId, actionId, element }) => {
    const named = (text: unknown, value: unknown): Pressable[] =>
      linesOf(text)
        .slice(0, 1)
        .map((label) => ({ label, blockId, actionId, value: String(value ?? '') }));
    switch (element.type) {
      case 'button':
        return named(element.text, element.value);
      case 'overflow':
        return optionsOf(element).flatMap(({ text, value }) => named(text, value));
      default:
        return [];
    }
  });
}

/** The labels of the buttons in some blocks. */
export function buttonsOf(shown: Shown): string[] {
  return placedElements(shown.blocks)
    .filter(({ element }) => element.type === 'button')
    .flatMap(({ element }) => linesOf(element.text));
}

/** From the first block that says these words on. Throws when none does. */
function from(shown: Shown, words: string): readonly unknown[] {
  const start = shown.blocks.findIndex((block) => linesOf(block).join('\n').includes(words));
  if (start < 0) throw new Error(`nobody says ${words} in: ${linesOf(shown).join(' | ')}`);
  return shown.blocks.slice(start);
}

/** A row is the block that names somebody, and the two after it. */
const rowLength = 3;

/** The row that says these words, as blocks. Throws when there is none. */
export function rowAt(shown: Shown, words: string): Shown {
  return { blocks: from(shown, words).slice(0, rowLength) };
}

/** The words of the row of somebody. Throws when there is none. */
export function rowOf(shown: Shown, of: string): string {
  return linesOf(rowAt(shown, of).blocks).join('\n');
}

/** The value of the first button with this label, or of the first from the row of somebody on. Throws when there is none. */
export function buttonValue(shown: Shown, label: string, of = ''): string {
  const button = placedElements(from(shown, of)).find(
    ({ element }) => element.type === 'button' && linesOf(element.text)[0] === label,
  );
  if (!button) throw new Error(`no ${label} for ${of}: ${linesOf(shown).join(' | ')}`);
  return String(button.element.value);
}

/** The values of the entries in the menu of somebody's row, by label. Throws when there is no menu. */
export function menuOf(shown: Shown, of: string): Record<string, string> {
  const menu = placedElements(rowAt(shown, of).blocks).find(
    ({ element }) => element.type === 'overflow',
  );
  if (!menu) throw new Error(`no menu for ${of}: ${linesOf(shown).join(' | ')}`);
  return Object.fromEntries(
    optionsOf(menu.element).map(({ text, value }) => [linesOf(text)[0], String(value)]),
  );
}

/** The block_id of the field with this label. Throws when there is none. */
export function fieldOf({ view }: { readonly view: Shown }, label: string): string {
  const field = view.blocks.find((block) => {
    const { type, label: text } = block as Json;
    return type === 'input' && linesOf(text)[0] === label;
  });
  if (!field) throw new Error(`no field ${label} in: ${linesOf(view).join(' | ')}`);
  return String((field as Json).block_id);
}
