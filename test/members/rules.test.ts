import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  isAdmin,
  parseDisplayName,
  parsePassword,
  parseRole,
  type Role,
  roleExplanation,
  roleName,
  roles,
  type SlackPerson,
  shownDisplayName,
} from '../../src/members/rules.ts';

const settings = {
  allowedDomains: [],
  linkWarnings: true,
  slackAdminsAreAdmins: true,
  seatLimit: undefined,
  followDeactivations: false,
};
const workspace = { slackTeamId: 'T1', settings, installerSlackUser: undefined };

const person: SlackPerson = {
  userId: 'U1',
  teamId: 'T1',
  name: 'Ana',
  address: undefined,
  isSlackAdmin: false,
  isFullMember: true,
  isDeactivated: false,
};

test('lets exactly those act as admins who may', () => {
  const cases: string[] = [];
  for (const ofTeam of [true, false]) {
    for (const isFullMember of [true, false]) {
      for (const isSlackAdmin of [true, false]) {
        for (const standing of [undefined, 'member', 'admin', 'removed'] as const) {
          const who = { ...person, isFullMember, isSlackAdmin, teamId: ofTeam ? 'T1' : 'T2' };
          if (!isAdmin(who, workspace, standing)) continue;
          const team = ofTeam ? 'own team' : 'other team';
          cases.push([team, isFullMember, isSlackAdmin, standing].join(' '));
        }
      }
    }
  }
  expect(cases).toEqual([
    'own team true true ',
    'own team true true admin',
    'own team true false admin',
  ]);
});

test('takes Slack admins for admins only while the team wants that', () => {
  const strict = { ...workspace, settings: { ...settings, slackAdminsAreAdmins: false } };
  const slackAdmin = { ...person, isSlackAdmin: true };
  expect(isAdmin(slackAdmin, strict, undefined)).toBe(false);
  expect(isAdmin(slackAdmin, strict, 'admin')).toBe(true);
  expect(isAdmin(person, strict, 'admin')).toBe(true);
});

test('takes whoever installed the app for one of the Slack admins', () => {
  const installed = { ...workspace, installerSlackUser: person.userId };
  expect(isAdmin(person, installed, undefined)).toBe(true);
  expect(isAdmin({ ...person, userId: 'U2' }, installed, undefined)).toBe(false);
  expect(isAdmin(person, installed, 'member')).toBe(false);
  expect(isAdmin(person, installed, 'removed')).toBe(false);
  expect(isAdmin({ ...person, isFullMember: false }, installed, undefined)).toBe(false);
  const strict = { ...installed, settings: { ...settings, slackAdminsAreAdmins: false } };
  expect(isAdmin(person, strict, undefined)).toBe(false);
});

test.each([undefined, null, '', 'Admin', 'ADMIN', 'owner', 0, {}, ['admin'], 'constructor'])(
  'knows no role %j',
  (value) => {
    expect(parseRole(value)).toBeUndefined();
  },
);

test.each<[Role, string, string]>([
  ['member', 'Member', 'Can use all features but cannot manage team settings or invite others.'],
  ['admin', 'Admin', 'Full access including team settings, user management, and billing.'],
])('names and explains the role %s', (role, name, explanation) => {
  expect(parseRole(role)).toBe(role);
  expect(roleName(role)).toBe(name);
  expect(roleExplanation(role)).toBe(explanation);
});

test('explains each role within what a Block Kit option takes', () => {
  for (const role of roles) expect(roleExplanation(role).length).toBeLessThanOrEqual(75);
});

const flagOfEngland = '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}';

test.each([
  ['Ana', 'Ana'],
  ['  Ana  ', 'Ana'],
  ['\u3000山田 太郎\u3000', '山田 太郎'],
  ['Jose\u0301', 'Jos\u00e9'],
  ['x'.repeat(80), 'x'.repeat(80)],
  ['🎉'.repeat(80), '🎉'.repeat(80)],
  ['👩‍👩‍👧', '👩‍👩‍👧'],
  ['שלום', 'שלום'],
  ['می‌خواهم', 'می‌خواهم'],
  ['<b>', '<b>'],
  ['\tAna\r\n', 'Ana'],
  ['Ana\tLee', 'Ana Lee'],
  ['Ana\u000bLee', 'Ana Lee'],
  ['Ana\u0085Lee', 'Ana Lee'],
  ['Ana\u2028Lee', 'Ana Lee'],
  ['Ana\u2029Lee\u000b', 'Ana Lee'],
  ['\u2068Ana\u2069', 'Ana'],
  ['\u202aAna\u202c', 'Ana'],
  ['\ufeffAna\u200b\u00ad', 'Ana'],
  ['\u3164Ana\u2800', 'Ana'],
  ['\u200e\u2066שלום\u2069\u200e', 'שלום'],
  ['Ana ❤\ufe0f', 'Ana ❤\ufe0f'],
  [flagOfEngland, flagOfEngland],
])('takes the name %j', (typed, name) => {
  expect(parseDisplayName(typed)).toEqual({ ok: true, value: name });
});

