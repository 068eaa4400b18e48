import { expect, test } from 'vitest';
import type { AccountEventId, MemberId } from '../../src/shared/ids.ts';
import {
  type AccountEvent,
  foldEvents,
  shownEvents,
  type ToldEvent,
} from '../../src/sign-in/event-rules.ts';
import { placeText, recentText, toldTexts, whereText } from '../../src/sign-in/event-texts.ts';
import { eventDm, eventEmail } from '../../src/sign-in/notices.tsx';
import { wordsIn } from '../support/slack-acts.ts';

const at = new Date('2026-11-27T09:30:00.000Z');
const usual: AccountEvent = {
  id: 'e' as AccountEventId,
  memberId: 'm' as MemberId,
  kind: 'signed_in',
  way: 'password',
  userAgent: 'Mozilla/5.0 (iPhone) Version/18.0 Safari/605.1.15',
  ipAddress: '203.0.113.9',
  times: 1,
  at,
};
const failed = (times: number): AccountEvent => ({
  ...usual,
  kind: 'sign_in_failed',
  way: undefined,
  times,
});

test.each([
  ['nothing', [], []],
  ['one', [failed(3)], ['3 failed tries']],
  ['neighbours', [failed(1), failed(2), usual], ['3 failed tries', 'Signed in with your password']],
  [
    'those before and after a sign-in',
    [failed(1), usual, failed(1)],
    ['1 failed try', 'Signed in with your password', '1 failed try'],
  ],
])('tries that failed are one line: %s', (_what, events, lines) => {
  expect(foldEvents(events).map(recentText)).toEqual(lines);
});

test('however many tries failed, and however many sign-ins there were, the list is short', () => {
  const events = Array.from({ length: 60 }, () => [failed(2), failed(2), usual]).flat();
  expect(foldEvents(events)).toHaveLength(shownEvents);
});

test.each([
  ['password', 'Signed in with your password'],
  ['second_step', 'Signed in with your password and a code'],
  ['passkey', 'Signed in with a passkey'],
  ['slack', 'Signed in with Slack'],
  ['link', 'Signed in with a link from an admin'],
  [undefined, 'Signed in'],
] as const)('the list says how: %s', (way, line) => {
  expect(recentText({ ...usual, way })).toBe(line);
});

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['10.1.2.3', '10.1.2.3 (a private network)'],
  ['192.168.1.4', '192.168.1.4 (a private network)'],
  ['fd12:3456::1', 'fd12:3456::1 (a private network)'],
  ['2001:db8::1', '2001:db8::1'],
  ['unknown', 'unknown'],
])('of the network of %s it says no more than is known', (ipAddress, place) => {
  expect(placeText(ipAddress)).toBe(place);
});

test('a line says from where', () => {
  expect(whereText(usual)).toBe('Safari on iPhone · 203.0.113.9');
});

test.each(Object.keys(toldTexts) as ToldEvent[])('of %s email and message say the same', (kind) => {
  const link = `https://app.example.com/not-me/${'A'.repeat(43)}`;
  const facts = { kind, workspaceName: 'Evil.com <b>*x*', at, link, browser: usual };
  const [letter, dm] = [eventEmail(facts), eventDm(facts)];

  expect(letter.subject).not.toBe('');
  expect(letter.text).toContain(`This wasn't me:\n${link}\n`);
  expect(letter.text).toContain('Friday, 27 November 2026 at 09:30 UTC');
  expect(letter.text).toContain('Browser: Safari on iPhone\nFrom: 203.0.113.9');
  expect(letter.html).not.toContain('<b>');
  const words = wordsIn(dm.blocks);
  expect(words).toContain('Safari on iPhone · 203.0.113.9');
  expect(JSON.stringify(dm.blocks)).toContain(link);
  expect(words).toContain(toldTexts[kind].said('Evil.com <b>*x*').join(''));
});
