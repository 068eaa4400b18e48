import { expect, test } from 'vitest';
import { fitting } from '../../src/shared/typed-text.ts';

test.each([
  ['short', 10, 'short'],
  ['exactly', 7, 'exactly'],
  ['longer', 4, 'long'],
  ['ab😀', 4, 'ab😀'],
  ['ab😀', 3, 'ab'],
  ['', 3, ''],
])('of %j a field of %i holds %j', (text, units, expected) => {
  expect(fitting(text, units)).toBe(expected);
});
