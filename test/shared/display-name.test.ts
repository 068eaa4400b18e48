import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDisplayName, shownDisplayName } from '../../src/shared/display-name.ts';

const flagOfEngland = '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}';

test.each([
  ['Ana', 'Ana'],
  ['  Ana  ', 'Ana'],
  ['\u3000山田 太郎\u3000', '山田 太郎'],
  ['Jose\u0301', 'Jos\u00e9'],
  ['x'.repeat(80), 'x'.repeat(80)],
  ['🎉'.repeat(80), '🎉'.repeat(80)],
  ['👩‍👩‍👧', '👩‍👩‍👧'],
  ['שלום', 'שלום'],
  ['می‌خواهم', 'می‌خواهم'],
  ['<b>', '<b>'],
  ['\tAna\r\n', 'Ana'],
  ['Ana\tLee', 'Ana Lee'],
  ['Ana\u000bLee', 'Ana Lee'],
  ['Ana\u0085Lee', 'Ana Lee'],
  ['Ana\u2028Lee', 'Ana Lee'],
  ['Ana\u2029Lee\u000b', 'Ana Lee'],
  ['\u2068Ana\u2069', 'Ana'],
  ['\u202aAna\u202c', 'Ana'],
  ['\ufeffAna\u200b\u00ad', 'Ana'],
  ['\u3164Ana\u2800', 'Ana'],
  ['\u200e\u2066שלום\u2069\u200e', 'שלום'],
  ['Ana ❤\ufe0f', 'Ana ❤\ufe0f'],
  [flagOfEngland, flagOfEngland],
])('takes the name %j', (typed, name) => {
  expect(parseDisplayName(typed)).toEqual({ ok: true, value: name });
});

test.each([
  ['', 'empty'],
  [' \t\n\u00a0', 'empty'],
  ['x'.repeat(81), 'too_long'],
  ['🎉'.repeat(81), 'too_long'],
  ['a\nb', 'odd_characters'],
  ['a\u0000b', 'odd_characters'],
  ['a\u0008b', 'odd_characters'],
  ['a\u009bb', 'odd_characters'],
  ['ab\u202Ecd', 'odd_characters'],
  ['ab\u2066cd', 'odd_characters'],
  ['a\ud800b', 'odd_characters'],
  [`${'x'.repeat(80)}\u0008`, 'odd_characters'],
  [`${'x'.repeat(81)}\u0008`, 'too_long'],
])('refuses the name %j as %s', (typed, refusal) => {
  expect(parseDisplayName(typed)).toEqual({ ok: false, refusal });
});

test.each([
  '\u3164',
  '\u2800\u2800',
  '\u115f\u1160',
  '\uffa0',
  '\u{1d159}',
  '\u200b\u200d',
  '\u00ad',
  '\u2060\ufeff',
  '\u2068\u3164 \u2800\u2069',
  '\u{e0001}',
  '\u0008',
  '\u0301',
  '\u3164\u0301',
  '\u0002\u0301',
  '\ufe0f',
])('asks for a name when there is nothing to see: %j', (typed) => {
  expect(parseDisplayName(typed)).toEqual({ ok: false, refusal: 'empty' });
});

test.each([
  ['a\nb', 'a b'],
  ['a\u0000b', 'ab'],
  ['a\u009bb', 'ab'],
  ['ab\u202Ecd', 'abcd'],
  ['\u2066ab\u2069 cd', 'ab cd'],
  ['a\ud800b', 'ab'],
  ['e\u0008\u0301', 'é'],
  ['\u0002 Ana \u0002', 'Ana'],
  ['👩‍👩‍👧\u0007', '👩‍👩‍👧'],
  ['\u0002\u0301', ''],
  ['x'.repeat(300), 'x'.repeat(254)],
])('shows of the name %j again what can be seen and is taken', (typed, shown) => {
  expect(shownDisplayName(typed)).toBe(shown);
});

test('takes what it shows again of a name that it refuses for odd characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (typed) => {
      const name = parseDisplayName(typed);
      if (name.ok || name.refusal !== 'odd_characters') return;
      const shown = shownDisplayName(typed);
      expect(parseDisplayName(shown)).toEqual({ ok: true, value: shown });
    }),
    { numRuns: 500, seed: 9 },
  );
});

test('measures what was typed before it normalises it', () => {
  const huge = '\ufdfa'.repeat(3_000_000);
  expect(parseDisplayName(huge)).toEqual({ ok: false, refusal: 'too_long' });
}, 1000);

test('takes no name that is empty or too long once it is written', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (typed) => {
      const name = parseDisplayName(typed);
      if (!name.ok) return;
      expect([...name.value].length).toBeLessThanOrEqual(80);
      expect(parseDisplayName(name.value)).toEqual(name);
    }),
    { numRuns: 500, seed: 8 },
  );
});
