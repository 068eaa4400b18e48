import { expect, test } from 'vitest';
import {
  isAdmin,
  parsePassword,
  parseRole,
  type Role,
  roleExplanation,
  roleName,
  roles,
  type SlackPerson,
} from '../../src/members/rules.ts';

const settings = {
  allowedDomains: [],
  linkWarnings: true,
  slackAdminsAreAdmins: true,
  seatLimit: undefined,
  followDeactivations: false,
  joinedMessages: true,
  undoSends: false,
  reminders: true,
  weeklySummary: true,
  requests: { to: 'admins', channel: undefined, approvedDomains: [] } as const,
  secondStep: 'optional' as const,
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
  isBot: false,
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

test('measures a password before it is normalised', () => {
  const huge = '\ufdfa'.repeat(3_000_000);
  expect(parsePassword(huge, 12)).toEqual({ ok: false, refusal: 'too_long' });
}, 1000);

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
