import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { networkOf } from '../../src/platform/database/rate-limit.ts';
import { parseWorkspaceId, type WorkspaceId } from '../../src/shared/ids.ts';
import { browserName, mayUseTools, parseReturnAddress } from '../../src/sign-in/rules.ts';
import { headerText } from '../../src/tools/web/forward.tsx';
import { parseSlackDomain } from '../../src/workspaces/rules.ts';

describe('a browser in words', () => {
  test.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36',
      'Chrome on Windows',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15',
      'Safari on Mac',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/150.0 Mobile/15E148 Safari/604.1',
      'Chrome on iPhone',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (Linux; Android 16; SM-S931B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/146.0.0.0 Mobile Safari/537.36',
      'Samsung Internet on Android',
    ],
    ['curl/8.0', 'Unknown browser'],
    ['', 'Unknown browser'],
  ])('%s is %s', (userAgent, expected) => {
    expect(browserName(userAgent)).toBe(expected);
  });
});

describe('the network of an address', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8::/64'],
    ['2001:db8:0:0:1::9', '2001:db8::/64'],
    ['::1', '::/64'],
    ['fe80::1%eth0', 'fe80::/64'],
    ['203.0.113.7:5555', '203.0.113.7'],
    ['[2001:db8::9]:443', '2001:db8::/64'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['64:ff9b::203.0.113.7', '203.0.113.7'],
    ['unknown', 'unknown'],
  ])('%s is %s', (address, expected) => {
    expect(networkOf(address)).toBe(expected);
  });
});

test('whatever is asked for, the way back leads to our own paths or a listed host', () => {
  const own = 'https://team.example.com';
  const piece = fc.constantFrom(
    '/',
    '\\',
    '@',
    ':',
    '//',
    'evil.example',
    'wiki.example.com',
    'https:',
    'javascript:',
    '\t',
    '\n',
    ' ',
    '?',
    '#',
    '.',
    'a',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const address = parseReturnAddress(pieces.join(''), own, ['wiki.example.com']);
      if (address === undefined) return;
      // As a browser reads a Location header.
      const { origin } = new URL(address, `${own}/sign-in`);
      expect([own, 'https://wiki.example.com']).toContain(origin);
    }),
    { seed: 20261122 },
  );
});

test('a header of any text is plain ASCII, and the text can be had back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const header = headerText(text);
      expect(header).toMatch(/^[\x20-\x7e]*$/);
      expect(decodeURIComponent(header)).toBe(text);
    }),
    { seed: 20261122 },
  );
});

test.each([
  ['corp', 'corp'],
  [' Corp-2 ', 'corp-2'],
  ['corp.slack.com', 'corp'],
  ['https://corp.slack.com/', 'corp'],
  ['http://corp.enterprise.slack.com/archives/C1?x#y', 'corp'],
  ['corp.slack-gov.com', 'corp'],
  ['corp.enterprise.slack.com', 'corp'],
  ['www.corp.slack.com', 'corp'],
  ['https://www.corp.slack.com/', 'corp'],
  ['corp.slack.com.', 'corp'],
  ['corp.slack.com\u200b', 'corp'],
  ['corp.slack.com\u0085', 'corp'],
  ['\uff43\uff4f\uff52\uff50', 'corp'],
  ['\uff43orp\uff0eslack\uff0ecom', 'corp'],
  ['<https://corp.slack.com>', 'corp'],
  ['(corp.slack.com),', 'corp'],
  ['corp.slack.com:443/', 'corp'],
  ['https://app.slack.com/client/T123/C1', undefined],
  ['app.slack.com', undefined],
  ['app', undefined],
  ['https://my.slack.com/', undefined],
  ['www.slack.com', undefined],
  ['slack.com/corp', undefined],
  ['app.www.slack.com', undefined],
  ['corp.evil.com/.slack.com', undefined],
  ['', undefined],
  ['Corp Ltd', undefined],
  ['corp.example.com', undefined],
  ['-corp', undefined],
  ['co_rp', undefined],
  ['corp\u0000', undefined],
  ['ünder', undefined],
  ['c'.repeat(64), undefined],
  [`corp.slack.com/${'x'.repeat(1e6)}`, undefined],
])('the address of a team in Slack, %j, is of %s', (typed, domain) => {
  expect(parseSlackDomain(typed)).toBe(domain);
});

describe('tools', () => {
  const [byOauth, byToken] = [{ isByOauth: true }, { isByOauth: false }];
  const [none, own, others] = [undefined, ['T1', 'T2'], ['T3']];
  test.each([
    [{ ...byOauth, authTeams: own }, { isInstalled: true, isOnlyOne: false }, true],
    [{ ...byOauth, authTeams: own }, { isInstalled: false, isOnlyOne: false }, false],
    [{ ...byOauth, authTeams: others }, { isInstalled: true, isOnlyOne: true }, false],
    [{ ...byOauth, authTeams: none }, { isInstalled: true, isOnlyOne: false }, false],
    // Any other team may install the app in a moment.
    [{ ...byOauth, authTeams: none }, { isInstalled: true, isOnlyOne: true }, false],
    [{ ...byToken, authTeams: own }, { isInstalled: false, isOnlyOne: false }, true],
    [{ ...byToken, authTeams: others }, { isInstalled: false, isOnlyOne: true }, false],
    [{ ...byToken, authTeams: none }, { isInstalled: false, isOnlyOne: true }, true],
    [{ ...byToken, authTeams: none }, { isInstalled: false, isOnlyOne: false }, false],
  ])('with %o, to a team with %o: %s', (operator, team, expected) => {
    const id = parseWorkspaceId('0190a0a0-0000-7000-8000-000000000001') as WorkspaceId;
    expect(mayUseTools({ id, name: 'Corp', slackTeamId: 'T1', ...team }, operator)).toBe(expected);
  });
});
