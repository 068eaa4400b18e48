import { problemAt } from './problems.ts';

type Place = readonly (string | number)[];
type Loose = Record<string, unknown>;

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function elementsOf(block: Loose): { element: Loose; place: Place }[] {
  const list: unknown[] = Array.isArray(block.elements) ? block.elements : [];
  const all: { element: unknown; place: Place }[] = [
    ...list.map((element, index) => ({ element, place: ['elements', index] })),
    { element: block.accessory, place: ['accessory'] },
    { element: block.element, place: ['element'] },
  ];
  return all.flatMap(({ element, place }) => (isObject(element) ? [{ element, place }] : []));
}

function repeatedIds(blocks: Loose[], prefix: string): string[] {
  const problems: string[] = [];
  const blockIds = new Set<unknown>();
  for (const [index, block] of blocks.entries()) {
    if (block.block_id !== undefined && blockIds.has(block.block_id)) {
      const text = `block_id already exists: ${String(block.block_id)}`;
      problems.push(problemAt(text, ['blocks', index, 'block_id'], prefix));
    }
    blockIds.add(block.block_id);
    const actionIds = new Set<unknown>();
    for (const { element, place } of elementsOf(block)) {
      if (element.action_id !== undefined && actionIds.has(element.action_id)) {
        const text = `action_id already exists in this block: ${String(element.action_id)}`;
        problems.push(problemAt(text, ['blocks', index, ...place, 'action_id'], prefix));
      }
      actionIds.add(element.action_id);
    }
  }
  return problems;
}

function secondFocus(blocks: Loose[], prefix: string): string[] {
  const focused = blocks.flatMap((block, index) =>
    elementsOf(block)
      .filter(({ element }) => element.focus_on_load === true)
      .map(({ place }) => ['blocks', index, ...place, 'focus_on_load']),
  );
  return focused
    .slice(1)
    .map((place) => problemAt('only one element may be focused', place, prefix));
}

function tooMuchMarkdown(blocks: Loose[], prefix: string): string[] {
  const length = blocks
    .filter((block) => block.type === 'markdown')
    .reduce((sum, block) => sum + String(block.text ?? '').length, 0);
  const text = 'all markdown blocks together must be less than 12001 characters';
  return length > 12_000 ? [problemAt(text, ['blocks'], prefix)] : [];
}

/** The rules that hold between blocks: unique ids, one focus, the sum of markdown. */
export function problemsBetween(blocks: unknown, prefix = ''): string[] {
  if (!Array.isArray(blocks)) return [];
  const known = blocks.map((block) => (isObject(block) ? block : {}));
  return [
    ...repeatedIds(known, prefix),
    ...secondFocus(known, prefix),
    ...tooMuchMarkdown(known, prefix),
  ];
}

/** True when a view has an input block, which needs a submit button. */
export function hasInput(blocks: unknown): boolean {
  return Array.isArray(blocks) && blocks.some((block) => isObject(block) && block.type === 'input');
}

/** Where an element asks for a response_url although it stands outside a modal's input block. */
export function misplacedResponseUrls(blocks: unknown, surface: string, prefix = ''): string[] {
  if (!Array.isArray(blocks)) return [];
  return blocks.flatMap((block, index) =>
    elementsOf(isObject(block) ? block : {})
      .filter(({ element }) => element.response_url_enabled === true)
      .filter(() => surface !== 'modal' || block.type !== 'input')
      .map(({ place }) =>
        problemAt(
          'only input blocks of modals may have response_url_enabled',
          ['blocks', index, ...place, 'response_url_enabled'],
          prefix,
        ),
      ),
  );
}
