import { checkView } from '../../src/block-kit/check-view.ts';

type Loose = Record<string, unknown>;

/** `n` characters. */
export function chars(n: number): string {
  return 'x'.repeat(n);
}

/** `n` things made by number. */
export function many<T>(n: number, make: (index: number) => T): T[] {
  return Array.from({ length: n }, (_, index) => make(index));
}

/** A plain_text object. */
export function plain(text: string): Loose {
  return { type: 'plain_text', text };
}

/** A mrkdwn object. */
export function marked(text: string): Loose {
  return { type: 'mrkdwn', text };
}

/** An option of a menu. */
export function option(value: string, more: Loose = {}): Loose {
  return { text: plain(value), value, ...more };
}

/** `n` different options. */
export function options(n: number): Loose[] {
  return many(n, (index) => option(`o${index}`));
}

/** A button. */
export function button(more: Loose = {}): Loose {
  return { type: 'button', action_id: 'press', text: plain('Press'), ...more };
}

/** A section with an accessory. */
export function beside(accessory: unknown): Loose {
  return { type: 'section', text: marked('Text'), accessory };
}

/** An actions block. */
export function actions(...elements: unknown[]): Loose {
  return { type: 'actions', elements };
}

/** An input block around an element. */
export function inputOf(element: unknown, more: Loose = {}): Loose {
  return { type: 'input', label: plain('Label'), element, ...more };
}

/** A modal that has a submit button. */
export function modalOf(blocks: unknown[], more: Loose = {}): Loose {
  return { type: 'modal', title: plain('Title'), submit: plain('Go'), blocks, ...more };
}

/** A Home tab. */
export function homeOf(blocks: unknown[], more: Loose = {}): Loose {
  return { type: 'home', blocks, ...more };
}

/** Rich text around some elements. */
export function rich(...elements: unknown[]): Loose {
  return { type: 'rich_text', elements };
}

/** A section of rich text around some inline elements. */
export function richSection(...elements: unknown[]): Loose {
  return { type: 'rich_text_section', elements };
}

/** A confirm dialog. */
export const dialog = {
  title: plain('T'),
  text: plain('T'),
  confirm: plain('Y'),
  deny: plain('N'),
};

/** The smallest block. */
export const divider = { type: 'divider' };

/** An image block. */
export const image = { type: 'image', image_url: 'https://example.com/a.png', alt_text: 'A' };

/** Radio buttons with two options. */
export function radio(more: Loose): Loose {
  return { type: 'radio_buttons', options: options(2), ...more };
}

/** A select with two options. */
export function select(more: Loose): Loose {
  return { type: 'static_select', options: options(2), ...more };
}

/** A multi select with two options. */
export function multi(more: Loose): Loose {
  return { type: 'multi_static_select', options: options(2), ...more };
}

/** A text input. */
export function typed(more: Loose): Loose {
  return { type: 'plain_text_input', ...more };
}

/** An actions block with an overflow menu of `n` options. */
export function overflow(n: number): Loose {
  return actions({ type: 'overflow', options: options(n) });
}

/** Tells what is wrong with something. */
export type Check = (subject: unknown) => string[];

/** Checks a modal. */
export function inModal(view: unknown): string[] {
  return checkView(view, 'modal');
}

/** Checks a Home tab. */
export function inHome(view: unknown): string[] {
  return checkView(view, 'home');
}

/** Checks one block in a modal. */
export function oneBlock(block: unknown): string[] {
  return inModal(modalOf([block]));
}

/** Checks one element in an input block of a modal. */
export function oneElement(part: unknown): string[] {
  return oneBlock(inputOf(part));
}
