import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inviteDm, inviteEmail } from '../../src/invitations/notices.tsx';
import { initial, oneLine, shortened, unlinked } from '../../src/shared/letter.tsx';

const link = 'https://join.example.com/join/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdEfG';

const invite = {
  workspaceName: 'Acme',
  invitedBy: 'Ana Admin',
  message: undefined,
  email: 'mia@example.com',
  role: 'member' as const,
  link,
  expiresAt: new Date('2026-11-29T18:55:00Z'),
  tools: [],
};

/** What a reader of the HTML part sees, near enough: no tags, no style, entities read. */
function shownText(html: string): string {
  return html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}

test('says in the subject who invites to what', () => {
  expect(inviteEmail(invite).subject).toBe('Ana Admin invited you to join Acme');
});

test.each([
  'Ana Admin invited you to join Acme',
  'mia@example.com',
  'Member. Can use all features but cannot manage team settings or invite others.',
  "Pick a name and how you'll sign in, and you're in. Your link works once, until Sunday, 29 November 2026 at 18:55 UTC.",
  "This link is just for you, so please don't share it.",
  'Not expecting this? You can ignore this email.',
  link,
])('says %j in both parts', (words) => {
  const { text, html } = inviteEmail(invite);
  expect(text).toContain(words);
  expect(shownText(html).replaceAll(' .', '.')).toContain(words);
});

const toolsNamed = (...names: string[]) => names.map((name) => ({ name, isChosen: false }));

test('names the tools, as nothing that a mail client could link, and of many only the first', () => {
  const some = inviteEmail({ ...invite, tools: toolsNamed('Wiki', '<b>evil.com') });
  expect(some.text).toContain("You'll get: Wiki, <b>evil");
  expect(some.text).not.toContain('evil.com');
  expect(some.html).not.toContain('<b>evil');
  const many = inviteEmail({ ...invite, tools: toolsNamed(...'abcdefghijkl') });
  expect(many.text).toContain("You'll get: a, b, c, d, e, f, g, h, 4 more\n");
  expect(inviteEmail(invite).text).not.toContain("You'll get");
  const note = inviteDm({ ...invite, tools: toolsNamed('Wiki') });
  expect(JSON.stringify(note.blocks)).toContain('Wiki');
});

test('explains the Admin role to admins', () => {
  const { text } = inviteEmail({ ...invite, role: 'admin' });
  expect(text).toContain(
    'Admin. Full access including team settings, user management, and billing.',
  );
});

test('offers the link as a button and in full, and beside it only leads to our own pages', () => {
  const { html } = inviteEmail(invite);
  const targets = [...html.matchAll(/href="([^"]*)"/g)].map(([, target]) => target);
  const { origin } = new URL(link);
  expect(targets).toEqual([link, link, `${origin}/privacy`, `${origin}/support`]);
  expect(html).toMatch(/<a [^>]*>Join Acme<\/a>/);
});

test('needs no image, and stays small', () => {
  const { html } = inviteEmail({
    ...invite,
    workspaceName: '<'.repeat(80),
    invitedBy: '.'.repeat(80),
    email: `${'e'.repeat(64)}@${'d'.repeat(180)}.example`,
  });
  expect(html).not.toMatch(/<img|background-image|url\(/);
  expect(Buffer.byteLength(html)).toBeLessThan(20_000);
});

test('carries a dark scheme that no escaping has broken', () => {
  const { html } = inviteEmail(invite);
  const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '';
  expect(style).toContain('@media (prefers-color-scheme: dark)');
  expect(style).not.toMatch(/&(?:quot|#39|lt|gt|amp);/);
  expect(html).toContain('<meta name="color-scheme" content="light dark"/>');
});

test('shows markup in names as text', () => {
  const { html } = inviteEmail({
    ...invite,
    invitedBy: '</strong><script>alert(1)</script>',
    workspaceName: '"><img src=x onerror=alert(1)>',
    email: `mia"onmouseover='x'@example.com`,
  });
  expect(html).not.toMatch(/<script|<img/);
  expect(html).toContain('&lt;script&gt;');
  expect(html).toContain('&quot;&gt;&lt;img');
  expect(html).toContain('mia&quot;onmouseover=&#39;x&#39;@example.com');
});

test('keeps the subject on one line whatever the names hold', () => {
  const anything = fc.string({ unit: 'binary', maxLength: 120 });
  fc.assert(
    fc.property(anything, anything, (invitedBy, workspaceName) => {
      const { subject } = inviteEmail({ ...invite, invitedBy, workspaceName });
      expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u);
      expect(subject.length).toBeLessThanOrEqual(120 * 8 + 1);
    }),
    { numRuns: 100, seed: 4 },
  );
});

test('injects no header line', () => {
  const { subject, text } = inviteEmail({
    ...invite,
    invitedBy: 'Ana\r\nBcc: eve@example.com',
    workspaceName: 'Acme\u2028\u0000Corp\u202Egnorw',
  });
  expect(subject).toBe('Ana Bcc: eve@example.com invited you to join Acme Corpgnorw');
  expect(text).not.toMatch(/^Bcc/m);
});

test('cuts long names in the subject so that both still show', () => {
  const { subject } = inviteEmail({
    ...invite,
    invitedBy: 'N'.repeat(80),
    workspaceName: 'W'.repeat(80),
  });
  expect(subject).toBe(`${'N'.repeat(39)}… invited you to join ${'W'.repeat(39)}…`);
});

test.each(['evil.com', 'https://evil.com/pay', 'www.evil.com', 'a@evil.com', 'mailto:a@evil.com'])(
  'leaves %j in a name nothing that a mail client could link',
  (name) => {
    const { text, html } = inviteEmail({ ...invite, invitedBy: name, workspaceName: name });
    expect(text).not.toContain(name);
    expect(shownText(html.replace(/<title>.*?<\/title>/, ''))).not.toContain(name);
    expect(unlinked(name).replaceAll('\u200C', '')).toBe(name);
  },
);

test('makes a host name that browsers refuse, should a client link it anyway', () => {
  expect(new URL('http://evil.com').hostname).toBe('evil.com');
  expect(() => new URL(`http://${unlinked('evil.com')}`)).toThrow();
});

test('leaves the invite link itself untouched', () => {
  const { text, html } = inviteEmail({ ...invite, workspaceName: 'a.b' });
  expect(text).toContain(`\n${link}\n`);
  expect(html).toContain(`>${link}</a>`);
});

test.each([
  ['short', 10, 'short'],
  ['exactly ten', 11, 'exactly ten'],
  ['one too many', 11, 'one too ma…'],
  ['cut here please', 5, 'cut…'],
  ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 2, '👩‍👩‍👧‍👦…'],
])('shortens %j to %i characters', (text, longest, expected) => {
  expect(shortened(text, longest)).toBe(expected);
});

test('bounds the length of a name with accents piled up', () => {
  expect(shortened(`ab${'\u0301'.repeat(10_000)}cd`, 10)).toBe('a…');
});

test('keeps joiners inside emoji when putting a text on one line', () => {
  expect(oneLine(' 👩‍👩‍👧\t\n Ana ')).toBe('👩‍👩‍👧 Ana');
});

test.each([
  ['acme', 'A'],
  ['  "acme"', 'A'],
  ['élan', 'É'],
  ['🎉 party', '🎉'],
  ['7up', '7'],
  ['שלום', 'ש'],
  ['<!>', '·'],
  ['', '·'],
])('takes the initial of %j', (name, letter) => {
  expect(initial(name)).toBe(letter);
});
