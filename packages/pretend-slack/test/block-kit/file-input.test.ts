import { describe, expect, it } from 'vitest';
import { checkMessage } from '../../src/block-kit/check-message.ts';
import {
  actions,
  beside,
  type Check,
  homeOf,
  inHome,
  inputOf,
  oneBlock,
  oneElement,
} from '../support/block-kit-samples.ts';

const fileInput = (more: Record<string, unknown> = {}) => ({ type: 'file_input', ...more });
const inMessage: Check = (block) => checkMessage({ blocks: [block] });

describe('a file input', () => {
  it.each([
    fileInput(),
    fileInput({ action_id: 'a', filetypes: ['csv', 'TXT'], max_files: 1 }),
    fileInput({ max_files: 10 }),
  ])('is fine in a modal: %j', (element) => {
    expect(oneElement(element)).toEqual([]);
  });

  it.each<[string, Check, unknown]>([
    ['Home', (block) => inHome(homeOf([block])), inputOf(fileInput())],
    ['a message', inMessage, inputOf(fileInput())],
    ['an actions block', oneBlock, actions(fileInput())],
    ['a section', oneBlock, beside(fileInput())],
  ])('is refused in %s', (_place, check, block) => {
    expect(check(block).join()).toContain('unsupported type: file_input');
  });

  it.each([
    [{ max_files: 0 }, 'must be at least 1 [json-pointer:/view/blocks/0/element/max_files]'],
    [{ max_files: 11 }, 'must be at most 10'],
    [{ max_files: 1.5 }, 'must provide a int'],
    [{ filetypes: [] }, 'no less than 1 items allowed'],
    [{ filetypes: ['.csv'] }, 'must be a file extension without its dot'],
    [{ filetypes: 'csv' }, 'must provide a array'],
    [{ placeholder: { type: 'plain_text', text: 'x' } }, 'invalid additional property'],
  ])('is refused with %j', (more, said) => {
    expect(oneElement(fileInput(more)).join()).toContain(said);
  });
});
