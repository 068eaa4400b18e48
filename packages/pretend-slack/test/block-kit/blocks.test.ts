import { describe, expect, it } from 'vitest';
import { checkMessage } from '../../src/block-kit/check-message.ts';
import {
  actions,
  beside,
  button,
  type Check,
  divider,
  homeOf,
  image,
  inHome,
  inModal,
  inputOf,
  marked,
  modalOf,
  oneBlock,
  plain,
  typed,
} from '../support/block-kit-samples.ts';

// What must hold, a subject for which it does, one for which it does not, and what is said then.
const rules: [string, Check, unknown, unknown, string][] = [
  [
    'text is not empty',
    oneBlock,
    { type: 'header', text: plain('x') },
    { type: 'header', text: plain('') },
    'must be more than 0 characters [json-pointer:/view/blocks/0/text/text]',
  ],
  [
    'a header is plain',
    oneBlock,
    { type: 'header', text: plain('x') },
    { type: 'header', text: marked('x') },
    'must be one of: plain_text [json-pointer:/view/blocks/0/text/type]',
  ],
  [
    'a title is plain',
    inModal,
    modalOf([divider]),
    modalOf([divider], { title: marked('x') }),
    'must be one of: plain_text [json-pointer:/view/title/type]',
  ],
  [
    'block types are known',
    oneBlock,
    divider,
    { type: 'sectionn', text: plain('x') },
    'unsupported type: sectionn [json-pointer:/view/blocks/0]',
  ],
  [
    'fields are known',
    oneBlock,
    divider,
    { ...divider, colour: 'red' },
    'invalid additional property: colour [json-pointer:/view/blocks/0]',
  ],
  [
    'fields of a view are known',
    inModal,
    modalOf([divider]),
    modalOf([divider], { footer: 'x' }),
    'invalid additional property: footer [json-pointer:/view]',
  ],
  [
    'needed fields are there',
    oneBlock,
    { type: 'header', text: plain('x') },
    { type: 'header' },
    'missing required field: text [json-pointer:/view/blocks/0]',
  ],
  [
    'a modal has a title',
    inModal,
    modalOf([divider]),
    { type: 'modal', blocks: [divider] },
    'missing required field: title [json-pointer:/view]',
  ],
  ['a modal has blocks', inModal, modalOf([divider]), modalOf([]), 'no less than 1 items allowed'],
  [
    'Home has no title',
    inHome,
    homeOf([divider]),
    homeOf([divider], { title: plain('x') }),
    'invalid additional property: title',
  ],
  ['a modal is no Home', inModal, modalOf([divider]), homeOf([divider]), 'must be one of: modal'],
  [
    'a section has text or fields',
    oneBlock,
    { type: 'section', fields: [plain('x')] },
    { type: 'section' },
    'must have at least one of: text, fields',
  ],
  [
    'an accessory is one of those',
    oneBlock,
    beside(button()),
    beside(typed({})),
    'unsupported type: plain_text_input [json-pointer:/view/blocks/0/accessory]',
  ],
  [
    'actions hold no text input',
    oneBlock,
    actions(button()),
    actions(typed({})),
    'unsupported type: plain_text_input',
  ],
  [
    'actions hold an element',
    oneBlock,
    actions(button()),
    actions(),
    'no less than 1 items allowed',
  ],
  [
    'context holds no button',
    oneBlock,
    { type: 'context', elements: [plain('x')] },
    { type: 'context', elements: [button()] },
    'unsupported type: button',
  ],
  [
    'an input holds no button',
    oneBlock,
    inputOf(typed({})),
    inputOf(button()),
    'unsupported type: button',
  ],
  [
    'inputs need a submit',
    inModal,
    modalOf([inputOf(typed({}))]),
    { type: 'modal', title: plain('x'), blocks: [inputOf(typed({}))] },
    'missing required field: submit',
  ],
  [
    'block_ids differ',
    inModal,
    modalOf([
      { ...divider, block_id: 'a' },
      { ...divider, block_id: 'b' },
    ]),
    modalOf([
      { ...divider, block_id: 'a' },
      { ...divider, block_id: 'a' },
    ]),
    'block_id already exists: a [json-pointer:/view/blocks/1/block_id]',
  ],
  [
    'action_ids differ in a block',
    oneBlock,
    actions(button(), button({ action_id: 'other' })),
    actions(button(), button()),
    'action_id already exists in this block: press',
  ],
  [
    'action_ids repeat in others',
    inModal,
    modalOf([actions(button()), actions(button())]),
    modalOf([actions(button(), button())]),
    'action_id already exists',
  ],
  [
    'one element has the focus',
    inModal,
    modalOf([inputOf(typed({ focus_on_load: true })), inputOf(typed({}))]),
    modalOf([inputOf(typed({ focus_on_load: true })), inputOf(typed({ focus_on_load: true }))]),
    'only one element may be focused',
  ],
  [
    'an image has one source',
    oneBlock,
    image,
    { ...image, slack_file: { id: 'F1' } },
    'must have exactly one of: image_url, slack_file',
  ],
  [
    'an image is on the web',
    oneBlock,
    image,
    { ...image, image_url: 'file:///a.png' },
    'must be an http(s) URL',
  ],
  [
    'an alert is for modals',
    oneBlock,
    { type: 'alert', text: plain('x'), level: 'info' },
    { type: 'alert', text: plain('x'), level: 'loud' },
    'must be one of: default, info',
  ],
  [
    'markdown is for messages',
    (blocks) => checkMessage({ blocks }),
    [{ type: 'markdown', text: 'x' }],
    [{ type: 'alert', text: plain('x') }],
    'unsupported type: alert',
  ],
  [
    'views have no markdown',
    oneBlock,
    divider,
    { type: 'markdown', text: 'x' },
    'unsupported type: markdown',
  ],
  [
    'a message says something',
    checkMessage,
    { text: 'x' },
    { text: '', blocks: [] },
    'no text and no blocks',
  ],
];

describe('blocks, views and messages of Block Kit', () => {
  it.each(rules)('%s', (_name, check, good, bad, said) => {
    expect(check(good)).toEqual([]);
    expect(check(bad).join('\n')).toContain(said);
  });

  it.each([undefined, null, 7, 'view', [], {}, { type: 'modal', blocks: [null, 1, []] }])(
    'refuses %j without failing',
    (subject) => {
      expect(inModal(subject)).not.toEqual([]);
      expect(inHome(subject)).not.toEqual([]);
      expect(checkMessage({ blocks: subject ?? 7 })).not.toEqual([]);
    },
  );
});
