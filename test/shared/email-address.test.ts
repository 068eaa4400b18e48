import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseEmailAddress } from '../../src/shared/email-address.ts';
import { canonicalDomain } from '../../src/shared/plain-address.ts';

/** The canonical address, or what is wrong. */
function read(typed: string): string {
  const parsed = parseEmailAddress(typed);
  return parsed.ok ? parsed.value.address : parsed.refusal;
}

test.each([
  ['ana@example.com', 'ana@example.com'],
  ['  ana@example.com\t\n', 'ana@example.com'],
  ['\u00a0ana@example.com\ufeff', 'ana@example.com'],
  ['Ana@Example.COM', 'ana@example.com'],
  ['ana+team.x@example.com', 'ana+team.x@example.com'],
  ['a.n.a@example.com', 'a.n.a@example.com'],
  ["o'hara@example.com", "o'hara@example.com"],
  ['_-#$%&*/=?^`{|}~!@example.com', '_-#$%&*/=?^`{|}~!@example.com'],
  ['1@2.example', '1@2.example'],
  ['ana@sub.sub.example.co.uk', 'ana@sub.sub.example.co.uk'],
  ['ana@bücher.example', 'ana@xn--bcher-kva.example'],
  ['ana@BÜCHER.example', 'ana@xn--bcher-kva.example'],
  ['ana@xn--bcher-kva.example', 'ana@xn--bcher-kva.example'],
  ['ana@bu\u0308cher.example', 'ana@xn--bcher-kva.example'],
  ['почта@пример.рф', 'почта@xn--e1afmkfd.xn--p1ai'],
  ['jose\u0301@example.com', 'jos\u00e9@example.com'],
  [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
])('reads %j', (typed, address) => {
  expect(read(typed)).toBe(address);
});

test('shows an address as it was typed, and sends it there', () => {
  expect(parseEmailAddress(' Ana.Nice@Example.com ')).toEqual({
    ok: true,
    value: { email: 'Ana.Nice@Example.com', address: 'ana.nice@example.com' },
  });
});

test.each([
  ['', 'empty'],
  [' \t\r\n', 'empty'],
  [`${'a'.repeat(65)}@example.com`, 'too_long'],
  [`${'é'.repeat(33)}@example.com`, 'too_long'],
  [
    `ana@${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(60)}.example`,
    'too_long',
  ],
  ['a'.repeat(1_000_000), 'too_long'],
  [' '.repeat(1_000_000), 'too_long'],
  ['ana', 'not_an_address'],
  ['ana@', 'not_an_address'],
  ['@example.com', 'not_an_address'],
  ['ana@example', 'not_an_address'],
  ['ana@localhost', 'not_an_address'],
  ['ana@example.c', 'not_an_address'],
  ['ana@example.123', 'not_an_address'],
  ['ana@.example.com', 'not_an_address'],
  ['ana@example..com', 'not_an_address'],
  ['ana@-example.com', 'not_an_address'],
  ['ana@example-.com', 'not_an_address'],
  ['ana@exa_mple.com', 'not_an_address'],
  [`ana@${'d'.repeat(64)}.com`, 'not_an_address'],
  ['ana@127.0.0.1', 'not_an_address'],
  ['ana@[127.0.0.1]', 'not_an_address'],
  ['ana@[IPv6:::1]', 'not_an_address'],
  ['ana@0x7f.1', 'not_an_address'],
  ['ana@example.com:25', 'not_an_address'],
  ['ana@example.com/x', 'not_an_address'],
  ['ana@example%2ecom', 'not_an_address'],
  ['ana@exam ple.com', 'not_an_address'],
  ['.ana@example.com', 'not_an_address'],
  ['ana.@example.com', 'not_an_address'],
  ['an..a@example.com', 'not_an_address'],
  ['an a@example.com', 'not_an_address'],
  ['an@a@example.com', 'not_an_address'],
  ['"ana"@example.com', 'not_an_address'],
  ['"a@b"@example.com', 'not_an_address'],
  ['ana@example.com,bo@example.com', 'not_an_address'],
  ['ana@example.com;bo@example.com', 'not_an_address'],
  ['ana(comment)@example.com', 'not_an_address'],
  ['ana\r\nBcc: eve@example.com', 'not_an_address'],
  ['ana@example.com\r\nBcc: eve@example.org', 'not_an_address'],
  ['ana\u0000@example.com', 'not_an_address'],
  ['ana\u007f@example.com', 'not_an_address'],
  ['ana@\ud800.com', 'not_an_address'],
  ['🎉@example.com', 'not_an_address'],
])('refuses %j as %s', (typed, refusal) => {
  expect(read(typed)).toBe(refusal);
});

test('counts the length in octets, 254 in all', () => {
  const address = (length: number): string => {
    const domain = `${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(60)}.example`;
    return `${'a'.repeat(length - domain.length - 1)}@${domain}`;
  };
  expect(read(address(254))).toBe(address(254));
  expect(address(254).indexOf('@')).toBeLessThanOrEqual(64);
  expect(read(address(255))).toBe('too_long');
});

test('counts a domain as long as it is in punycode', () => {
  const domain = `${'ü.'.repeat(31)}de`;
  expect(read(`ana@${domain}`)).toHaveLength(254);
  expect(read(`anna@${domain}`)).toBe('too_long');
});

test.each([
  ['Example.COM', 'example.com'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['a.b', undefined],
  ['example', undefined],
  ['', undefined],
  ['.', undefined],
  ['*.example.com', undefined],
  ['exa mple.com', undefined],
  ['@example.com', undefined],
  ['1.2.3.4', undefined],
  ['xn--zz--.example', undefined],
])('reads the domain %j', (typed, domain) => {
  expect(canonicalDomain(typed)).toBe(domain);
});

/** Texts that are near to addresses, so that both answers come up. */
const nearAddresses = fc.oneof(
  fc.emailAddress(),
  fc.emailAddress().map((email) => ` ${email.toUpperCase()} `),
  fc.tuple(fc.string({ unit: 'binary' }), fc.domain()).map(([local, host]) => `${local}@${host}`),
  fc
    .tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }))
    .map(([a, b]) => `${a}@${b}.de`),
  fc.string({ unit: 'binary', maxLength: 300 }),
);

test('never throws, and what it gives is one canonical line', () => {
  let read = 0;
  fc.assert(
    fc.property(nearAddresses, (typed) => {
      const parsed = parseEmailAddress(typed);
      if (!parsed.ok) return;
      read += 1;
      const { email, address } = parsed.value;
      expect(address).not.toMatch(/[\p{Cc}\p{Z}\p{Cf}<>",;:\\]/u);
      expect(email).not.toMatch(/[\p{Cc}\p{Z}<>",;:\\]/u);
      expect(address).toMatch(/^[^@]{1,64}@[a-z0-9.-]+\.[a-z0-9-]{2,}$/u);
      expect(Buffer.byteLength(address)).toBeLessThanOrEqual(254);
      // Reading it again changes nothing.
      expect(parseEmailAddress(address)).toEqual({
        ok: true,
        value: { email: address, address },
      });
    }),
    { numRuns: 3000, seed: 20 },
  );
  expect(read).toBeGreaterThan(300);
});
