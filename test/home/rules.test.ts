import fc from 'fast-check';
import { expect, test } from 'vitest';
import { freshHome, parseHomeState } from '../../src/home/rules.ts';

test('reads back the state that a view carries', () => {
  const id = '0190a5d2-7c1e-4f3a-9b1d-0123456789ab';
  const state = {
    tab: 'members',
    filter: 'pending',
    text: 'ana%_',
    place: { start: { at: 1_700_000_000_000, id }, before: 20 },
  };
  expect(parseHomeState(JSON.parse(JSON.stringify(state)))).toEqual(state);
});

test.each([undefined, null, 7, 'x', [], { tab: 'x', filter: 1, text: {}, place: 'x' }])(
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
    expect(parseHomeState({ text }).text).toBe('ana@example.com');
  }
  expect(parseHomeState({ text: 'ana@' }).text).toBe('ana@');
  expect(parseHomeState({ text: 'an a@example.com' }).text).toBe('an a@example.com');
});

test.each([
  ['n10\u200b', 'n10'],
  ['\uff4e\uff11\uff10', 'n10'],
  ['o\u2019brien', "o'brien"],
  ['jo\u0308rg', 'jörg'],
  ['\uff4a\uff4f\u0308rg', 'jörg'],
  ['a\u0000b\u2028c', 'a b c'],
])('searches for what was meant by %j', (typed, meant) => {
  expect(parseHomeState({ text: typed }).text).toBe(meant);
});

test('keeps no text that a database or a view would refuse', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const state = parseHomeState({ text });
      expect(state.text.length).toBeLessThanOrEqual(100);
      expect(state.text).not.toMatch(/[\p{Cc}\p{Cs}]/u);
      expect(parseHomeState(JSON.parse(JSON.stringify(state)))).toEqual(state);
    }),
    { numRuns: 300, seed: 2 },
  );
  expect(parseHomeState({ text: '🎉'.repeat(80) }).text).not.toMatch(/\p{Cs}/u);
});
