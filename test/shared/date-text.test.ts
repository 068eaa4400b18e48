import { expect, test } from 'vitest';
import { longDate } from '../../src/shared/date-text.ts';

const moment = new Date('2026-11-29T18:55:00Z');

test('names day, time and zone', () => {
  expect(longDate(moment)).toBe('Sunday, 29 November 2026 at 18:55 UTC');
});

test.each([
  ['Europe/Berlin', 'Sunday, 29 November 2026 at 19:55 CET'],
  ['Pacific/Kiritimati', 'Monday, 30 November 2026 at 08:55 GMT+14'],
  ['Pacific/Pago_Pago', 'Sunday, 29 November 2026 at 07:55 GMT-11'],
  ['Asia/Kathmandu', 'Monday, 30 November 2026 at 00:40 GMT+5:45'],
])('shows the moment as %s has it', (zone, text) => {
  expect(longDate(moment, zone)).toBe(text);
});

test('writes midnight as 00:00 of the day that begins', () => {
  expect(longDate(new Date('2028-02-29T00:00:00Z'))).toBe('Tuesday, 29 February 2028 at 00:00 UTC');
});

test('writes a single-digit hour with two digits', () => {
  expect(longDate(new Date('2027-01-01T07:05:00Z'))).toBe('Friday, 1 January 2027 at 07:05 UTC');
});

test('refuses a zone that does not exist', () => {
  expect(() => longDate(moment, 'Mars/Olympus')).toThrow(RangeError);
});
