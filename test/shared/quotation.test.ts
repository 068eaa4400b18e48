import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quotedLines } from '../../src/shared/quotation.ts';

const nonJoiner = '\u200C';

test.each([
  ['Welcome!', ['Welcome!']],
  ['Hi Mia,\nsee you Monday', ['Hi Mia,', 'see you Monday']],
  ['a\r\nb\rc\u2028d\u2029e\u0085f\vg\fh', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']],
  ['  Hi \t Mia  \n\n \n\u00A0\n  bye  ', ['Hi Mia', '', 'bye']],
  ['\n\u200B\nHi\n\u2800\n', ['Hi']],
  ['👩‍👩‍👧 🇨🇭', ['👩‍👩‍👧 🇨🇭']],
  ['\u200Fשלום\u200F, Ana', ['\u200Fשלום\u200F, Ana']],
  ['a\u202Eb\u2066c\0d', ['abc d']],
])('%j is quoted as %j', (text, lines) => {
  expect(quotedLines(text)).toEqual(lines);
});

test.each(['', ' ', '\n\n', ' \t\n\u00A0\n', '\u200B\u200F\n\u2800\n\u3164'])(
  'nothing is quoted of %j',
  (text) => {
    expect(quotedLines(text)).toEqual([]);
  },
);

test.each(['evil.example', 'https://evil.example', 'a@evil.example', 'mailto:a@evil.example'])(
  'leaves nothing in %j that could be linked',
  (text) => {
    const [line = ''] = quotedLines(text);
    expect(line.replaceAll(nonJoiner, '')).toBe(text);
    expect(line).not.toMatch(/\w[.@:/]|[.@:/]\w/);
  },
);

test('keeps 300 emoji, and cuts what is longer', () => {
  expect(quotedLines('🎉'.repeat(300))).toEqual(['🎉'.repeat(300)]);
  expect(quotedLines('W'.repeat(301))).toEqual([`${'W'.repeat(299)}…`]);
});

test('gives lines without breaks, none empty at the ends, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const lines = quotedLines(text);
      expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u);
      expect(lines.at(0)).not.toBe('');
      expect(lines.at(-1)).not.toBe('');
    }),
    { numRuns: 200, seed: 5 },
  );
});
