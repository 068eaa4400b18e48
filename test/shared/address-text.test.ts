import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAddressText } from '../../src/shared/address-text.ts';
import { parseEmailAddress } from '../../src/shared/email-address.ts';

/** The addresses of a text, and what has an @ and is none behind a question mark. */
function found(text: string): string[] {
  return readAddressText(text).tokens.flatMap((token) =>
    token.kind === 'address'
      ? [token.to.email]
      : token.kind === 'wrong'
        ? [`? ${token.typed}`]
        : [],
  );
}

const both = ['ana@example.com', 'bo@example.com'];

test.each([
  'ana@example.com bo@example.com',
  'ana@example.com,bo@example.com',
  'ana@example.com;bo@example.com;',
  'ana@example.com，bo@example.com；',
  'ana@example.com\tbo@example.com',
  'Lee, Ana <ana@example.com>; Roy, Bo <bo@example.com>',
  'Ana Lee <ana@example.com>, Bo Roy <bo@example.com>',
  '"Lee, Ana" <ana@example.com>,"Roy, Bo" <bo@example.com>',
  "'Lee, Ana' <ana@example.com>;'Roy, Bo' <bo@example.com>",
  'ana@example.com (Ana Lee), bo@example.com (Bo Roy)',
  'Ana Lee\tana@example.com\nBo Roy\tbo@example.com\n',
  'ana@example.com\tAna Lee\r\nbo@example.com\tBo Roy',
  '• ana@example.com\n• bo@example.com',
  '- ana@example.com\n- bo@example.com',
  '1. ana@example.com\n2. bo@example.com',
  'Name | Email\nAna | ana@example.com |\nBo | bo@example.com |',
  'To: <ana@example.com>, <bo@example.com>.',
  '<ana@example.com><bo@example.com>',
  '“ana@example.com”, “bo@example.com”',
  'mailto:ana@example.com mailto:bo@example.com',
  'ana@example.com and bo@example.com',
])('finds both in %j', (text) => {
  expect(found(text)).toEqual(both);
});

test.each([
  ['zoe@example,com', ['? zoe@example,com']],
  ['zoe@example;com', ['? zoe@example;com']],
  ['ana,@example.com', ['? ana,@example.com']],
  ['zoe@example,com,bo@example.com', ['? zoe@example,com', 'bo@example.com']],
  ['ana@example.com,zoe@example,com', ['ana@example.com', '? zoe@example,com']],
  ['ana@example.com,Ana', ['ana@example.com']],
  ['pat🎉ana@example.com', ['? pat🎉ana@example.com']],
  ['jean–luc@example.com', ['? jean–luc@example.com']],
  ['ana(x)@example.com', ['? ana(x)@example.com']],
  [`${'x'.repeat(500)}@example.com`, [`? ${'x'.repeat(500)}@example.com`]],
  ['no address at all', []],
  ['', []],
])('reads %j', (text, expected) => {
  expect(found(text)).toEqual(expected);
});

test('finds every plain address of any list, in its order', () => {
  const between = fc.constantFrom(' ', ', ', ',', '; ', ';', '\n', '\t', '\r\n• ', ' (x), ', ' | ');
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.emailAddress(), between), { maxLength: 12 }), (list) => {
      const text = list.map(([email, then]) => `${email}${then}`).join('');
      expect(found(text)).toEqual(list.map(([email]) => email));
    }),
    { numRuns: 1000, seed: 5 },
  );
});

test('never throws, and takes no address out of nowhere', () => {
  const odd = fc.constantFrom(
    ...'@@@<>()"\',;.: \t\n{}[]*_&|`…“’＠。',
    '\u200b',
    'mailto:',
    'a',
    'b.de',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(odd, { maxLength: 60 }).map((signs) => signs.join('')),
  );
  fc.assert(
    fc.property(text, (typed) => {
      for (const token of readAddressText(typed).tokens) {
        if (token.kind !== 'address') continue;
        expect(parseEmailAddress(token.to.email)).toEqual({ ok: true, value: token.to });
      }
    }),
    { numRuns: 5000, seed: 3 },
  );
});

test.each([
  ...['@', '<', '>', '(', '"', '\u200b', ',', ';', '*', "'", ' ', '\n', 'a', '.', ':'],
  ...['a@,', ',@', '<@', '"a', '(a', '*@', 'a@ ', 'mailto:', '@ a <'],
])('reads 100 kB of %j in time', (part) => {
  const text = part.repeat(Math.ceil(100_000 / part.length));
  const before = process.cpuUsage();
  readAddressText(`a@b.de${text}@b.de`);
  const { user } = process.cpuUsage(before);
  // A second, where the square of the length would take ten or more.
  expect(user / 1000).toBeLessThan(2000);
});
