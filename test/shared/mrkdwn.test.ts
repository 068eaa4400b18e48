import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boldLetters, cut, escapeMrkdwn, mentions, slackDate } from '../../src/shared/mrkdwn.ts';

test.each([
  ['plain', 'plain'],
  ['<!channel>', '&lt;!channel&gt;'],
  ['<@U0ADAM> & co', '&lt;@U0ADAM&gt; &amp; co'],
  ['<https://evil.example|click>', '&lt;https://evil.example|click&gt;'],
  ['&lt;', '&amp;lt;'],
])('escapes %j', (text, escaped) => {
  expect(escapeMrkdwn(text)).toBe(escaped);
});

test.each([
  ['ana@example.com', '*ana@example.com*'],
  ['a_b@example.com', '*a_b@example.com*'],
  ['Ana & <!here>', '*Ana &amp; &lt;!here&gt;*'],
  ['a*b@example.com', '`a*b@example.com`'],
  ['_ana_', '`_ana_`'],
  // Nobody takes it for x@example.com.
  ['`x`@example.com', '`\u02cbx\u02cb@example.com`'],
])('shows every letter of %j', (text, shown) => {
  expect(boldLetters(text)).toBe(shown);
});

test.each([
  ['short', 10, 'short'],
  ['exactly', 7, 'exactly'],
  ['too long', 7, 'too lo…'],
  ['🎉🎉🎉', 5, '🎉🎉…'],
  ['a🎉b', 3, 'a…'],
  ['ab', 1, '…'],
])('cuts %j at %i', (text, longest, cutText) => {
  expect(cut(text, longest)).toBe(cutText);
});

test('never cuts longer than told, nor through a character', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.integer({ min: 1, max: 40 }),
      (text, longest) => {
        const shown = cut(text, longest);
        expect(shown.length).toBeLessThanOrEqual(longest);
        expect(shown).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
      },
    ),
    { numRuns: 500, seed: 3 },
  );
});

test.each([
  [[], ''],
  [['U1'], '<@U1>'],
  [['U1', 'U2'], '<@U1> or <@U2>'],
  [['U1', 'U2', 'U3'], '<@U1>, <@U2>, or <@U3>'],
])('mentions %j', (userIds, text) => {
  expect(mentions(userIds)).toBe(text);
});

test('writes a moment in the zone of whoever reads it, with words for those who cannot', () => {
  expect(slackDate(new Date('2026-11-29T18:55:09.999Z'))).toBe(
    '<!date^1795978509^{date_short_pretty} at {time}|2026-11-29 18:55 UTC>',
  );
});
