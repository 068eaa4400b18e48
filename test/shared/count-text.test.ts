import { expect, test } from 'vitest';
import { byCount, countOf, nounFor } from '../../src/shared/count-text.ts';

test.each([
  [0, 'member', '0 members'],
  [1, 'member', '1 member'],
  [2, 'invitation', '2 invitations'],
  [1000, 'link', '1,000 links'],
  [1, 'person', '1 person'],
  [21, 'person', '21 people'],
] as const)('%i %s reads "%s"', (count, noun, text) => {
  expect(countOf(count, noun)).toBe(text);
});

test.each([
  ['1', 'member'],
  ['0', 'members'],
  ['1,000+', 'members'],
])('a number that is text already: %s %s', (count, word) => {
  expect(nounFor(count, 'member')).toBe(word);
});

test.each([
  [0, 'These are gone.'],
  [1, 'This is gone.'],
  [2, 'These are gone.'],
])('a sentence about %i', (count, text) => {
  expect(byCount(count, { one: 'This is gone.', other: 'These are gone.' })).toBe(text);
});
