import { describe, expect, it } from 'vitest';
import { checkMessage } from '../../src/block-kit/check-message.ts';
import {
  actions,
  button,
  type Check,
  dialog,
  homeOf,
  inHome,
  inputOf,
  marked,
  multi,
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

// What must hold, a subject for which it does, one for which it does not, and what is said then.
const rules: [string, Check, unknown, unknown, string][] = [
  [
    'a button is plain',
    oneBlock,
    actions(button()),
    actions(button({ text: marked('x') })),
    'must be one of: plain_text [json-pointer:/view/blocks/0/elements/0/text/type]',
  ],
  [
    'a label is plain',
    oneBlock,
    inputOf(typed({})),
    inputOf(typed({}), { label: marked('x') }),
    'must be one of: plain_text [json-pointer:/view/blocks/0/label/type]',
  ],
  [
    'only plain text has emoji',
    oneBlock,
    { type: 'section', text: { ...plain('x'), emoji: true } },
    { type: 'section', text: { ...marked('x'), emoji: true } },
    'invalid additional property: emoji',
  ],
  [
    'a style is known',
    oneBlock,
    actions(button({ style: 'danger' })),
    actions(button({ style: 'green' })),
    'must be one of: primary, danger',
  ],
  [
    'a button url is one',
    oneBlock,
    actions(button({ url: 'slack://app?team=T' })),
    actions(button({ url: 'nowhere' })),
    'must be a valid URL',
  ],
  ['an overflow menu has two', oneBlock, overflow(2), overflow(1), 'no less than 2 items allowed'],
  [
    'only overflow options have urls',
    oneBlock,
    actions({ type: 'overflow', options: [option('a', { url: 'https://a.b' }), option('b')] }),
    inputOf(select({ options: [option('a', { url: 'https://a.b' })] })),
    'invalid additional property: url',
  ],
  [
    'a select option is plain',
    oneElement,
    radio({ options: [{ text: marked('x'), value: 'x' }] }),
    select({ options: [{ text: marked('x'), value: 'x' }] }),
    'must be one of: plain_text',
  ],
  [
    'radio starts with an option',
    oneElement,
    radio({ initial_option: option('o1') }),
    radio({ initial_option: option('o9') }),
    'must exactly match one of the options',
  ],
  [
    'a select starts with the same option',
    oneElement,
    select({ initial_option: option('o1') }),
    select({ initial_option: option('o1', { description: plain('x') }) }),
    'must exactly match one of the options',
  ],
  [
    'a multi select starts with options',
    oneElement,
    multi({ initial_options: [option('o1')] }),
    multi({ initial_options: [option('o9')] }),
    'must exactly match one of the options',
  ],
  [
    'checkboxes start with options',
    oneElement,
    { type: 'checkboxes', options: options(2), initial_options: [option('o1')] },
    { type: 'checkboxes', options: options(2), initial_options: [option('o9')] },
    'must exactly match one of the options',
  ],
  [
    'options or groups',
    oneElement,
    select({}),
    select({ option_groups: [{ label: plain('G'), options: options(1) }] }),
    'must have exactly one of: options, option_groups',
  ],
  [
    'at least one choice',
    oneElement,
    multi({ max_selected_items: 1 }),
    multi({ max_selected_items: 0 }),
    'must be at least 1',
  ],
  [
    'a date is one',
    oneElement,
    { type: 'datepicker', initial_date: '2026-02-28' },
    { type: 'datepicker', initial_date: '2026-02-30' },
    'must be a date as YYYY-MM-DD',
  ],
  [
    'a time is one',
    oneElement,
    { type: 'timepicker', initial_time: '23:59' },
    { type: 'timepicker', initial_time: '24:00' },
    'must be a time as HH:mm',
  ],
  [
    'a number says if decimal',
    oneElement,
    { type: 'number_input', is_decimal_allowed: false },
    { type: 'number_input' },
    'missing required field: is_decimal_allowed',
  ],
  [
    'a number has a range',
    oneElement,
    { type: 'number_input', is_decimal_allowed: true, min_value: '1', max_value: '2' },
    { type: 'number_input', is_decimal_allowed: true, min_value: '3', max_value: '2' },
    'must not be more than max_value',
  ],
  [
    'email inputs are for modals',
    (block) => inHome(homeOf([block])),
    inputOf(typed({})),
    inputOf({ type: 'email_text_input' }),
    'unsupported type: email_text_input',
  ],
  [
    'feedback is for messages',
    (blocks) => checkMessage({ blocks }),
    [
      {
        type: 'context_actions',
        elements: [
          {
            type: 'feedback_buttons',
            positive_button: { text: plain('y'), value: 'y' },
            negative_button: { text: plain('n'), value: 'n' },
          },
        ],
      },
    ],
    [{ type: 'context_actions', elements: [button()] }],
    'unsupported type: button',
  ],
  [
    'a confirm dialog is whole',
    oneBlock,
    actions(button({ confirm: dialog })),
    actions(button({ confirm: { text: plain('x') } })),
    'missing required field: title',
  ],
  [
    'rich text has known parts',
    oneBlock,
    rich(richSection({ type: 'text', text: 'x', style: { bold: true } })),
    rich(richSection({ type: 'bold', text: 'x' })),
    'unsupported type: bold',
  ],
  [
    'preformatted text has no mentions',
    oneBlock,
    rich({ type: 'rich_text_preformatted', elements: [{ type: 'link', url: 'https://a.b' }] }),
    rich({ type: 'rich_text_preformatted', elements: [{ type: 'user', user_id: 'U1' }] }),
    'unsupported type: user',
  ],
  [
    'a quote has something',
    oneBlock,
    rich({ type: 'rich_text_quote', elements: [{ type: 'text', text: 'x' }] }),
    rich({ type: 'rich_text_quote', elements: [] }),
    'no less than 1 items allowed',
  ],
  [
    'response urls are for inputs',
    oneBlock,
    inputOf({ type: 'channels_select', response_url_enabled: true }),
    actions({ type: 'channels_select', response_url_enabled: true }),
    'only input blocks of modals may have response_url_enabled',
  ],
  [
    'a filter says something',
    oneElement,
    { type: 'conversations_select', filter: { include: ['im'] } },
    { type: 'conversations_select', filter: {} },
    'must have at least one field',
  ],
];

describe('elements of Block Kit', () => {
  it.each(rules)('%s', (_name, check, good, bad, said) => {
    expect(check(good)).toEqual([]);
    expect(check(bad).join('\n')).toContain(said);
  });
});
