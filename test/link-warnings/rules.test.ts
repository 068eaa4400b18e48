import { expect, test } from 'vitest';
import { findInviteLinks, withoutToken, withToken } from '../../src/link-warnings/rules.ts';

const token = 'A_-4'.repeat(10).concat('xyz');
const home = 'https://invites.example.com';

test.each([
  '',
  '.',
  ',',
  ')',
  '>',
  '"',
  ']',
  '_',
  '-',
  '*_',
  '…',
  '”',
  '。',
  '/',
  '/.',
  '%20',
  '%E2%80%8B',
  '\u200b',
  '\u00a0',
  '%2520',
  '?from=chat',
  '#top',
  '.?from=chat',
])('finds a link with %j behind it', (tail) => {
  const url = `${home}/join/${token}${tail}`;
  expect(findInviteLinks([url], home)).toEqual([{ url, token }]);
});

test.each([
  `${home}/join/`,
  `${home}/join/${token.slice(1)}`,
  `${home}/join/${token}A`,
  `${home}/reset/${token}`,
  `https://invites.example.org/join/${token}`,
  `${home}/other?next=/join/${token}`,
  'no link at all',
  `/join/${token}`,
])('takes %s for none of ours', (url) => {
  expect(findInviteLinks([url], home)).toEqual([]);
});

test.each([
  `?next=/join/${'b'.repeat(43)}`,
  `#${'b'.repeat(51)}`,
  `?next=%2Fjoin%2F${'b'.repeat(20)}%2562${'b'.repeat(22)}`,
  `?next=${'b'.repeat(20)}\u200B\n${'b'.repeat(23)}`,
  `#${'b'.repeat(20)}%E2%80%8B${'b'.repeat(23)}`,
  `?next=/join/${'b%C2%A0'.repeat(43)}`,
])('keeps nothing of a link with another token behind it: %j', (tail) => {
  const kept = withoutToken(`${home}/join/${token}${tail}`, token);
  expect(kept).toBe('{}');
  expect(withToken(kept, token)).toBeUndefined();
});

test.each([
  `${home}/${'b'.repeat(43)}/../join/${token}`,
  `https://invites.example.com\\${'b'.repeat(43)}\\../join/${token}`,
  `https://ana:${'b'.repeat(43)}@invites.example.com/join/${token}`,
])('keeps nothing of a link with another token before it: %j', (url) => {
  expect(findInviteLinks([url], home)).toEqual([{ url, token }]);
  expect(withoutToken(url, token)).toBe('{}');
});

test.each(['', '?utm_source=slack&utm_medium=message'])(
  'keeps a link with %j behind it, however long our host is',
  (tail) => {
    const url = `https://${'long-name'.repeat(6)}.example.com/join/${token}${tail}`;
    expect(withToken(withoutToken(url, token), token)).toBe(url);
  },
);

test('keeps nothing of a link whose token is broken by a sign that nobody sees', () => {
  const [start, end] = [token.slice(0, 20), token.slice(20)];
  for (const broken of ['\t', '\u200B', '%0A']) {
    const [link] = findInviteLinks([`${home}/join/${start}${broken}${end}`], home);
    if (link) expect(withoutToken(link.url, link.token)).toBe('{}');
  }
});

test.each(['', '*', '?next=/join/', '?next=/join/*#'])(
  'keeps a link with %j and itself behind it without its token',
  (tail) => {
    const url = `${home}/join/${token}${tail}${tail && token}`;
    const kept = withoutToken(url, token);
    expect(kept).not.toContain(token);
    expect(withToken(kept, token)).toBe(url);
  },
);
