import { describe, expect, it } from 'vitest';
import { checkMessage } from '../../src/sandbox/slack/block-kit/check-message.ts';
import { checkView } from '../../src/sandbox/slack/block-kit/check-view.ts';
import {
  actions,
  beside,
  button,
  chars,
  homeOf,
  inputOf,
  many,
  marked,
  modalOf,
  option,
  options,
  plain,
  rich,
  richSection,
} from './block-kit-samples.ts';

type Loose = Record<string, unknown>;
type Check = (subject: unknown) => string[];

const inModal: Check = (view) => checkView(view, 'modal');
const inHome: Check = (view) => checkView(view, 'home');
const one: Check = (block) => inModal(modalOf([block]));
const element: Check = (part) => one(inputOf(part));

const dialog = { title: plain('T'), text: plain('T'), confirm: plain('Y'), deny: plain('N') };
const divider = { type: 'divider' };
const image = { type: 'image', image_url: 'https://example.com/a.png', alt_text: 'A' };

function radio(more: Loose): Loose {
  return { type: 'radio_buttons', options: options(2), ...more };
}
function select(more: Loose): Loose {
  return { type: 'static_select', options: options(2), ...more };
}
function multi(more: Loose): Loose {
  return { type: 'multi_static_select', options: options(2), ...more };
}
function typed(more: Loose): Loose {
  return { type: 'plain_text_input', ...more };
}
function overflow(n: number): Loose {
  return actions({ type: 'overflow', options: options(n) });
}

