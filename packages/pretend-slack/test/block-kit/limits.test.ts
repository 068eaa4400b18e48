import { describe, expect, it } from 'vitest';
import { checkMessage } from '../../src/block-kit/check-message.ts';
import {
  actions,
  button,
  type Check,
  chars,
  dialog,
  divider,
  homeOf,
  image,
  inHome,
  inModal,
  inputOf,
  many,
  marked,
  modalOf,
  oneBlock,
  oneElement,
  option,
  options,
  overflow,
  plain,
  radio,
  rich,
  richSection,
  select,
  typed,
} from '../support/block-kit-samples.ts';

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
  ['block_id', oneBlock, (n) => ({ ...divider, block_id: chars(n) }), 255],
  ['action_id', oneBlock, (n) => actions(button({ action_id: chars(n) })), 255],
  ['section text', oneBlock, (n) => ({ type: 'section', text: marked(chars(n)) }), 3000],
  ['section fields', oneBlock, (n) => ({ type: 'section', fields: many(n, () => plain('x')) }), 10],
  ['section field', oneBlock, (n) => ({ type: 'section', fields: [plain(chars(n))] }), 2000],
  ['header', oneBlock, (n) => ({ type: 'header', text: plain(chars(n)) }), 150],
  [
    'context items',
    oneBlock,
    (n) => ({ type: 'context', elements: many(n, () => marked('x')) }),
    10,
  ],
  ['actions', oneBlock, (n) => actions(...many(n, (i) => button({ action_id: `a${i}` }))), 25],
  ['alert', oneBlock, (n) => ({ type: 'alert', text: plain(chars(n)) }), 200],
  ['alt text', oneBlock, (n) => ({ ...image, alt_text: chars(n) }), 2000],
  ['image title', oneBlock, (n) => ({ ...image, title: plain(chars(n)) }), 2000],
  ['input label', oneBlock, (n) => inputOf(typed({}), { label: plain(chars(n)) }), 2000],
  ['input hint', oneBlock, (n) => inputOf(typed({}), { hint: plain(chars(n)) }), 2000],
  ['button text', oneBlock, (n) => actions(button({ text: plain(chars(n)) })), 75],
  ['button value', oneBlock, (n) => actions(button({ value: chars(n) })), 2000],
  ['button label', oneBlock, (n) => actions(button({ accessibility_label: chars(n) })), 75],
  ['button url', oneBlock, (n) => actions(button({ url: `https://a.b/${chars(n - 12)}` })), 3000],
  [
    'confirm title',
    oneBlock,
    (n) => actions(button({ confirm: { ...dialog, title: plain(chars(n)) } })),
    100,
  ],
  [
    'confirm text',
    oneBlock,
    (n) => actions(button({ confirm: { ...dialog, text: marked(chars(n)) } })),
    300,
  ],
  [
    'confirm yes',
    oneBlock,
    (n) => actions(button({ confirm: { ...dialog, confirm: plain(chars(n)) } })),
    30,
  ],
  [
    'confirm no',
    oneBlock,
    (n) => actions(button({ confirm: { ...dialog, deny: plain(chars(n)) } })),
    30,
  ],
  [
    'option text',
    oneElement,
    (n) => radio({ options: [{ text: plain(chars(n)), value: 'a' }] }),
    75,
  ],
  ['option value', oneElement, (n) => radio({ options: [option('a', { value: chars(n) })] }), 75],
  [
    'option description',
    oneElement,
    (n) => radio({ options: [option('a', { description: plain(chars(n)) })] }),
    75,
  ],
  ['radio buttons', oneElement, (n) => radio({ options: options(n) }), 10],
  ['checkboxes', oneElement, (n) => ({ type: 'checkboxes', options: options(n) }), 10],
  ['options of a select', oneElement, (n) => select({ options: options(n) }), 100],
  [
    'option groups',
    oneElement,
    (n) => ({
      type: 'static_select',
      option_groups: many(n, () => ({ label: plain('G'), options: options(1) })),
    }),
    100,
  ],
  [
    'label of a group',
    oneElement,
    (n) => ({
      type: 'static_select',
      option_groups: [{ label: plain(chars(n)), options: options(1) }],
    }),
    75,
  ],
  ['overflow options', oneBlock, overflow, 5],
  ['placeholder', oneElement, (n) => typed({ placeholder: plain(chars(n)) }), 150],
  ['min_length', oneElement, (n) => typed({ min_length: n }), 3000],
  ['max_length', oneElement, (n) => typed({ max_length: n }), 3000],
  ['initial text', oneElement, (n) => typed({ initial_value: chars(n) }), 3000],
  [
    'initial text under max_length',
    oneElement,
    (n) => typed({ initial_value: chars(n), max_length: 9 }),
    9,
  ],
  ['min_length under max_length', oneElement, (n) => typed({ min_length: n, max_length: 9 }), 9],
  [
    'list indent',
    oneBlock,
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
