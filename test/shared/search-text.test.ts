import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  containingPattern,
  leadingPattern,
  meantTexts,
  searchText,
  soughtWords,
} from '../../src/shared/search-text.ts';

test.each([
  ['of an address, three letters of the domain', 'ana77@example.com', '%ana77@%ple%'],
  ['of one that is being typed', 'a77@exam', '%a77@%xam%'],
  ['of a domain of several words, the longest', 'info@mail.my-company.com', '%info@%any%'],
  ['of the last @', 'ana@home@example.com', '%ana@home@%ple%'],
  ['letters of any script', 'ana@b\u00fccher.example', '%ana@%her%'],
  ['no half letters', 'ana@\u{10428}\u{10429}\u{1042a}', '%ana@%\u{10428}\u{10429}\u{1042a}%'],
  ['signs for themselves', 'a_n%a\\@example', '%a\\_n\\%a\\\\@%ple%'],
])('an index is led by what tells people apart: %s', (_, text, pattern) => {
  expect(leadingPattern(text)).toBe(pattern);
});

test.each([
  ['a name', 'ana lee', '%ana lee%'],
  ['part of an address', 'ana77@', '%ana77@%'],
  ['a domain', 'example.com', '%example.com%'],
  ['a domain with its sign', '@example.com', '%@example.com%'],
  ['little before the @', 'an@example.com', '%an@example.com%'],
  ['little behind it', 'ana77@ex', '%ana77@ex%'],
  ['little but what ends many domains', 'info@db.com', '%info@db.com%'],
  ['wildcards', '%_\\', '%\\%\\_\\\\%'],
  ['wildcards in a domain', 'ana@e_a%.com', '%ana@e\\_a\\%.com%'],
  ['nothing', '', '%%'],
])('and by the whole text where that has no such parts: %s', (_, text, pattern) => {
  expect(leadingPattern(text)).toBe(pattern);
  expect(containingPattern(text)).toBe(pattern);
});

test.each([
  ['a few words, each for itself', 'Ruiz, Ana (Ops)', ['ruiz', 'ana', 'ops']],
  ['what is cut', 'Ana Ruiz (ana@exam…', ['ana', 'ruiz', 'ana@exam']],
  ['of many words, all together', 'A b c d e f g…', ['a b c d e f g']],
  ['of many words, the beginning of an address', 'A b c d e f (ana@exam…', ['ana@exam']],
  ['not one of two addresses', 'a b c d e a@b.c d@e.f', ['a b c d e a@b.c d@e.f']],
  ['no sign alone', 'a b c d e f @', ['a b c d e f @']],
  ['signs where there is nothing else', '()', ['()']],
])('looks for %s', (_, text, words) => {
  expect(soughtWords(text)).toEqual(words);
});

test.each([
  'João Pedro da Silva dos Santos (joao@example.com)',
  'joao@example.com João Pedro da Silva dos Santos',
  'João Pedro da Silva dos Santos · Member · joao@example.com',
])('reads the address beside a name of many words: %s', (pasted) => {
  expect(searchText(pasted)).toBe('joao@example.com');
});

test.each([
  ['', ['']],
  ['Ana Ruiz', ['Ana Ruiz']],
  ['Gal·la Puig', ['Gal·la Puig']],
  ['Ana · Member', ['Ana · Member', 'Ana']],
  ['Ana · Ops · Member', ['Ana · Ops · Member', 'Ana · Ops', 'Ana']],
  ['Ana · b · c · d', ['Ana · b · c · d', 'Ana · b · c', 'Ana']],
  [' · Ana', [' · Ana']],
])('knows what may be meant by %j', (text, meant) => {
  expect(meantTexts(text)).toEqual(meant);
});

test('leads to whatever contains the text', () => {
  const part = fc.string({ unit: fc.constantFrom(...'ab1.@-_%\\ \u00fc') });
  fc.assert(
    fc.property(part, part, part, part, (before, start, end, after) => {
      const text = `${start}@exam${end}`;
      expect(isLike(before + text + after, leadingPattern(text))).toBe(true);
    }),
    { numRuns: 1000, seed: 4 },
  );
});

/** Whether it matches, as LIKE has it. */
function isLike(text: string, pattern: string): boolean {
  const [...signs] = pattern.matchAll(/\\?(.)/gsu);
  const parts = signs.map(([sign, itself = '']) =>
    sign === '%' ? '.*' : `\\u{${itself.codePointAt(0)?.toString(16)}}`,
  );
  return new RegExp(`^${parts.join('')}$`, 'su').test(text);
}
