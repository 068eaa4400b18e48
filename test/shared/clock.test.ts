import { expect, test } from 'vitest';
import { after, parseDuration, realClock } from '../../src/shared/clock.ts';

test.each([
  ['1s', 1000],
  ['30s', 30_000],
  ['5m', 300_000],
  ['12h', 43_200_000],
  ['7d', 604_800_000],
  ['0s', 0],
  ['9999999d', 9_999_999 * 86_400_000],
])('reads %s', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  '',
  '7',
  'd',
  '7 d',
  '7D',
  '-7d',
  '1.5h',
  '7d ',
  '1h30m',
  '7w',
  '12345678s',
  '٣d',
  '7d\n',
])('does not read %j', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test('finds the moment after a while', () => {
  expect(after(new Date('2028-02-28T23:59:59Z'), 86_400_000).toISOString()).toBe(
    '2028-02-29T23:59:59.000Z',
  );
});

test('goes with the real world', () => {
  expect(realClock().shiftMs).toBe(0);
});
