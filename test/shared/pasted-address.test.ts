import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseEmailAddress } from '../../src/shared/email-address.ts';

/** The address as it is shown and sent to, or what is wrong. */
function read(typed: string): string {
  const parsed = parseEmailAddress(typed);
  return parsed.ok ? parsed.value.email : parsed.refusal;
}

test.each([
  ['zero-width space', 'ana\u200b@exam\u200bple.com'],
  ['a mark at the start', '\ufeffana@example.com'],
  ['word joiner', 'ana\u2060@example.com'],
  ['soft hyphen', 'ana@exam\u00adple.com'],
  ['direction marks', '\u202aana@example.com\u202c'],
  ['isolates', '\u2068ana@example.com\u2069'],
  ['left-to-right mark', 'ana@example.com\u200e'],
  ['hangul filler', 'ana@example.com\u3164'],
  ['grapheme joiner', 'a\u034fna@example.com'],
  ['no-break spaces', '\u00a0ana@example.com\u202f'],
  ['tabs and lines', '\tana@example.com\r\n'],
  ['full-width signs', 'ana＠example．com'],
  ['full-width letters', 'ａｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ'],
  ['ideographic full stop', 'ana@example。com'],
  ['small at sign', 'ana﹫example.com'],
  ['a name', 'Ana Lee <ana@example.com>'],
  ['a name without blank', 'Ana<ana@example.com>'],
  ['a name the other way round', 'Lee, Ana <ana@example.com>'],
  ['a quoted name', '"Lee, Ana" <ana@example.com>'],
  ['a name in typographic quotes', '“Lee, Ana” <ana@example.com>'],
  ['a name behind', 'ana@example.com (Ana Lee)'],
  ['a name glued behind', 'ana@example.com(Ana Lee)'],
  ['mailto', 'mailto:ana@example.com'],
  ['mailto with a subject', 'MAILTO:ana@example.com?subject=Hi&cc=bo@example.com'],
  ['mailto in escapes', 'mailto:ana%40example.com'],
  ['mailto in brackets', '<mailto:ana@example.com>'],
  ['a label', 'E-mail: ana@example.com'],
  ['a label without blank', 'Email:ana@example.com'],
  ['angle brackets', '<ana@example.com>'],
  ['angle brackets with blanks', '< ana@example.com >'],
  ['brackets', '(ana@example.com)'],
  ['square brackets', '[ana@example.com],'],
  ['quotes', '"ana@example.com"'],
  ['single quotes', "'ana@example.com'"],
  ['single quotes in brackets', "<'ana@example.com'>"],
  ['typographic quotes', '“ana@example.com”'],
  ['single typographic quotes', '‘ana@example.com’'],
  ['guillemets', '«ana@example.com»'],
  ['low quotes', '„ana@example.com“'],
  ['bold in Slack', '*ana@example.com*'],
  ['bold and italic', '*_ana@example.com_*'],
  ['code', '`ana@example.com`'],
  ['a bullet', '• ana@example.com'],
  ['a bullet without blank', '•ana@example.com'],
  ['a dash', '– ana@example.com'],
  ['full stop', 'ana@example.com.'],
  ['comma', 'ana@example.com,'],
  ['semicolon', 'ana@example.com;'],
  ['much behind', 'ana@example.com>).,;!?"\u200b '],
  ['the end of a sentence', 'ana@example.com。'],
])('reads %s', (_what, typed) => {
  expect(read(typed)).toBe('ana@example.com');
});

test.each([
  ['pat.o’brien@example.com', "pat.o'brien@example.com"],
  ['pat.o‘brien@example.com', "pat.o'brien@example.com"],
  ['pat.oʼbrien@example.com', "pat.o'brien@example.com"],
  ['pat.o´brien@example.com', "pat.o'brien@example.com"],
  ['pat.o＇brien@example.com', "pat.o'brien@example.com"],
  ['jean‑luc@example.com', 'jean-luc@example.com'],
  ['mailto:ana+team@example.com', 'ana+team@example.com'],
  ['mailto:ana%2Bteam@example.com', 'ana+team@example.com'],
  ['Ana.Nice+x@Example.com.', 'Ana.Nice+x@Example.com'],
  ['Zoë <zoë@exämple.com>', 'zoë@exämple.com'],
])('reads %j as %s', (typed, email) => {
  expect(read(typed)).toBe(email);
});

// Which part is meant? Nobody else may get what was for somebody.
test.each([
  ['an a@example.com'],
  ['Ana ana@example.com'],
  ['jean–luc@example.com'],
  ['jean:luc@example.com'],
  ['ana@example.com bo@example.com'],
  ['ana@example.com, bo@example.com'],
  ['Ana <ana@example.com>, Bo <bo@example.com>'],
  ['zoe@example,com'],
  ['ana,@example.com'],
  ['ana @example.com'],
  ['ana@ example.com'],
  ['ana(comment)@example.com'],
  ['ana<comment>@example.com'],
  ['<ana@example.com>@example.org'],
  ['(ana@example.com)@example.org'],
  ['"a@b.example"@example.com'],
  ['"a b"@example.com'],
  ['ana@[127.0.0.1]'],
  ['ana🎉@example.com'],
  ['ana@example.com/x'],
  ['ana@example.com:25'],
  ['mailto:ana%00@example.com'],
  ['mailto:ana%0d%0aBcc:eve@example.com'],
  ['<>'],
  ['@'],
  ['@ana'],
  ['mailto:'],
])('refuses %j', (typed) => {
  expect(read(typed)).toBe('not_an_address');
});

test.each(['\u200b', ' \u00ad\u2060 ', '\u3164'])('takes %j for nothing', (typed) => {
  expect(read(typed)).toBe('empty');
});

const address = fc.emailAddress();

test('never changes a plain address', () => {
  fc.assert(
    fc.property(address, (email) => {
      expect(read(email)).toBe(email);
    }),
    { numRuns: 1000, seed: 7 },
  );
});

const invisible = fc.constantFrom('', '\u200b', '\u00ad', '\u2060', '\u202a', '\ufeff');
const around = fc.constantFrom(
  ['', ''],
  [' ', '\u00a0'],
  ['<', '>'],
  ['"', '"'],
  ['“', '”'],
  ['(', ')'],
  ['[', '],'],
  ['mailto:', ''],
  ['Ana Lee <', '>;'],
  ['"Lee, Ana" <', '>'],
  ['', '.'],
  ['• ', ''],
  ['\t', '\t(Ana Lee)'],
);

test('finds a plain address whatever it was pasted with', () => {
  fc.assert(
    fc.property(address, around, invisible, invisible, (email, [before, after], one, other) => {
      // In a mailto link, these stand for something else.
      fc.pre(!(before === 'mailto:' && /[%?]/.test(email)));
      const [local, domain] = [email.slice(0, 3), email.slice(3)];
      expect(read(`${one}${before}${local}${other}${domain}${after}${one}`)).toBe(email);
    }),
    { numRuns: 3000, seed: 11 },
  );
});
