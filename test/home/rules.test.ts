import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  freshHome,
  parseHomeState,
  parseSettings,
  type SettingsForm,
  settingsChanges,
} from '../../src/home/rules.ts';

const form: SettingsForm = {
  name: 'Acme',
  allowedDomains: '',
  linkWarnings: true,
  slackAdminsAreAdmins: true,
  followDeactivations: false,
  seatLimit: '',
};

const settings = {
  allowedDomains: [],
  linkWarnings: true,
  slackAdminsAreAdmins: true,
  followDeactivations: false,
  seatLimit: undefined,
};

test('reads the settings as they are kept', () => {
  expect(parseSettings(form)).toEqual({ ok: true, value: { name: 'Acme', settings } });
  const typed = {
    ...form,
    allowedDomains: ' @Acme.com;BÜCHER.example\nacme.com, ',
    seatLimit: ' 7 ',
  };
  expect(parseSettings(typed)).toMatchObject({
    value: { settings: { allowedDomains: ['acme.com', 'xn--bcher-kva.example'], seatLimit: 7 } },
  });
});

test.each([
  [{ name: ' \u200B\u0000 ' }, ['name_empty']],
  [{ name: '🎉'.repeat(81) }, ['name_too_long']],
  [{ allowedDomains: 'localhost' }, ['not_a_domain']],
  [{ allowedDomains: '10.0.0.1' }, ['not_a_domain']],
  [{ allowedDomains: '*.acme.com' }, ['not_a_domain']],
  [{ allowedDomains: distinctDomains(200) }, ['too_many_domains']],
  [{ seatLimit: '0' }, ['not_a_seat_limit']],
  [{ seatLimit: '1000001' }, ['not_a_seat_limit']],
  [{ seatLimit: '٣' }, ['not_a_seat_limit']],
  [
    { name: '', allowedDomains: 'x', seatLimit: 'x' },
    ['name_empty', 'not_a_domain', 'not_a_seat_limit'],
  ],
])('refuses %j', (typed, problems) => {
  expect(parseSettings({ ...form, ...typed })).toEqual({ ok: false, refusal: problems });
});

/** Short as they are typed, long as they are kept. */
function distinctDomains(count: number): string {
  return Array.from({ length: count }, (_, index) => `é${index}.example`).join(' ');
}

test('takes the longest name, the highest limit and as many domains as come back whole', () => {
  expect(parseSettings({ ...form, name: '🎉'.repeat(80), seatLimit: '1000000' }).ok).toBe(true);
  expect(parseSettings({ ...form, allowedDomains: distinctDomains(120) }).ok).toBe(true);
});

test('says in words what was changed, and only that', () => {
  const before = { name: 'Acme', settings };
  expect(settingsChanges(before, before)).toBe('');
  const after = {
    name: 'Acme',
    settings: {
      allowedDomains: ['acme.com'],
      linkWarnings: false,
      slackAdminsAreAdmins: false,
      followDeactivations: true,
      seatLimit: 5,
    },
  };
  expect(settingsChanges(before, after)).toBe(
    'allowed domains acme.com; link warnings off; Slack admins count as admins off; seat limit 5; follow Slack deactivations on',
  );
  expect(settingsChanges(after, { ...before, name: 'Bcme' })).toBe(
    'name “Bcme”; allowed domains any; link warnings on; Slack admins count as admins on; seat limit none; follow Slack deactivations off',
  );
});

test('reads back the state that a view carries', () => {
  const id = '0190a5d2-7c1e-4f3a-9b1d-0123456789ab';
  const state = {
    tab: 'members',
    filter: 'pending',
    text: 'ana%_',
    place: { start: { at: 1_700_000_000_000, id }, before: 20 },
  };
  expect(parseHomeState(JSON.parse(JSON.stringify(state)))).toEqual(state);
});

test.each([undefined, null, 7, 'x', [], { tab: 'x', filter: 1, text: {}, place: 'x' }])(
  'starts afresh from %j',
  (value) => {
    expect(parseHomeState(value)).toEqual(freshHome);
  },
);

test('searches for the address in what was pasted', () => {
  for (const text of [
    '\u200bana@example.com ',
    'Ana Lee <ana@example.com>;',
    'ana@exam\u00adple.com.',
    'mailto:ana%40example.com',
  ]) {
    expect(parseHomeState({ text }).text).toBe('ana@example.com');
  }
  expect(parseHomeState({ text: 'ana@' }).text).toBe('ana@');
  expect(parseHomeState({ text: 'an a@example.com' }).text).toBe('an a@example.com');
});

test.each([
  ['n10\u200b', 'n10'],
  ['\uff4e\uff11\uff10', 'n10'],
  ['o\u2019brien', "o'brien"],
  ['jo\u0308rg', 'jörg'],
  ['\uff4a\uff4f\u0308rg', 'jörg'],
  ['a\u0000b\u2028c', 'a b c'],
])('searches for what was meant by %j', (typed, meant) => {
  expect(parseHomeState({ text: typed }).text).toBe(meant);
});

test('keeps no text that a database or a view would refuse', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const state = parseHomeState({ text });
      expect(state.text.length).toBeLessThanOrEqual(100);
      expect(state.text).not.toMatch(/[\p{Cc}\p{Cs}]/u);
      expect(parseHomeState(JSON.parse(JSON.stringify(state)))).toEqual(state);
    }),
    { numRuns: 300, seed: 2 },
  );
  expect(parseHomeState({ text: '🎉'.repeat(80) }).text).not.toMatch(/\p{Cs}/u);
});
