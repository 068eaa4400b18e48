import fc from 'fast-check';
import { expect, test } from 'vitest';
import { freshHome, neededNow, parseHomeState } from '../../src/home/rules.ts';
import { searchText } from '../../src/shared/search-text.ts';

test('reads back the state that a view carries', () => {
  const id = '0190a5d2-7c1e-4f3a-9b1d-0123456789ab';
  const state = {
    tab: 'members',
    filter: 'expired',
    place: { start: { at: 1_700_000_000_000, id }, before: 20 },
    activityOf: `member:${id}`,
    finds: 3,
  };
  expect(parseHomeState(JSON.parse(JSON.stringify(state)))).toEqual(state);
});

test.each([undefined, null, 7, 'x', [], { tab: 'x', filter: 1, place: 'x' }])(
  'starts afresh from %j',
  (value) => {
    expect(parseHomeState(value)).toEqual(freshHome);
  },
);

test('searches for the address in what was pasted', () => {
  for (const text of [
    '\u200bana@example.com ',
    'Ana Lee <ana@example.com>;',
    'ana@exam\u00adple.com.',
    'mailto:ana%40example.com',
  ]) {
    expect(searchText(text)).toBe('ana@example.com');
  }
  expect(searchText('ana@')).toBe('ana@');
  expect(searchText('an a@example.com')).toBe('an a@example.com');
});

test.each([
  ['n10\u200b', 'n10'],
  ['\uff4e\uff11\uff10', 'n10'],
  ['o\u2019brien', "o'brien"],
  ['jo\u0308rg', 'jörg'],
  ['\uff4a\uff4f\u0308rg', 'jörg'],
  ['a\u0000b\u2028c', 'a b c'],
])('searches for what was meant by %j', (typed, meant) => {
  expect(searchText(typed)).toBe(meant);
});

test('searches for no text that a database would refuse', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(searchText(text).length).toBeLessThanOrEqual(254);
      expect(searchText(text)).not.toMatch(/[\p{Cc}\p{Cs}]/u);
    }),
    { numRuns: 300, seed: 2 },
  );
  expect(searchText('🎉'.repeat(80))).not.toMatch(/\p{Cs}/u);
});

test.each([
  ['nothing', [0, 0, 0, 0, { all: 0, alone: 0 }], undefined],
  [
    'a request',
    [0, 0, 0, 0, { all: 1, alone: 1 }],
    { people: 1, byKind: [{ kind: 'requests', count: 1 }] },
  ],
  [
    'an expired one',
    [0, 0, 0, 1, { all: 0, alone: 0 }],
    { people: 1, byKind: [{ kind: 'expired', count: 1 }] },
  ],
  // Two of those who ask are expired, as is one who is asked for, and count once.
  [
    'everything',
    [1, 3, 1, 4, { all: 2, alone: 1 }],
    {
      people: 7,
      byKind: [
        { kind: 'undelivered', count: 1 },
        { kind: 'asking', count: 3 },
        { kind: 'expired', count: 4 },
        { kind: 'requests', count: 2 },
      ],
    },
  ],
] as const)('says of %s who needs an admin, each once', (_what, counts, needed) => {
  const [undelivered, asking, askingOnly, expired, requests] = counts;
  expect(neededNow({ expired }, { undelivered, asking, askingOnly }, requests)).toEqual(needed);
});