test.each([
  ['', 'empty'],
  [' \t\n\u00a0', 'empty'],
  ['x'.repeat(81), 'too_long'],
  ['🎉'.repeat(81), 'too_long'],
  ['a\nb', 'odd_characters'],
  ['a\u0000b', 'odd_characters'],
  ['a\u0008b', 'odd_characters'],
  ['a\u009bb', 'odd_characters'],
  ['ab\u202Ecd', 'odd_characters'],
  ['ab\u2066cd', 'odd_characters'],
  ['a\ud800b', 'odd_characters'],
  [`${'x'.repeat(80)}\u0008`, 'odd_characters'],
  [`${'x'.repeat(81)}\u0008`, 'too_long'],
])('refuses the name %j as %s', (typed, refusal) => {
  expect(parseDisplayName(typed)).toEqual({ ok: false, refusal });
});

test.each([
  '\u3164',
  '\u2800\u2800',
  '\u115f\u1160',
  '\uffa0',
  '\u{1d159}',
  '\u200b\u200d',
  '\u00ad',
  '\u2060\ufeff',
  '\u2068\u3164 \u2800\u2069',
  '\u{e0001}',
  '\u0008',
  '\u0301',
  '\u3164\u0301',
  '\u0002\u0301',
  '\ufe0f',
])('asks for a name when there is nothing to see: %j', (typed) => {
  expect(parseDisplayName(typed)).toEqual({ ok: false, refusal: 'empty' });
});

test.each([
  ['a\nb', 'a b'],
  ['a\u0000b', 'ab'],
  ['a\u009bb', 'ab'],
  ['ab\u202Ecd', 'abcd'],
  ['\u2066ab\u2069 cd', 'ab cd'],
  ['a\ud800b', 'ab'],
  ['e\u0008\u0301', 'é'],
  ['\u0002 Ana \u0002', 'Ana'],
  ['👩‍👩‍👧\u0007', '👩‍👩‍👧'],
  ['\u0002\u0301', ''],
  ['x'.repeat(300), 'x'.repeat(254)],
])('shows of the name %j again what can be seen and is taken', (typed, shown) => {
  expect(shownDisplayName(typed)).toBe(shown);
});

test('takes what it shows again of a name that it refuses for odd characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (typed) => {
      const name = parseDisplayName(typed);
      if (name.ok || name.refusal !== 'odd_characters') return;
      const shown = shownDisplayName(typed);
      expect(parseDisplayName(shown)).toEqual({ ok: true, value: shown });
    }),
    { numRuns: 500, seed: 9 },
  );
});

test('measures what was typed before it normalises it', () => {
  const huge = '\ufdfa'.repeat(3_000_000);
  expect(parseDisplayName(huge)).toEqual({ ok: false, refusal: 'too_long' });
  expect(parsePassword(huge, 12)).toEqual({ ok: false, refusal: 'too_long' });
}, 1000);

test('takes no name that is empty or too long once it is written', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (typed) => {
      const name = parseDisplayName(typed);
      if (!name.ok) return;
      expect([...name.value].length).toBeLessThanOrEqual(80);
      expect(parseDisplayName(name.value)).toEqual(name);
    }),
    { numRuns: 500, seed: 8 },
  );
});

test.each([
  ['twelve signs', 'x'.repeat(12), 'x'.repeat(12)],
  ['spaces too', '  twelve + ', '  twelve + '],
])('counts %s', (_what, typed, expected) => {
  expect(parsePassword(typed, expected.length)).toEqual({ ok: true, value: expected });
});

test.each([
  ['one too few', 'x'.repeat(11), 'too_short'],
  ['none', '', 'too_short'],
  ['eleven signs of two code units', '🔑'.repeat(11), 'too_short'],
  ['letters that become fewer', 'e\u0301'.repeat(11), 'too_short'],
  ['one too many', 'x'.repeat(257), 'too_long'],
  ['letters that become more', '\ufdfa'.repeat(100), 'too_long'],
  ['the line break of a word processor', 'twelve\u000bletters', 'line_break'],
  ['that of a mainframe', 'twelve\u0085letters', 'line_break'],
  ['the page break of a PDF', 'twelve\u000cletters', 'control_character'],
  ['the hyphen of a PDF', 'twelve\u0002letters', 'control_character'],
  ['an escape of C1', 'twelve\u009bletters', 'control_character'],
])('refuses %s', (_what, typed, refusal) => {
  expect(parsePassword(typed, 12)).toEqual({ ok: false, refusal });
});

test.each([
  ['ｐａｓｓｗｏｒｄ１２３４', 'password1234'],
  ['e\u0301'.repeat(12), '\u00e9'.repeat(12)],
  ['Å'.repeat(12), '\u00c5'.repeat(12)],
  ['ﬁ'.repeat(6), 'fi'.repeat(6)],
  ['x'.repeat(256), 'x'.repeat(256)],
  ['🔑'.repeat(256), '🔑'.repeat(256)],
])('reads %j the same from every keyboard', (typed, password) => {
  expect(parsePassword(typed, 12)).toEqual({ ok: true, value: password });
});
