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
