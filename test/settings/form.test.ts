import { expect, test } from 'vitest';
import { changedSettings, shownSettings } from '../../src/settings/form.ts';
import type { SettingsForm } from '../../src/settings/rules.ts';
import { settingsChanges } from '../../src/settings/texts.ts';

const settings = {
  allowedDomains: [],
  linkWarnings: true,
  slackAdminsAreAdmins: true,
  followDeactivations: false,
  joinedMessages: true,
  undoSends: false,
  reminders: true,
  weeklySummary: true,
  requests: { to: 'admins', channel: undefined, approvedDomains: [] } as const,
  seatLimit: undefined,
  secondStep: 'optional' as const,
};
const before = { name: 'Acme', settings };

/** What comes of typing this into a dialog that shows how things are. */
function typed(form: SettingsForm) {
  return changedSettings(before, shownSettings(before), form);
}

function kindsOf(form: SettingsForm) {
  const read = typed(form);
  return read.ok ? [] : read.refusal.map(({ kind }) => kind);
}

const allowedBy = (allowedDomains: string) => {
  const read = typed({ allowedDomains });
  return read.ok ? read.value.settings.allowedDomains : read.refusal;
};

const seatsBy = (seatLimit: string) => {
  const read = typed({ seatLimit });
  return read.ok ? read.value.settings.seatLimit : read.refusal;
};

test('reads the settings as they are kept', () => {
  expect(typed({})).toEqual({ ok: true, value: before });
  const form = { allowedDomains: ' @Acme.com;BÜCHER.example\nacme.com, ', seatLimit: ' 7 ' };
  expect(typed(form)).toMatchObject({
    value: { settings: { allowedDomains: ['acme.com', 'xn--bcher-kva.example'], seatLimit: 7 } },
  });
});

test.each<[SettingsForm, string[]]>([
  [{ name: ' \u200B\u0000 ' }, ['name_empty']],
  [{ name: '\u3164' }, ['name_empty']],
  [{ name: '\u2800 \u00AD' }, ['name_empty']],
  [{ name: '\u0301' }, ['name_empty']],
  [{ name: 'Acme\u202Eemca' }, ['name_odd']],
  [{ name: '🎉'.repeat(81) }, ['name_too_long']],
  [{ allowedDomains: 'localhost' }, ['not_a_domain']],
  [{ allowedDomains: '10.0.0.1' }, ['not_a_domain']],
  [{ allowedDomains: '*.acme.com' }, ['not_a_domain']],
  [{ allowedDomains: 'ana@acme.com' }, ['not_a_domain']],
  [{ allowedDomains: 'https://' }, ['not_a_domain']],
  [{ allowedDomains: 'acme.com/acme.org' }, ['not_a_domain']],
  [{ allowedDomains: distinctDomains(200) }, ['too_many_domains']],
  [{ seatLimit: '0' }, ['not_a_seat_limit']],
  [{ seatLimit: '1000001' }, ['not_a_seat_limit']],
  [{ seatLimit: '٣' }, ['not_a_seat_limit']],
  [{ seatLimit: '1,00' }, ['not_a_seat_limit']],
  [{ seatLimit: '10,00,000' }, ['not_a_seat_limit']],
  [{ seatLimit: '1,000.000' }, ['not_a_seat_limit']],
  [{ seatLimit: '-1' }, ['not_a_seat_limit']],
  [
    { name: '', allowedDomains: 'x', seatLimit: 'x' },
    ['name_empty', 'not_a_domain', 'not_a_seat_limit'],
  ],
])('refuses %j', (form, kinds) => {
  expect(kindsOf(form)).toEqual(kinds);
});

/** Short as they are typed, long as they are kept. */
function distinctDomains(count: number): string {
  return Array.from({ length: count }, (_, index) => `é${index}.example`).join(' ');
}

test('takes the longest name, the highest limit and as many domains as come back whole', () => {
  expect(typed({ name: '🎉'.repeat(80), seatLimit: '1000000' }).ok).toBe(true);
  expect(typed({ allowedDomains: distinctDomains(120) }).ok).toBe(true);
});

test.each([
  ['  Acme\u0000 \u00A0 & Söhne\u2028', 'Acme & Söhne'],
  ['\u200BAcme\u3164', 'Acme'],
  ['Cafe\u0301', 'Café'],
  ['می\u200Cخواهم', 'می\u200Cخواهم'],
  [
    '🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}',
    '🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}',
  ],
  ['Team 👩\u200D💻', 'Team 👩\u200D💻'],
  ['❤\uFE0F', '❤\uFE0F'],
])('the name %j is kept as %j', (name, expected) => {
  expect(typed({ name })).toMatchObject({ value: { name: expected } });
});

test.each([
  ['b\u200Bücher.exa\u00ADmple', ['xn--bcher-kva.example']],
  ['ACME.org.', ['acme.org']],
  ['ａｃｍｅ．com，acme。org', ['acme.com', 'acme.org']],
  ['https://acme.com', ['acme.com']],
  ['HTTP://Acme.com:8443/about?a=1', ['acme.com']],
  ['acme.com/', ['acme.com']],
  ['＠acme.com\u00A0"@acme.org"', ['acme.com', 'acme.org']],
  ['“acme.com”, <acme.org>', ['acme.com', 'acme.org']],
  ['acme.com\tacme.org\n\nacme.net', ['acme.com', 'acme.org', 'acme.net']],
])('the domains %j are read as %j', (allowedDomains, expected) => {
  expect(allowedBy(allowedDomains)).toEqual(expected);
});

test('names the domains that are none', () => {
  expect(allowedBy('acme.com, localhost, acme.org a@b')).toEqual([
    { field: 'allowedDomains', kind: 'not_a_domain', wrong: ['localhost', 'a@b'] },
  ]);
});

test.each([
  ['１０', 10],
  [' 1,000\u200B', 1000],
  ['1 000', 1000],
  ['1\u202F000', 1000],
  ['1.000', 1000],
  ['12’500', 12_500],
  ['1,000,000', 1_000_000],
])('the seat limit %j is read as %j', (seatLimit, expected) => {
  expect(seatsBy(seatLimit)).toBe(expected);
});

test('says in words what was changed, and only that', () => {
  expect(settingsChanges(before, before)).toBe('');
  const after = {
    name: 'Acme',
    settings: {
      allowedDomains: ['acme.com'],
      linkWarnings: false,
      slackAdminsAreAdmins: false,
      followDeactivations: true,
      joinedMessages: true,
      undoSends: false,
      reminders: true,
      weeklySummary: true,
      requests: {
        to: 'channel',
        channel: 'C0GENERAL',
        approvedDomains: ['acme.com', 'acme.org'],
      } as const,
      secondStep: 'admins' as const,
      seatLimit: 5,
    },
  };
  expect(settingsChanges(before, after)).toBe(
    'allowed only acme.com; turned off warnings about posted links; turned off admin rights for Slack owners and admins; turned on removal of people deactivated in Slack; set the seat limit to 5; had requests posted to a channel; chose a channel for requests; had acme.com, acme.org approved right away; asked admins for a second step',
  );
  expect(settingsChanges(after, { ...before, name: 'Bcme' })).toBe(
    'renamed the workspace to “Bcme”; allowed any email domain; turned on warnings about posted links; turned on admin rights for Slack owners and admins; turned off removal of people deactivated in Slack; removed the seat limit; had requests sent to all admins; removed the channel for requests; stopped approving domains right away; made the second step optional',
  );
});
