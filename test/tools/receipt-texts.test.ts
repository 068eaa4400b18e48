import { expect, test } from 'vitest';
import { isOpen, type ReceiptRow, receiptOf } from '../../src/workspaces/receipt-rules.ts';
import { receiptTexts } from '../../src/workspaces/receipt-texts.ts';

const now = new Date('2026-11-28T12:00:00Z');
const later = new Date('2026-11-28T12:10:00Z');

function row(more: Partial<ReceiptRow>): ReceiptRow {
  return { tool: 'Wiki', state: 'queued', reason: null, until: later, ...more };
}

function textsOf(sessions: string | undefined, rows: readonly ReceiptRow[], at?: Date) {
  const receipt = receiptOf(sessions === undefined ? {} : { sessions }, rows);
  const words = { moment: (moment: Date) => moment.toISOString(), name: (name: string) => name };
  return receipt && receiptTexts(receipt, { ...words, ...(at && { now: at }) });
}

test.each<[string, string | undefined, ReceiptRow[], Date | undefined, string[] | undefined]>([
  ['of what took no access there is none', undefined, [], undefined, undefined],
  ['nobody was signed in', '0', [], undefined, ["They weren't signed in anywhere."]],
  ['one session', '1', [], undefined, ['1 session ended']],
  ['tools alone', undefined, [row({ state: 'sent' })], undefined, ['Wiki signed out']],
  ['no session, but a tool', '0', [row({})], undefined, ['Wiki: signing out…']],
  [
    'a tool that does not answer',
    '2',
    [row({ state: 'retrying', reason: "the tool can't be reached" })],
    undefined,
    ['2 sessions ended', "Wiki can't be reached: trying until 2026-11-28T12:10:00.000Z"],
  ],
  [
    'a tool that was given up',
    '0',
    [row({ state: 'failed', reason: 'the tool answered 500' })],
    undefined,
    ["⚠️ Wiki couldn't be told: it answered 500"],
  ],
  [
    'our own fault',
    '0',
    [row({ state: 'retrying', reason: 'an error on our side (ref 1)', until: null })],
    undefined,
    ["Wiki wasn't told (an error on our side (ref 1)): trying again"],
  ],
  [
    'a tool that is gone',
    '0',
    [row({ state: 'cancelled' })],
    undefined,
    ['Wiki: nobody to tell any more'],
  ],
  [
    'a tool that notices by itself, looked at before',
    '0',
    [row({ state: null })],
    now,
    ['Wiki: at the latest in 10 minutes'],
  ],
  ['and afterwards', '0', [row({ state: null })], later, ['Wiki: by now']],
  [
    'and in a list',
    '0',
    [row({ state: null })],
    undefined,
    ['Wiki: by 2026-11-28T12:10:00.000Z at the latest'],
  ],
  [
    'a tool of which nothing is known',
    '0',
    [row({ state: null, until: null })],
    undefined,
    ["Wiki: when its own session ends, as it can't be told"],
  ],
  [
    'each tool once, as far as the last of its browsers is, in order',
    '3',
    [
      row({ state: 'sent' }),
      row({ tool: 'Board', state: 'sent' }),
      row({ state: 'retrying', reason: 'the tool answered 503' }),
    ],
    undefined,
    [
      '3 sessions ended',
      'Board signed out',
      'Wiki answered 503: trying until 2026-11-28T12:10:00.000Z',
    ],
  ],
])('%s', (_what, sessions, rows, at, texts) => {
  expect(textsOf(sessions, rows, at)).toEqual(texts);
});

test.each([
  ['queued', true],
  ['sending', true],
  ['retrying', true],
  ['sent', false],
  ['failed', false],
  ['cancelled', false],
  [null, false],
] as const)('a receipt with a tool that is %s is open: %s', (state, open) => {
  const receipt = receiptOf({}, [row({ state })]);
  expect(receipt && isOpen(receipt)).toBe(open);
});
