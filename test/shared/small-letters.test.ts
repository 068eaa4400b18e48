import fc from 'fast-check';
import { expect, test } from 'vitest';
import { smallLetters } from '../../src/shared/small-letters.ts';

test.each([
  ['ASCII', 'Ana LEE-42@Example', 'ana lee-42@example'],
  ['Latin', 'ÉLODIE Öz ŁUKASZ Ế', 'élodie öz łukasz ế'],
  ['a capital sharp s', 'GROẞE Straße', 'große straße'],
  ['every i as one, with and without a dot', 'İLKER IŞIK ışık', 'ilker işik işik'],
  ['Greek, whose last sigma is one like the others', 'ΟΔΥΣΣΕΥΣ Παπάς', 'οδυσσευσ παπάσ'],
  ['Cyrillic', 'ЮРИЙ Ёлкин Ґ', 'юрий ёлкин ґ'],
  ['Armenian', 'ՆԱՐԵ Պետրոսյան', 'նարե պետրոսյան'],
  ['one of two letters in one', 'ǅ Ǆ ǆ', 'ǆ ǆ ǆ'],
  ['letters that have no other', '日本 דוד 김 ª', '日本 דוד 김 ª'],
])('lowers letters one by one: %s', (_, text, small) => {
  expect(smallLetters(text)).toBe(small);
});

test('keeps the number of letters, and what is small', () => {
  const letter = fc.integer({ min: 1, max: 0x2fff }).map((code) => String.fromCodePoint(code));
  fc.assert(
    fc.property(fc.array(letter), (letters) => {
      const small = smallLetters(letters.join(''));
      expect(small).toHaveLength(letters.length);
      expect(smallLetters(small)).toBe(small);
      expect(small).toBe(letters.map(smallLetters).join(''));
    }),
    { numRuns: 1000, seed: 4 },
  );
});
