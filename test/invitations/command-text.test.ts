import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCommandText } from '../../src/invitations/command-text.ts';

function address(typed: string) {
  return { kind: 'address', typed } as const;
}

const ana = address('ana@example.com');
const bo = address('bo@example.com');
const person = { kind: 'person', slackUserId: 'U123' } as const;

test.each(['', '  ', '\t\n', ' , ; '])('opens the dialog for %j', (text) => {
  expect(parseCommandText(text)).toEqual({ kind: 'dialog' });
});

test.each([
  ['links', 'links'],
  ['  LINKS ', 'links'],
  ['list', 'list'],
  ['List', 'list'],
  ['help', 'help'],
])('understands %j', (text, kind) => {
  expect(parseCommandText(text)).toEqual({ kind });
});

test.each([
  ['link ana@example.com', 'ana@example.com'],
  ['LINK  Ana@Example.com', 'Ana@Example.com'],
  ['link <mailto:ana@example.com|ana@example.com>', 'ana@example.com'],
  ['link nobody', 'nobody'],
])('asks for the link of %j', (text, typed) => {
  expect(parseCommandText(text)).toEqual({ kind: 'link', typed });
});

test.each([
  ['ana@example.com', 'member', [ana]],
  ['ana@example.com bo@example.com admin', 'admin', [ana, bo]],
  ['ADMIN ana@example.com', 'admin', [ana]],
  ['ana@example.com Admin bo@example.com', 'admin', [ana, bo]],
  ['ana@example.com member', 'member', [ana]],
  ['ana@example.com,bo@example.com;', 'member', [ana, bo]],
  ['ana@example.com\nbo@example.com', 'member', [ana, bo]],
  ['<mailto:ana@example.com|ana@example.com>', 'member', [ana]],
  ['<mailto:ana@example.com>, <mailto:bo@example.com|Bo>', 'member', [ana, bo]],
  ['<@U123>', 'member', [person]],
  ['<@U123|ana> admin', 'admin', [person]],
  ['ana@example.com nonsense <@U123>', 'member', [ana, address('nonsense'), person]],
  ['ana@example.com bo@example.com Ana@Example.com', 'member', [ana, bo]],
  ['<@U123> <@U123|ana>', 'member', [person]],
  ['a&amp;b@example.com', 'member', [address('a&b@example.com')]],
  ['a&amp;b@example.com;bo@example.com', 'member', [address('a&b@example.com'), bo]],
])('invites by %j', (text, role, invitees) => {
  expect(parseCommandText(text)).toEqual({ kind: 'invite', role, invitees });
});

test.each([
  'hello',
  'admin',
  'link',
  'links now',
  'help me',
  'list all ana@example.com',
  'link ana@example.com bo@example.com',
  'help ana@example.com',
  'invite ana',
  '<!channel>',
  '<#C123|general>',
  // Which one is meant?
  'ana@example.com admin member',
])('does not understand %j', (text) => {
  expect(parseCommandText(text)).toEqual({ kind: 'usage' });
});

test('never throws, and makes up no address', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const asked = parseCommandText(text);
      if (asked.kind !== 'invite') return;
      for (const each of asked.invitees) {
        if (each.kind === 'address') expect(text.toLowerCase()).toContain(each.typed.toLowerCase());
      }
    }),
    { numRuns: 500, seed: 3 },
  );
});
