import { expect, test } from 'vitest';
import { csvModal, fitsCsv } from '../../src/imports/slack/progress-blocks.ts';

/** The most bytes that Slack takes in a view. */
const maxViewBytes = 250_000;

test.each([
  ['letters', 'a'],
  ['three bytes a sign', '名'],
  ['four bytes a sign', '👩'],
  ['signs that JSON writes as two', '"'],
  ['signs that JSON writes as six', '\u0001'],
])('a list of 5,000 fits into Slack: %s', (_name, sign) => {
  const lines = Array.from({ length: 5000 }, (_, index) => `${index},${sign.repeat(100)}`);
  const view = csvModal(lines, false);
  expect(fitsCsv(lines)).toBe(false);
  expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThan(maxViewBytes);
});
