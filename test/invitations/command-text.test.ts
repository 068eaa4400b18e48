import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCommandText } from '../../src/invitations/slack/command-text.ts';
import { cleanPasted } from '../../src/shared/pasted-text.ts';

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
  ['link Ana Lee &lt;ana@example.com&gt;', 'ana@example.com'],
  ['link \u200bana@example.com.', 'ana@example.com'],
  ['link zoe@example,com', 'zoe@example,com'],
])('asks for the link of %j', (text, typed) => {
  expect(parseCommandText(text)).toEqual({ kind: 'link', typed });
});

test.each([
  ['ana@example.com', 'member', [ana]],
  ['ana@example.com bo@example.com admin', 'admin', [ana, bo]],
  ['ADMIN ana@example.com', 'admin', [ana]],
  ['ana@example.com member', 'member', [ana]],
  ['ana@example.com,bo@example.com;', 'member', [ana, bo]],
  ['ana@example.com\nbo@example.com', 'member', [ana, bo]],
  ['<mailto:ana@example.com|ana@example.com>', 'member', [ana]],
  ['<mailto:ana@example.com>, <mailto:bo@example.com|Bo>', 'member', [ana, bo]],
  ['<@U123>', 'member', [person]],
  ['<@U123|ana> admin', 'admin', [person]],
  ['ana@example.com bo@example.com Ana@Example.com', 'member', [ana, bo]],
  ['<@U123> <@U123|ana>', 'member', [person]],
  ['<!subteam^S123|@team>', 'member', [{ kind: 'group', slackGroupId: 'S123', typed: '@team' }]],
  [
    '<!subteam^S123>, <@U123> admin',
    'admin',
    [{ kind: 'group', slackGroupId: 'S123', typed: '@S123' }, person],
  ],
  ['a&amp;b@example.com', 'member', [address('a&b@example.com')]],
  ['a&amp;b@example.com;bo@example.com', 'member', [address('a&b@example.com'), bo]],
  // The role in other words, and with a full stop.
  ['ana@example.com administrator', 'admin', [ana]],
  ['Administrators: ana@example.com, bo@example.com', 'admin', [ana, bo]],
  ['ana@example.com as an admin', 'admin', [ana]],
  ['ana@example.com bo@example.com, members.', 'member', [ana, bo]],
  // Names beside addresses, as mail programs and spreadsheets have them.
  ['Lee, Ana &lt;ana@example.com&gt;; Roy, Bo &lt;bo@example.com&gt;', 'member', [ana, bo]],
  [
    'Ana Lee &lt;<mailto:ana@example.com|ana@example.com>&gt;, Bo &lt;<mailto:bo@example.com|bo@example.com>&gt; admin',
    'admin',
    [ana, bo],
  ],
  ['"Lee, Ana" &lt;ana@example.com&gt;', 'member', [ana]],
  ['ana@example.com (Ana Lee)', 'member', [ana]],
  ['Ana Lee\tana@example.com\nBo Roy\tbo@example.com', 'member', [ana, bo]],
  ['ana@example.com\tAna Lee\nbo@example.com\tBo Roy', 'member', [ana, bo]],
  ['Name\tEmail\n• Ana\tana@example.com\n• Bo\tbo@example.com', 'member', [ana, bo]],
  ['Hello ana@example.com', 'member', [ana]],
  ['invite ana@example.com and bo@example.com, please', 'member', [ana, bo]],
  ['alee\tana@example.com\nbroy\tbo@example.com', 'member', [ana, bo]],
  ['Status\tEmail\nnew\tana@example.com\nnew\tbo@example.com', 'member', [ana, bo]],
  // One role for all rows.
  ['ana@example.com; bo@example.com; admin', 'admin', [ana, bo]],
  ['Admin:\nana@example.com\nbo@example.com', 'admin', [ana, bo]],
  ['Email\tRole\nana@example.com\tAdmin\nbo@example.com\tadmin', 'admin', [ana, bo]],
  ['ana@example.com role: admin', 'admin', [ana]],
  // Numbers and dates of other columns.
  [
    'Name\tEmail\tStart\tRole\nAna\tana@example.com\t01.12.2026\tMember\nBo\tbo@example.com\t2\tMember',
    'member',
    [ana, bo],
  ],
  ['ana@example.com admin please', 'admin', [ana]],
  ['Ban Ki &lt;ana@example.com&gt;', 'member', [ana]],
  // Addresses without their @.
  ['ana@example.com bobexample.com bo@example.com', 'member', [ana, address('bobexample.com'), bo]],
  ['bob(at)example.org ana@example.com', 'member', [address('bob(at)example.org'), ana]],
  ['ana@example.com\nBob.Example.org', 'member', [ana, address('Bob.Example.org')]],
  ['ana@example.com bob at example.org', 'member', [ana, address('example.org')]],
  // A company is none.
  ['ana@example.com\tExample.com\nbo@example.com\tExample.com', 'member', [ana, bo]],
  ['Shop.com &lt;ana@example.com&gt; &lt;bo@example.com&gt;', 'member', [ana, bo]],
  ['Adam Admin &lt;ana@example.com&gt;', 'member', [ana]],
  ['Olga Owner &lt;ana@example.com&gt;; Guest, Bo &lt;bo@example.com&gt;', 'member', [ana, bo]],
  ['"Admin" &lt;ana@example.com&gt; admin', 'admin', [ana]],
  // What nobody sees.
  ['\u200bana@example.com\u200b bo@exam\u00adple.com', 'member', [ana, bo]],
  ['ana＠example．com，bo@example.com', 'member', [ana, bo]],
  // What is wrong stays in one piece.
  ['zoe@example,com ana@example.com', 'member', [address('zoe@example,com'), ana]],
  ['ana,@example.com bo@example.com', 'member', [address('ana,@example.com'), bo]],
  // People whom Slack made no mention of.
  ['@ana', 'member', [{ kind: 'handle', typed: '@ana' }]],
  ['@ana.lee @ana.lee <@U123>', 'member', [{ kind: 'handle', typed: '@ana.lee' }, person]],
  ['(<@U123>, <@U124|bo>)', 'member', [person, { kind: 'person', slackUserId: 'U124' }]],
  ['<@U123>@example.com bo@example.com', 'member', [address('@U123>@example.com'), bo]],
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
])('does not understand %j', (text) => {
  expect(parseCommandText(text)).toEqual({ kind: 'usage' });
});