// What is limited, how it is made with a size, and the greatest size that Slack takes.
const limits: [string, Check, (n: number) => unknown, number][] = [
  ['title of a modal', inModal, (n) => modalOf([divider], { title: plain(chars(n)) }), 24],
  ['submit of a modal', inModal, (n) => modalOf([divider], { submit: plain(chars(n)) }), 24],
  ['close of a modal', inModal, (n) => modalOf([divider], { close: plain(chars(n)) }), 24],
  ['private_metadata', inModal, (n) => modalOf([divider], { private_metadata: chars(n) }), 3000],
  ['private_metadata of Home', inHome, (n) => homeOf([], { private_metadata: chars(n) }), 3000],
  ['callback_id', inModal, (n) => modalOf([divider], { callback_id: chars(n) }), 255],
  ['external_id', inModal, (n) => modalOf([divider], { external_id: chars(n) }), 255],
  ['blocks of a modal', inModal, (n) => modalOf(many(n, () => divider)), 100],
  ['blocks of Home', inHome, (n) => homeOf(many(n, () => divider)), 100],
  ['blocks of a message', checkMessage, (n) => ({ blocks: many(n, () => divider) }), 50],
  ['text of a message', checkMessage, (n) => ({ text: chars(n) }), 40_000],
  ['markdown', checkMessage, (n) => ({ blocks: [{ type: 'markdown', text: chars(n) }] }), 12_000],
  ['block_id', one, (n) => ({ ...divider, block_id: chars(n) }), 255],
  ['action_id', one, (n) => actions(button({ action_id: chars(n) })), 255],
  ['section text', one, (n) => ({ type: 'section', text: marked(chars(n)) }), 3000],
  ['section fields', one, (n) => ({ type: 'section', fields: many(n, () => plain('x')) }), 10],
  ['section field', one, (n) => ({ type: 'section', fields: [plain(chars(n))] }), 2000],
  ['header', one, (n) => ({ type: 'header', text: plain(chars(n)) }), 150],
  ['context items', one, (n) => ({ type: 'context', elements: many(n, () => marked('x')) }), 10],
  ['actions', one, (n) => actions(...many(n, (i) => button({ action_id: `a${i}` }))), 25],
  ['alert', one, (n) => ({ type: 'alert', text: plain(chars(n)) }), 200],
  ['alt text', one, (n) => ({ ...image, alt_text: chars(n) }), 2000],
  ['image title', one, (n) => ({ ...image, title: plain(chars(n)) }), 2000],
  ['input label', one, (n) => inputOf(typed({}), { label: plain(chars(n)) }), 2000],
  ['input hint', one, (n) => inputOf(typed({}), { hint: plain(chars(n)) }), 2000],
  ['button text', one, (n) => actions(button({ text: plain(chars(n)) })), 75],
  ['button value', one, (n) => actions(button({ value: chars(n) })), 2000],
  ['button label', one, (n) => actions(button({ accessibility_label: chars(n) })), 75],
  ['button url', one, (n) => actions(button({ url: `https://a.b/${chars(n - 12)}` })), 3000],
  [
    'confirm title',
    one,
    (n) => actions(button({ confirm: { ...dialog, title: plain(chars(n)) } })),
    100,
  ],
  [
    'confirm text',
    one,
    (n) => actions(button({ confirm: { ...dialog, text: marked(chars(n)) } })),
    300,
  ],
  [
    'confirm yes',
    one,
    (n) => actions(button({ confirm: { ...dialog, confirm: plain(chars(n)) } })),
    30,
  ],
  [
    'confirm no',
    one,
    (n) => actions(button({ confirm: { ...dialog, deny: plain(chars(n)) } })),
    30,
  ],
  ['option text', element, (n) => radio({ options: [{ text: plain(chars(n)), value: 'a' }] }), 75],
  ['option value', element, (n) => radio({ options: [option('a', { value: chars(n) })] }), 75],
  [
    'option description',
    element,
    (n) => radio({ options: [option('a', { description: plain(chars(n)) })] }),
    75,
  ],
  ['radio buttons', element, (n) => radio({ options: options(n) }), 10],
  ['checkboxes', element, (n) => ({ type: 'checkboxes', options: options(n) }), 10],
  ['options of a select', element, (n) => select({ options: options(n) }), 100],
  [
    'option groups',
    element,
    (n) => ({
      type: 'static_select',
      option_groups: many(n, () => ({ label: plain('G'), options: options(1) })),
    }),
    100,
  ],
  [
    'label of a group',
    element,
    (n) => ({
      type: 'static_select',
      option_groups: [{ label: plain(chars(n)), options: options(1) }],
    }),
    75,
  ],
  ['overflow options', one, overflow, 5],
  ['placeholder', element, (n) => typed({ placeholder: plain(chars(n)) }), 150],
  ['min_length', element, (n) => typed({ min_length: n }), 3000],
  ['max_length', element, (n) => typed({ max_length: n }), 3000],
  ['initial text', element, (n) => typed({ initial_value: chars(n) }), 3000],
  [
    'initial text under max_length',
    element,
    (n) => typed({ initial_value: chars(n), max_length: 9 }),
    9,
  ],
  ['min_length under max_length', element, (n) => typed({ min_length: n, max_length: 9 }), 9],
  [
    'list indent',
    one,
    (n) =>
      rich({
        type: 'rich_text_list',
        style: 'bullet',
        indent: n,
        elements: [richSection({ type: 'text', text: 'x' })],
      }),
    8,
  ],
];

describe('sizes that Block Kit limits', () => {
  it.each(limits)('%s', (_name, check, make, max) => {
    expect(check(make(max))).toEqual([]);
    expect(check(make(max + 1))).not.toEqual([]);
  });

  it('takes 250 kB of view and no more', () => {
    // Under every other limit: 25 blocks of ten fields.
    const big = (last: number) =>
      modalOf(
        many(13, (block) => ({
          type: 'section',
          fields: many(10, (field) => plain(chars(block === 12 && field === 9 ? last : 1900))),
        })),
      );
    const room = 250_000 - JSON.stringify(big(1)).length + 1;
    expect(room).toBeLessThan(2000);
    expect(room).toBeGreaterThan(0);
    expect(inModal(big(room))).toEqual([]);
    expect(inModal(big(room + 1))).toEqual(['must be at most 250000 bytes [json-pointer:/view]']);
  });

  it('sums the markdown of a message', () => {
    const block = (n: number) => ({ type: 'markdown', text: chars(n) });
    expect(checkMessage({ blocks: [block(6000), block(6000)] })).toEqual([]);
    expect(checkMessage({ blocks: [block(6000), block(6001)] })).toHaveLength(1);
  });
});