test.each([
  ['ana@example.com boss', ['boss']],
  ['ana@example.com owner', ['owner']],
  ['owner ana@example.com', ['owner']],
  ['ana@example.com Owner', ['Owner']],
  ['ana@example.com guest, bo@example.com', ['guest']],
  ['ana@example.com as a guest', ['guest']],
  ['ana@example.com (admin)', ['admin']],
  ['ana@example.com "Administrator"', ['Administrator']],
  ['Adam Admin ana@example.com', ['Adam', 'Admin']],
  ['Admin &lt;ana@example.com&gt;', ['Admin']],
  ['admin Ana Lee &lt;ana@example.com&gt;', ['admin', 'Ana', 'Lee']],
  ['ana@example.com admin now', ['admin', 'now']],
  ['<@U123> boss', ['boss']],
  ['boss <@U123>', ['boss']],
  ['ana@example.com nonsense <@U123>', ['nonsense']],
  ['ana@example.com boss; bo@example.com', ['boss']],
  ['hello ana@example.com', ['hello']],
])('asks what is meant by %j', (text, words) => {
  expect(parseCommandText(text)).toEqual({ kind: 'unclear', words, why: 'unknown' });
});

// Nobody becomes an Admin by a word in somebody else's row.
test.each([
  ['ana@example.com admin member', ['admin', 'member']],
  ['ana@example.com Admin bo@example.com', ['Admin']],
  ['Email\tRole\nana@example.com\t\nbo@example.com\tAdmin\ncy@example.com', ['Admin']],
  ['Admin\tadmin@example.com\nDee\tdee@example.com', ['Admin']],
  ['ana@example.com\tEngineer\nbo@example.com\tAdmin', ['Admin']],
  ['ana@example.com; bo@example.com admin', ['admin']],
  ['ana@example.com\tAdmin\nbo@example.com\tMember', ['Admin', 'Member']],
])('asks whose role is meant by %j', (text, words) => {
  expect(parseCommandText(text)).toEqual({ kind: 'unclear', words, why: 'one_role' });
});

test.each([
  ['revoke ana@example.com', ['revoke']],
  ['Remove <@U123>', ['Remove']],
  ['do not invite ana@example.com', ['do', 'not']],
  ['resend ana@example.com bo@example.com', ['resend']],
  ['ana@example.com; cancel bo@example.com', ['cancel']],
  ['copy link ana@example.com', ['copy', 'link']],
  ['revoke:\nana@example.com\nbo@example.com', ['revoke:']],
  ['please do not invite\nana@example.com\nbo@example.com', ['do', 'not']],
  ["don't invite ana@example.com\nbo@example.com", ["don't"]],
])('invites nobody by %j', (text, words) => {
  expect(parseCommandText(text)).toEqual({ kind: 'unclear', words, why: 'other_act' });
});

test('counts people, not words', () => {
  const list = Array.from({ length: 25 }, (_, n) => `Lee, Ana Maria <ana${n}@example.com>;`);
  const asked = parseCommandText(list.join(' '));
  expect(asked.kind === 'invite' && asked.invitees).toHaveLength(25);
});

/** The text without what parts addresses in it, for finding one that was put together again. */
function joined(text: string): string {
  return cleanPasted(text.replaceAll('&lt;', '<'))
    .toLowerCase()
    .replace(/[,;\s]+/g, '');
}

test('never throws, and makes up no address', () => {
  const signs = fc.constantFrom(
    ...'@<>()"\',;.: \t\n[]*_&|’＠\u200b🎉a',
    ...['mailto:', 'b.de', 'ana@b.de', 'admin', 'boss', '<@U123>', '&lt;'],
  );
  const near = fc.array(signs, { maxLength: 30 }).map((parts) => parts.join(''));
  let read = 0;
  fc.assert(
    fc.property(fc.oneof(near, fc.string({ unit: 'binary', maxLength: 50 })), (text) => {
      const asked = parseCommandText(text);
      if (asked.kind !== 'invite') return;
      for (const each of asked.invitees) {
        if (each.kind === 'person') continue;
        read += 1;
        expect(joined(text)).toContain(joined(each.typed));
      }
    }),
    { numRuns: 500, seed: 3 },
  );
  expect(read).toBeGreaterThan(30);
});
